import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIMENSIONS } from '../../src/catalog/dimensions.ts';
import type { DwdTable } from '../../src/catalog/dwd-table.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { withReadOnlyTransaction } from '../../src/database/transaction.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { type Trace, traceRow } from '../../src/orchestration/trace/trace.ts';
import { writePlain } from '../../src/simulator/plain/write-plain.ts';
import { createTestDatabase, useTestDatabase } from '../harness/database.ts';
import { runEtl } from '../harness/etl-process.ts';
import { MORNING, OPENING, Scene, scenarioHall } from '../harness/scenario.ts';
import { loaderOn, SITE } from '../harness/walks.ts';

const codes = TASKS.map((task) => task.code);

describe('a row of a loaded hall', () => {
  let scene: Scene;

  /** Typed tables follow the first read; ODS has read on since. */
  beforeAll(async () => {
    scene = await Scene.open({ hall: scenarioHall() });
    await scene.run();
    scene.advanceTo('2026-01-06 09:00:00');
    await scene.run({ only: codes.filter((code) => code.startsWith('ODS_')) });
  }, 60_000);

  afterAll(() => scene[Symbol.asyncDispose]());

  const trace = (table: string, key: readonly string[], stores: readonly string[] | null = null): Promise<Trace> =>
    withReadOnlyTransaction(scene.pool, (db) =>
      traceRow({ db, endpoints: ENDPOINTS, archives: [scene.archive] }, { table, key, stores }),
    );

  /** One value of any row. */
  async function pick(sql: string): Promise<string> {
    const { rows } = await scene.pool.query<{ value: string }>(sql);
    return rows[0]?.value ?? '';
  }

  const somePayment = (): Promise<string> =>
    pick('select payment_id::text as value from billiards.fact_payment order by payment_id limit 1');

  it('leads to the record, the answer in the archive and the request', async () => {
    const id = await somePayment();
    const found = await trace('fact_payment', [id]);
    expect(found).toMatchObject({
      table: 'billiards.fact_payment',
      siteId: scene.siteId,
      key: { payment_id: id },
      record: { table: 'billiards_ods.payment_transactions', sourceId: id, versions: [{ isShown: true }] },
      waitsFor: null,
      refusals: [],
      answer: {
        state: 'verified',
        problem: null,
        root: scene.archive,
        request: { path: '/PayLog/GetPayLogListPage', asked: 'page 1', httpStatus: 200, attempts: 1 },
      },
      load: { task: 'ODS_PAYMENT', status: 'COMPLETE', windowFrom: '2026-01-01 08:00:00' },
    });
    const received = JSON.parse(found.answer?.text ?? '{}') as { readonly pay_amount: number };
    const amount = found.row.find(({ column }) => column === 'pay_amount');
    expect(amount).toMatchObject({ paths: ['pay_amount'], received: null });
    expect(Number(amount?.value)).toBe(received.pay_amount);
    expect(found.answer?.request?.firstBody).toContain(`"siteId":${scene.siteId}`);
  });

  it('is found from every typed table and from every table of ODS', async () => {
    const local = ({ columns }: DwdTable, name: string): string =>
      columns.find((column) => column.name === name)?.type.kind === 'timestamp'
        ? `${name} at time zone 'Asia/Shanghai'`
        : name;
    const rows = [
      ...ENDPOINTS.map(({ table }) => ({ table, sql: `select source_id as value from billiards_ods.${table}` })),
      ...[...FACTS, ...DIMENSIONS].map((typed) => {
        const key = typed.key.map((name) => local(typed, name)).join(", '|', ");
        return { table: typed.table, sql: `select concat(${key || "''"}) as value from billiards.${typed.table}` };
      }),
    ];
    const states: Record<string, string | undefined> = {};
    for (const { table, sql } of rows) {
      const value = await pick(`${sql} order by 1 desc limit 1`);
      if (value === '' && table !== 'dim_site') continue;
      const { answer } = await trace(table, value === '' ? [] : value.split('|'));
      states[table] = answer?.problem ?? answer?.state;
    }
    expect(Object.keys(states).length).toBeGreaterThan(40);
    expect(Object.entries(states).filter(([, state]) => state !== 'verified')).toEqual([]);
  });

  it('takes a key of several columns by name, in any order, times as wall-clock', async () => {
    const [goods = '', from = '', to = ''] = (
      await pick(`select concat_ws('|', site_goods_id, range_from at time zone 'Asia/Shanghai',
  range_to at time zone 'Asia/Shanghai') as value from billiards.fact_stock_report limit 1`)
    ).split('|');
    const found = await trace('fact_stock_report', [`range_to=${to}`, `range_from=${from}`, `site_goods_id=${goods}`]);
    expect(found.record.sourceId).toBe(`${goods}@${from}/${to}`);
    expect(found.answer?.state).toBe('verified');
  });

  it('shows the version that its table has followed, and says which task brings the newest', async () => {
    const id = await pick('select min(source_id) as value from billiards_ods.member_stored_value_cards_history');
    const typed = await trace('dim_member_card', [id]);
    expect(typed.record.versions.map(({ state, isShown }) => [state, isShown])).toEqual([
      ['current', false],
      ['history', true],
    ]);
    expect(typed.waitsFor).toBe('DWD_DIM_MEMBER_CARD');
    expect(typed.answer?.state).toBe('verified');
    const received = JSON.parse(typed.answer?.text ?? '{}') as { readonly balance: number };
    expect(Number(typed.row.find(({ column }) => column === 'balance')?.value)).toBe(received.balance);
    const ods = await trace('member_stored_value_cards', [id]);
    expect(ods).toMatchObject({ waitsFor: null, record: { versions: [{ isShown: true }, { isShown: false }] } });
  });

  it('that upstream sent since is announced, one that never was is not', async () => {
    const fresh = await pick(`select source_id as value from billiards_ods.payment_transactions o where not exists (
  select from billiards.fact_payment f where f.site_id = o.site_id and f._source_id = o.source_id) limit 1`);
    await expect(trace('fact_payment', [fresh])).rejects.toThrow(
      '"feiqiu-etl run --tasks DWD_PAYMENT" brings ODS into this table',
    );
    await expect(trace('fact_payment', ['1'])).rejects.toThrow(
      'has no row with payment_id=1. Neither billiards_ods.payment_transactions nor the quarantine knows it',
    );
  });

  it('that was refused is said to be in quarantine', async () => {
    const refuse = `insert into etl_admin.etl_quarantine (site_id, target_table, entry_key, source_id, rule, reason, raw,
  source_file, page_no, record_index, first_seen_at, last_seen_at)
values ($1, 'billiards.fact_payment', '4711', '4711', 'missing_required', 'nothing in required column pay_time', '{}', 'f', 1, 0,
  now(), now()) returning quarantine_id::text as id`;
    const { rows } = await scene.pool.query<{ id: string }>(refuse, [scene.siteId]);
    await expect(trace('fact_payment', ['4711'])).rejects.toThrow(
      `in quarantine (missing_required: nothing in required column pay_time): "feiqiu-etl quarantine show ${rows[0]?.id}"`,
    );
  });

  it.each([
    ['fact_pament', ['1'], 'no table is called "fact_pament". Did you mean fact_payment?'],
    ['dim_date', [], 'the rows of dim_date are no records of upstream'],
    ['fact_payment', [], 'payment_id is missing'],
    ['fact_payment', ['x'], 'payment_id is a whole number of 64 bits, not "x"'],
    ['fact_payment', ['99999999999999999999'], 'payment_id is a whole number'],
    ['fact_payment', ['1', '2'], '"2" is one value too many'],
    ['fact_payment', ['pyment_id=1'], 'pyment_id is no part of it. Did you mean payment_id?'],
    ['fact_stock_report', ['1', 'today', 'tomorrow'], 'range_from is a time such as "2026-01-02 08:00:00"'],
  ])('is not looked for when the command is wrong: %s %j', async (table, key, message) => {
    await expect(trace(table, key)).rejects.toThrow(message);
  });

  it('whose answer has been moved away, changed, or is not the one stored is told so', async () => {
    const id = await pick('select max(source_id) as value from billiards_ods.payment_transactions');
    const { answer } = await trace('payment_transactions', [id]);
    const file = path.join(scene.archive, answer?.file ?? '');
    await rename(file, `${file}.away`);
    expect((await trace('payment_transactions', [id])).answer).toMatchObject({ state: 'missing' });
    await writeFile(file, gzipSync('{"code":0,"data":{"list":[],"total":0}}'));
    expect((await trace('payment_transactions', [id])).answer).toMatchObject({ state: 'damaged' });
    const process = await runEtl(['trace', 'payment_transactions', id], scene.environment);
    expect(process.code).toBe(1);
    expect(process.stdout).toContain('does not match the hash in its manifest');
    await rename(`${file}.away`, file);
    const change = 'update billiards_ods.payment_transactions set content_hash = $2 where source_id = $1';
    await scene.pool.query(change, [id, 'f'.repeat(32)]);
    expect((await trace('payment_transactions', [id])).answer).toMatchObject({
      state: 'damaged',
      problem: expect.stringContaining('stored was ffff'),
    });
  });

  it('is printed step by step, or as JSON, and nothing is written for it', async () => {
    const before = await pick('select count(*)::text as value from etl_admin.etl_run');
    const id = await somePayment();
    const text = await runEtl(['trace', 'billiards.fact_payment', id, '--record'], scene.environment);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    for (const step of [
      'pay_amount',
      'record ',
      'verified',
      'request POST /PayLog',
      'load 1 of ODS_PAYMENT',
      '"id": ',
    ]) {
      expect(text.stdout).toContain(step);
    }
    const json = await runEtl(['trace', 'fact_payment', `payment_id=${id}`, '--json'], scene.environment);
    expect(JSON.parse(json.stdout)).toMatchObject({ siteId: scene.siteId, answer: { state: 'verified' } });
    expect(await pick('select count(*)::text as value from etl_admin.etl_run')).toBe(before);
    await expect(
      withReadOnlyTransaction(scene.pool, (db) => db.query('delete from etl_admin.etl_run')),
    ).rejects.toThrow('read-only');
  });
});

