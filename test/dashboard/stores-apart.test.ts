import { beforeAll, describe, expect, test } from 'vitest';
import type { DayAnswer, StoresAnswer } from '../../src/dashboard/api/day.ts';
import type { TraceAnswer } from '../../src/dashboard/api/trace.ts';
import type { WhyAnswer } from '../../src/dashboard/api/why.ts';
import { METRICS } from '../../src/dashboard/server/queries/metrics.ts';
import { SLICES } from '../../src/dashboard/server/queries/slices.ts';
import { readFor } from '../../src/dashboard/server/reading.ts';
import { copyStore, relationsOfStores, useTestDashboard } from '../harness/dashboard.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';

const database = useTestDatabase('dashboard_stores');
const store = useSimulatedStore(database);
const dashboard = useTestDashboard(database);

/** A second store with the same rows under its own id, so that every table has something to leak. */
const OTHER = '4242';
const GOODS = `${'非常'.repeat(140)}长的商品名<b>`;
const SCRIPT = '<script>alert(1)</script>';
let date = '';

beforeAll(async () => {
  await store.run('DWD_*,DWS_*');
  const { pool } = database;
  await copyStore(database, dashboard.place, { from: store.siteId, to: OTHER });
  await pool.query(`update etl_admin.etl_store set store_name = $1 where site_id = ${OTHER}`, [SCRIPT]);
  await pool.query(
    `update billiards_dws.dws_goods_day_sales set goods_name = $1 where site_id = ${OTHER} and (site_id, business_date, site_goods_id) in
    (select site_id, business_date, min(site_goods_id) from billiards_dws.dws_goods_day_sales group by 1, 2)`,
    [GOODS],
  );
  const { rows } = await pool.query<{ date: string }>(
    `select max(business_date)::text as date from billiards_dws.dws_day_status where status = 'PUBLISHED'`,
  );
  date = rows[0]?.date ?? '';
}, 60_000);

const LIMITED = { siteIds: [OTHER] };

describe('the database', () => {
  test('has a limit on every table and view with a store that the dashboard may read', async () => {
    const relations = await relationsOfStores(database, dashboard.place);
    expect(relations.length).toBeGreaterThan(80);
    const leaks: string[] = [];
    for (const { name } of relations) {
      const sql = `select count(*) filter (where site_id <> ${OTHER} and site_id <> 0)::text as other from ${name}`;
      const { rows } = await readFor(dashboard.place, LIMITED, (db) => db.query<{ other: string }>(sql), {
        personal: true,
      });
      if (rows[0]?.other !== '0') leaks.push(name);
    }
    expect(leaks).toEqual([]);
  });

  test.each([
    ['a join', 'select f.site_id from billiards.fact_settlement f join billiards.fact_payment p using (site_id)'],
    [
      'an outer join',
      'select p.site_id from billiards_dws.dws_day_status s full join billiards.fact_payment p on true',
    ],
    [
      'a sub-select',
      'select site_id from etl_admin.etl_store where site_id in (select site_id from billiards.dim_table)',
    ],
    [
      'a recursion',
      'with recursive w as (select site_id from billiards.dim_member union select w.site_id from w) select * from w',
    ],
    ['a lateral', 'select x.site_id from etl_admin.etl_store s, lateral (select site_id from billiards.fact_refund) x'],
    [
      'a function that tells what it sees',
      `select site_id from billiards.fact_settlement where length(pay_amount::text) > 0`,
    ],
    [
      'a division that would fail',
      `select site_id from billiards.fact_settlement where 1 / (site_id - ${OTHER} + 1) >= 0`,
    ],
    ['an aggregate', 'select max(site_id) as site_id from billiards.fact_goods_sale'],
    [
      'a set operation',
      'select site_id from billiards.dim_table except select 1 union all select site_id from billiards.fact_refund',
    ],
  ])('shows nobody else by way of %s', async (_, sql) => {
    const { rows } = await readFor(dashboard.place, LIMITED, (db) => db.query<{ site_id: string }>(sql));
    expect(rows.length).toBeGreaterThan(0);
    expect([...new Set(rows.map((row) => row.site_id ?? OTHER))]).toEqual([OTHER]);
  });

  test('shows nobody else in hundreds of queries made up at random', async () => {
    const names = (await relationsOfStores(database, dashboard.place)).map(({ name }) => name);
    const pick = randomPicker(20_251_124);
    const leaks: string[] = [];
    let seen = 0;
    for (let n = 0; n < 500; n += 1) {
      const sql = randomQuery(names, pick);
      const { rows } = await readFor(dashboard.place, LIMITED, (db) => db.query<{ site_id: string | null }>(sql), {
        personal: true,
      });
      seen += rows.length;
      if (rows.some(({ site_id: id }) => id !== null && id !== OTHER && id !== '0')) leaks.push(sql);
    }
    expect(leaks).toEqual([]);
    expect(seen).toBeGreaterThan(1_000);
  }, 60_000);

  test('adds up only what may be seen in figures of the whole chain', async () => {
    const sum = async (siteIds: readonly string[] | null): Promise<string> => {
      const sql = `select sum(store_count)::text as stores from billiards_dws.dws_chain_day_summary where business_date = '${date}'`;
      return (
        (await readFor(dashboard.place, { siteIds }, (db) => db.query<{ stores: string }>(sql))).rows[0]?.stores ?? ''
      );
    };
    expect([await sum(null), await sum([OTHER]), await sum(['1'])]).toEqual(['2', '1', '']);
  });

  test.each(['', 'x', "1'; drop table etl_admin.etl_run; --"])(
    'shows nothing when the setting is %j',
    async (sites) => {
      const read = readFor(dashboard.place, { siteIds: [sites] }, (db) =>
        db.query('select from billiards.fact_settlement'),
      );
      expect(await read.then(({ rows }) => rows.length).catch(() => 0)).toBe(0);
    },
  );

  test.each([
    'update billiards.dim_table set table_name = null',
    'select password_hash from etl_admin.dashboard_user',
    'select key from etl_admin.dashboard_secret',
    'select member_phone from billiards.fact_settlement',
    'select payload from billiards_ods.member_profiles',
    'select raw from etl_admin.etl_quarantine',
  ])('refuses the role of the dashboard: %s', async (sql) => {
    await expect(readFor(dashboard.place, { siteIds: null }, (db) => db.query(sql))).rejects.toThrow(
      /permission denied|read-only transaction/,
    );
  });

  test('leaves all rows to its owner, who loads them, and to readers for reports', async () => {
    const count = async (role: string): Promise<string> => {
      const client = await database.pool.connect();
      try {
        await client.query(`set role ${role}`);
        const sql = 'select count(distinct site_id)::text as stores from billiards.fact_settlement';
        return (await client.query<{ stores: string }>(sql)).rows[0]?.stores ?? '';
      } finally {
        await client.query('reset role');
        client.release();
      }
    };
    const reports = dashboard.place.readers.open.replace(/_dashboard$/, '');
    expect([await count('none'), await count(reports)]).toEqual(['2', '2']);
  });
});