it('a row that came from plain files leads to its record in them', async () => {
  const hall = scenarioHall();
  await using scene = await Scene.open({ hall });
  const dir = path.join(scene.folder, 'plain');
  const range = { from: `${OPENING} 08:00:00`, to: MORNING, asOf: MORNING };
  await writePlain(hall, { dir, siteIds: [scene.siteId], ...range });
  await scene.replay(dir);
  const sql = 'select max(payment_id)::text as id from billiards.fact_payment';
  const { rows } = await scene.pool.query<{ id: string }>(sql);
  const place = { db: scene.pool, endpoints: ENDPOINTS, archives: [scene.archive, dir] };
  const found = await traceRow(place, { table: 'fact_payment', key: [rows[0]?.id ?? ''], stores: null });
  expect(found.answer).toMatchObject({
    file: 'payment_transactions.json',
    root: dir,
    state: 'verified',
    request: null,
  });
  expect(found.load).toBeNull();
});

it('a database that has no tables yet is left as it is', async () => {
  const database = await createTestDatabase('trace-empty');
  await database.pool.query('drop schema etl_admin cascade');
  const { code, stderr } = await runEtl(['trace', 'dim_site'], { PG_DSN: database.url });
  expect(code).toBe(2);
  expect(stderr).toContain('"feiqiu-etl init" makes them');
  const { rows } = await database.pool.query("select to_regnamespace('etl_admin') as schema");
  expect(rows).toEqual([{ schema: null }]);
  await database.drop();
});

describe('a version', () => {
  const database = useTestDatabase('trace');
  const trace = (
    words: readonly string[],
    stores: readonly string[] | null = null,
    archives: readonly string[] = ['/nowhere'],
  ): Promise<Trace> =>
    traceRow({ db: database.pool, endpoints: ENDPOINTS, archives }, { table: 'dim_table', key: words, stores });

  const OTHER = '1650543787720774';

  /** Three versions in ODS, two of which differ in what makes a version of the dimension. */
  beforeAll(async () => {
    const load = loaderOn(database.pool);
    const table = (name: string, status: number): string =>
      `{"id":7,"site_id":${SITE},"table_name":"${name}","table_status":${status}}`;
    await load({ at: '2026-01-01T00:00:00Z', pages: [[table('A1', 1)]] });
    await load({ at: '2026-01-02T00:00:00Z', pages: [[table('A1', 2)]] });
    await load({ at: '2026-01-03T00:00:00Z', pages: [[table('B1', 1)]] });
    await database.pool.query(`insert into etl_admin.etl_store (site_id) values (${SITE}), (${OTHER})`);
    await database.pool.query(`insert into billiards.dim_table (site_id, table_id, table_name, valid_from, valid_to, version, is_current,
  is_deleted, _source_id, _load_id)
values (${SITE}, 7, 'A1', '-infinity', '2026-01-03T00:00:00Z', 1, false, false, '7', 2),
  (${SITE}, 7, 'B1', '2026-01-03T00:00:00Z', 'infinity', 2, true, false, '7', 3),
  (${OTHER}, 7, 'Z1', '-infinity', 'infinity', 1, true, false, '7', 1)`);
    await database.pool.query(
      `insert into etl_admin.etl_cursor (site_id, task_code, id_cursor) values (${SITE}, 'DWD_DIM_TABLE', 3)`,
    );
  });

  const shownOf = ({ record }: Trace): string | undefined => record.versions.find(({ isShown }) => isShown)?.seenFrom;

  it('leads to the last version of the record within its time', async () => {
    const latest = await trace(['7'], [SITE]);
    expect(latest.row.find(({ column }) => column === 'table_name')?.value).toBe('B1');
    expect(shownOf(latest)).toBe('2026-01-03 08:00:00');
    const first = await trace(['7', 'version=1'], [SITE]);
    expect(first.record.versions).toHaveLength(3);
    expect(shownOf(first)).toBe('2026-01-02 08:00:00');
    expect(first).toMatchObject({
      waitsFor: null,
      answer: { state: 'missing', problem: expect.stringContaining('it is in none of: /nowhere') },
    });
  });

  it('says that there is no folder to look into where none is set', async () => {
    const { answer } = await trace(['7'], [SITE], []);
    expect(answer).toMatchObject({ state: 'missing', problem: expect.stringContaining('no archive folder is set') });
  });

  it('is asked for with its store where several have the key', async () => {
    await expect(trace(['7'])).rejects.toThrow(`2 stores have this row of billiards.dim_table: ${SITE}, ${OTHER}`);
    await expect(trace(['7', 'version=9'], [SITE])).rejects.toThrow('Leave out version= for the last version there is');
  });
});