describe('the API', () => {
  test('shows a limited user their stores, and knows no others', async () => {
    const visitor = await dashboard.visit('viewer', [OTHER]);
    const { stores } = (await (await visitor.get('/stores')).json()) as StoresAnswer;
    expect(stores).toEqual([{ siteId: OTHER, name: SCRIPT }]);
    const asked = ['/day', '/trends', '/why/gross_amount'].map(
      (path) => `${path}?date=${date}&store=${store.siteId}&metric=gross_amount&days=7`,
    );
    for (const path of asked) expect((await visitor.get(path)).status, path).toBe(404);
    const day = (await (await visitor.get(`/day?date=${date}&store=all`)).json()) as DayAnswer;
    expect(day.statuses.map(({ siteId }) => siteId)).toEqual([OTHER]);
    const key = (
      await database.pool.query<{ id: string }>('select order_settle_id as id from billiards.fact_settlement limit 1')
    ).rows[0]?.id;
    expect((await visitor.get(`/trace?table=fact_settlement&key=${key}&store=${store.siteId}`)).status).toBe(400);
  });

  test('sends names as they are, however long or wicked: the page shows them as text', async () => {
    const visitor = await dashboard.visit('viewer');
    const day = (await (await visitor.get(`/day?date=${date}&store=${OTHER}`)).json()) as DayAnswer;
    expect(day.heat.by).toBe('table');
    expect(JSON.stringify(day)).not.toContain('fault');
    const csv = await (
      await visitor.get(`/trends.csv?metric=gross_amount&date=${date}&days=7&store=all&split=yes`)
    ).text();
    expect(csv.split('\r\n')).toHaveLength(9);
    expect(csv).toContain(SCRIPT);
  });

  test.each([
    ['/day?date=2026-13-45&store=all', 400, 'BAD_INPUT'],
    ["/day?date=2026-01-01'--&store=all", 400, 'BAD_INPUT'],
    ['/day?date=2026-01-01&store=1 or 1=1', 400, 'BAD_INPUT'],
    ['/day?store=all', 400, 'BAD_INPUT'],
    ['/day?date=2026-01-01&store=99', 404, 'NO_SUCH_STORE'],
    ['/why/password_hash?date=2026-01-01&store=all', 404, 'NO_SUCH_FIGURE'],
    ['/why/constructor?date=2026-01-01&store=all', 404, 'NO_SUCH_FIGURE'],
    ['/trends?metric=site_id;drop&date=2026-01-01&days=7&store=all', 400, 'BAD_INPUT'],
    ['/trends?metric=gross_amount&date=2026-01-01&days=8&store=all', 400, 'BAD_INPUT'],
    ['/trace?table=pg_shadow&key=1&store=1', 400, 'UNKNOWN_TABLE'],
    ['/nothing', 404, 'NO_SUCH_ROUTE'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const visitor = await dashboard.visit('admin');
    const response = await visitor.get(encodeURI(path));
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      status,
      code,
    ]);
  });

  test('explains every figure so that parts or facts add up to it', async () => {
    const visitor = await dashboard.visit('viewer');
    const wrong: string[] = [];
    let shown = 0;
    for (const metric of Object.keys(METRICS)) {
      const path = `/why/${metric}?date=${date}&store=${store.siteId}`;
      const { value, parts, facts } = (await (await visitor.get(path)).json()) as WhyAnswer;
      const cents = (text: string): bigint => BigInt(Math.round(Number(text) * 100));
      const sum =
        facts === null
          ? parts.reduce((all, part) => all + BigInt(part.sign) * cents(part.value), 0n)
          : cents(facts.sum);
      if (sum !== cents(value)) wrong.push(`${metric}: ${value}`);
      shown += facts?.rows.length ?? 0;
    }
    expect(wrong).toEqual([]);
    expect(shown).toBeGreaterThan(500);
  });

  test('explains every figure of the lists, the heat map and the balances, so that facts add up to it', async () => {
    const visitor = await dashboard.visit('viewer');
    const day = (await (await visitor.get(`/day?date=${date}&store=${store.siteId}`)).json()) as DayAnswer;
    const asked: (readonly [metric: string, of: string, hour: string, shown: string | null])[] = [
      ...day.goods.flatMap(({ name, pieces, amount }) => [
        ['goods_pieces', name, '', pieces] as const,
        ['goods_sold', name, '', amount] as const,
      ]),
      ...day.assistants.flatMap(({ id, services, chargedSeconds, amount }) => [
        ['assistant_services', id, '', services] as const,
        ['assistant_seconds', id, '', chargedSeconds] as const,
        ['assistant_amount', id, '', amount] as const,
      ]),
      ...day.payments.flatMap(({ method, paid, refunded, net }) => [
        ['method_paid', method, '', paid] as const,
        ['method_refunded', method, '', refunded] as const,
        ['method_net', method, '', net] as const,
      ]),
      ...day.liability.flatMap(({ id, principal, gift, balance }) => [
        ['card_principal', id, '', principal] as const,
        ['card_gift', id, '', gift] as const,
        ['card_balance', id, '', balance] as const,
        ['card_change', id, '', null] as const,
        ['card_principal_change', id, '', null] as const,
        ['card_gift_change', id, '', null] as const,
      ]),
      // Segments of a table may overlap: then the map shows less than their sum.
      ...day.heat.rows.flatMap(({ id, use }) =>
        day.heat.hours.flatMap((hour, i) => (use[i] === '0' ? [] : [['table_hour', id, String(hour), null] as const])),
      ),
    ];
    const cents = (text: string): number => Math.round(Number(text) * 100);
    const wrong: string[] = [];
    for (const [metric, of, hour, shown] of asked) {
      const query = new URLSearchParams({ date, store: store.siteId, of, ...(hour === '' ? {} : { hour }) });
      const why = (await (await visitor.get(`/why/${metric}?${query.toString()}`)).json()) as WhyAnswer;
      const { value, parts, facts } = why;
      const sum =
        facts === null ? parts.reduce((all, part) => all + part.sign * cents(part.value), 0) : cents(facts.sum);
      if (sum !== cents(value) || (shown !== null && cents(shown) !== sum)) {
        wrong.push(`${metric} ${of} ${hour}: ${shown} is ${value} of ${sum}`);
      }
    }
    expect(wrong).toEqual([]);
    const [first] = day.payments;
    const named = (await (
      await visitor.get(`/why/method_paid?date=${date}&store=all&of=${first?.method}`)
    ).json()) as WhyAnswer;
    expect(named.item).toEqual({ zh: first?.zh, en: first?.en });
    expect(new Set(asked.map(([metric]) => metric))).toEqual(new Set(SLICES.keys()));
  });

  test('leads from a balance to that of the day before, back to the first day', async () => {
    const visitor = await dashboard.visit('viewer');
    let at: string | null = date;
    let steps = 0;
    for (; at !== null; steps += 1) {
      const path = `/why/card_balance?date=${at}&store=${store.siteId}`;
      const { parts }: WhyAnswer = (await (await visitor.get(path)).json()) as WhyAnswer;
      const [before] = parts;
      const earlier: string | null = before?.metric === 'card_balance' ? before.date : null;
      if (earlier !== null) {
        const then = (await (
          await visitor.get(`/why/card_balance?date=${earlier}&store=${store.siteId}`)
        ).json()) as WhyAnswer;
        expect(then.value).toBe(before?.value);
      }
      at = earlier;
    }
    expect(steps).toBeGreaterThan(2);
  });

  test('masks personal data in a trace, and shows it for a reason that goes to the audit', async () => {
    const sql = `select order_settle_id as key, member_phone as phone from billiards.fact_settlement
      where site_id = $1 and member_phone <> '' limit 1`;
    const row = (await database.pool.query<{ key: string; phone: string }>(sql, [store.siteId])).rows[0];
    const visitor = await dashboard.visit('operator');
    const asked = { table: 'fact_settlement', key: row?.key ?? '', store: store.siteId };
    const masked = (await (await visitor.get(`/trace?${new URLSearchParams(asked).toString()}`)).json()) as TraceAnswer;
    expect(row?.phone).toMatch(/\d/);
    expect(JSON.stringify(masked)).not.toContain(row?.phone);
    const viewer = await dashboard.visit('viewer');
    const seen = (await (await viewer.get(`/trace?${new URLSearchParams(asked).toString()}`)).json()) as TraceAnswer;
    expect([masked.mayReveal, seen.mayReveal]).toEqual([true, false]);
    expect((await visitor.post('/trace/reveal', { ...asked, reason: ' ' })).status).toBe(400);
    const shown = (await (
      await visitor.post('/trace/reveal', { ...asked, reason: 'the guest asks' })
    ).json()) as TraceAnswer;
    expect(JSON.stringify(shown)).toContain(row?.phone);
    const { rows } = await database.pool.query<{ reason: string }>(
      `select subject->>'reason' as reason from etl_admin.dashboard_audit where action = 'personal.reveal' and outcome = 'DONE'`,
    );
    expect(rows).toEqual([{ reason: 'the guest asks' }]);
  });

  test('met no fault that nobody foresaw', () => {
    expect(dashboard.faults).toEqual([]);
  });
});

type Pick = <T>(choices: readonly T[]) => T;

/** The same choices in every run, so that a leak can be looked at again. */
function randomPicker(seed: number): Pick {
  let state = seed;
  return (choices) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return choices[(state >>> 8) % choices.length] as (typeof choices)[number];
  };
}

/** Joins, sub-selects and conditions over two tables, in forms in which a policy could be got around. */
function randomQuery(names: readonly string[], pick: Pick): string {
  const [one, two] = [pick(names), pick(names)];
  const condition = pick([
    'true',
    `a.site_id <> ${OTHER}`,
    `a.site_id = ${store.siteId}`,
    'a.site_id > 0 or true',
    `a.site_id::text like '%'`,
    'not (a.site_id is null)',
    `a.site_id in (${store.siteId}, ${OTHER})`,
    `abs(a.site_id) > 1`,
  ]);
  const join = pick(['join', 'left join', 'right join', 'full join']);
  return pick([
    `select a.site_id from ${one} a where ${condition} limit 500`,
    `select distinct b.site_id from (select site_id from ${one} limit 50) a ${join} (select site_id from ${two} limit 50) b using (site_id)`,
    `select a.site_id from ${one} a where exists (select from ${two} b where b.site_id <> ${OTHER}) or ${condition} limit 500`,
    `select max(a.site_id) as site_id from ${one} a where ${condition}`,
    `select (select min(b.site_id) from ${two} b) as site_id from ${one} a limit 5`,
    `with a as materialized (select site_id from ${one}) select a.site_id from a where ${condition} limit 500`,
    `select a.site_id from ${one} a where ${condition} union select b.site_id from ${two} b`,
    `select site_id from (select site_id, row_number() over (order by site_id) from ${one}) a where ${condition} limit 500`,
  ]);
}
