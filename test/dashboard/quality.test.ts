import { beforeAll, describe, expect, test } from 'vitest';
import { toSiteId } from '../../src/base/ids.ts';
import type { CatalogAnswer, TableAnswer } from '../../src/dashboard/api/catalog.ts';
import type { DriftAnswer } from '../../src/dashboard/api/drift.ts';
import type { CheckAnswer, QualityAnswer } from '../../src/dashboard/api/quality.ts';
import type { EntryAnswer, QuarantineAnswer, RetryAnswer } from '../../src/dashboard/api/quarantine.ts';
import { retryQuarantine } from '../../src/orchestration/quarantine-retry.ts';
import { leaseStore } from '../../src/orchestration/store-writer.ts';
import { loadStores } from '../../src/orchestration/stores.ts';
import { copyStore, useTestDashboard, type Visitor } from '../harness/dashboard.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';

const database = useTestDatabase('dashboard_quality');
const store = useSimulatedStore(database);
const dashboard = useTestDashboard(database, {
  retryQuarantine: (filter) =>
    store.work((place) => retryQuarantine(place, filter, { waitMs: 0, onTaskEnd: () => undefined })),
});

const OTHER = '4242';
const PHONE = '13800005678';
const CHECK = 'reconcile.current.dim_member';

beforeAll(async () => {
  await store.run('DWD_*,DWS_*');
  await copyStore(database, dashboard.place, { from: store.siteId, to: OTHER });
  await plantEntry(store.siteId, 990_001);
  await plantEntry(store.siteId, 990_002);
  await plantEntry(OTHER, 990_001);
  await plantDrift();
  for (const siteId of [store.siteId, OTHER]) await plantResult(siteId);
}, 90_000);

/** A record that was refused under an earlier contract; by the present one it can be stored. */
async function plantEntry(siteId: string, key: number): Promise<void> {
  const raw = `{"id":${key},"site_id":${siteId},"table_name":"T","mobile":"${PHONE}"}`;
  await database.pool.query(
    `insert into etl_admin.etl_quarantine (site_id, target_table, entry_key, rule, bad_value, reason, raw, source_file, page_no,
      record_index, first_seen_at, last_seen_at)
    values ($1, 'site_tables_master', $2, 'missing_key', $3, 'the record has no key', $4, 'x.json', 1, 0, now(), now())`,
    [siteId, String(key), PHONE, raw],
  );
}

const SAMPLES: Readonly<Record<string, string>> = {
  'new-field': `"${PHONE}"`,
  'bad-value': `"${PHONE}"`,
  'unknown-code': '"7"',
};

async function plantDrift(): Promise<void> {
  for (const [kind, path] of [
    ['missing-field', 'order_remark'],
    ['new-field', 'contact'],
    ['bad-value', 'mobile'],
    ['unknown-code', 'member_state'],
  ]) {
    await database.pool.query(
      `insert into etl_admin.etl_drift (site_id, ods_table, kind, path, first_seen_at, last_seen_at, rows_affected, rows_checked, sample)
      values ($1, 'member_profiles', $2, $3, now(), now(), 3, 10, $4)`,
      [store.siteId, kind, path, SAMPLES[kind ?? ''] ?? null],
    );
  }
}

async function plantResult(siteId: string): Promise<void> {
  const keys = [{ business_date: null, entry_key: '77', observed: PHONE, expected: '13900001234' }];
  await database.pool.query(
    `insert into etl_admin.etl_check_result (run_id, site_id, check_id, status, severity, blocking, failing_days, violations,
      failing_keys, sql_hash, duration_ms)
    select run_id, site_id, $2, 'FAIL', severity, blocking, '{}', 1, $3::jsonb, sql_hash, 1
    from etl_admin.etl_check_result where site_id = $1 limit 1`,
    [siteId, CHECK, JSON.stringify(keys)],
  );
}

async function ask<T>(visitor: Visitor, path: string): Promise<T> {
  const response = await visitor.get(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error?: { code: string } }).error?.code ?? '';

const entriesOf = (visitor: Visitor, scope = 'all'): Promise<QuarantineAnswer> =>
  ask(visitor, `/quarantine?store=${scope}`);

const checkOf = (visitor: Visitor, scope = 'all'): Promise<CheckAnswer> =>
  ask(visitor, `/quality/check?id=${CHECK}&store=${scope}`);

const statusIn = ({ standing }: CheckAnswer, siteId: string): string | undefined =>
  standing.find((one) => one.siteId === siteId)?.status.code;

describe('checks', () => {
  test('stand by family, the worst first, with those that were never run', async () => {
    const { families } = await ask<QualityAnswer>(await dashboard.visit('viewer'), '/quality?store=all');
    const checks = families.flatMap((family) => family.checks);
    expect(checks.length).toBeGreaterThan(300);
    expect(checks.filter(({ status }) => status?.code === 'PASS').length).toBeGreaterThan(20);
    const { checks: reconciled = [] } = families.find(({ family }) => family.code === 'reconciliation') ?? {};
    expect(reconciled[0]).toMatchObject({ id: CHECK, violations: 2, status: { zh: '失败', en: 'FAIL' } });
  });

  test('show their past, what to do, and keys without what tells who a person is', async () => {
    const check = await checkOf(await dashboard.visit('admin'), store.siteId);
    expect(check.fix.zh).not.toBe('');
    expect(check.sql).toContain('select');
    expect(check.standing[0]?.past.at(-1)?.status.code).toBe('FAIL');
    expect(check.standing[0]?.keys).toEqual([{ date: null, key: '77', observed: '•••', expected: '•••' }]);
    expect(JSON.stringify(check)).not.toContain(PHONE);
  });

  test('are snoozed with a reason until the end of a day, and woken', async () => {
    const operator = await dashboard.visit('operator');
    const given = { id: CHECK, store: store.siteId, reason: 'known since May', until: '2999-01-01' };
    expect(await (await operator.post('/quality/snooze', given)).json()).toEqual({ until: '2999-01-01T16:00:00.000Z' });
    const snoozed = await checkOf(operator);
    expect([statusIn(snoozed, store.siteId), statusIn(snoozed, OTHER)]).toEqual(['SNOOZED', 'FAIL']);
    expect(snoozed.snoozes).toMatchObject([{ siteId: store.siteId, reason: 'known since May' }]);
    expect((await operator.post('/quality/wake', { id: CHECK, store: store.siteId })).status).toBe(200);
    expect(statusIn(await checkOf(operator), store.siteId)).toBe('FAIL');
    expect(await codeOf(await operator.post('/quality/wake', { id: CHECK, store: store.siteId }))).toBe('NOT_SNOOZED');
  });

  test.each([
    ['no reason', { reason: '   ' }, 'BAD_INPUT'],
    ['a date that is none', { until: '2026-02-30' }, 'BAD_INPUT'],
    ['a day that is over', { until: '2020-01-01' }, 'BAD_DATE'],
    ['a check that is none', { id: 'SET-999' }, 'UNKNOWN_CHECK'],
    ['a store that is none', { store: '99' }, 'NO_SUCH_STORE'],
  ])('are not snoozed with %s', async (_, wrong, code) => {
    const operator = await dashboard.visit('operator');
    const given = { id: CHECK, store: 'all', reason: 'known since May', until: '2999-01-01', ...wrong };
    expect(await codeOf(await operator.post('/quality/snooze', given))).toBe(code);
  });

  test('are snoozed and woken by a user of one store for that store alone', async () => {
    const [limited, operator] = [await dashboard.visit('operator', [OTHER]), await dashboard.visit('operator')];
    const given = { id: CHECK, store: 'all', reason: 'known since May', until: '2999-01-01' };
    await limited.post('/quality/snooze', given);
    const snoozed = await checkOf(operator);
    expect([statusIn(snoozed, store.siteId), statusIn(snoozed, OTHER)]).toEqual(['FAIL', 'SNOOZED']);
    expect((await checkOf(limited)).standing.map(({ siteId }) => siteId)).toEqual([OTHER]);
    await operator.post('/quality/snooze', given);
    await limited.post('/quality/wake', { id: CHECK, store: 'all' });
    const woken = await checkOf(operator);
    expect([statusIn(woken, store.siteId), statusIn(woken, OTHER)]).toEqual(['SNOOZED', 'SNOOZED']);
    expect(woken.snoozes.map(({ siteId }) => siteId)).toEqual([null]);
    expect((await limited.post('/quality/snooze', { ...given, store: store.siteId })).status).toBe(404);
  });
});

describe('quarantine', () => {
  test('shows what was refused and why, the record without personal data', async () => {
    const viewer = await dashboard.visit('viewer');
    const { entries, mayAct } = await entriesOf(viewer, store.siteId);
    expect(mayAct).toBe(false);
    const entry = await ask<EntryAnswer>(viewer, `/quarantine/entry?id=${entries[0]?.id}`);
    expect(entry).toMatchObject({ rule: 'missing_key', value: '•••', isMasked: true, status: 'OPEN' });
    expect(entry.whatToDo.zh).toContain('quarantine retry');
    expect(entry.text).toContain('"table_name": "T"');
    expect(JSON.stringify([entries, entry])).not.toContain(PHONE);
  });

  test('shows personal data to an operator for a reason that goes to the audit', async () => {
    const operator = await dashboard.visit('operator');
    const id = (await entriesOf(operator, store.siteId)).entries[0]?.id ?? '';
    expect((await operator.post('/quarantine/reveal', { id, reason: 'no' })).status).toBe(400);
    const response = await operator.post('/quarantine/reveal', { id, reason: 'the guest asks' });
    expect(((await response.json()) as EntryAnswer).text).toContain(PHONE);
    const { rows } = await database.pool.query(
      `select outcome, subject->>'reason' as reason from etl_admin.dashboard_audit where action = 'personal.reveal' order by audit_id`,
    );
    expect(rows).toEqual([
      { outcome: 'REFUSED', reason: 'no' },
      { outcome: 'DONE', reason: 'the guest asks' },
    ]);
  });

  test('of another store is neither shown nor tried again', async () => {
    const [limited, operator] = [await dashboard.visit('operator', [OTHER]), await dashboard.visit('operator')];
    const id = (await entriesOf(operator, store.siteId)).entries[0]?.id ?? '';
    expect((await entriesOf(limited)).entries.map(({ siteId }) => siteId)).toEqual([OTHER]);
    const refused = [
      await limited.get(`/quarantine/entry?id=${id}`),
      await limited.post('/quarantine/reveal', { id, reason: 'curiosity' }),
      await limited.post('/quarantine/retry', { ids: [id] }),
    ];
    expect(await Promise.all(refused.map(codeOf))).toEqual(['UNKNOWN_ENTRY', 'UNKNOWN_ENTRY', 'NO_SUCH_ENTRY']);
    expect(await codeOf(await operator.get('/quarantine/entry?id=1e9'))).toBe('BAD_INPUT');
  });

  test('is not tried again while somebody else works on the store, and is after', async () => {
    const operator = await dashboard.visit('operator');
    const ids = (await entriesOf(operator, store.siteId)).entries.map(({ id }) => id);
    const locked = await store.work(async (place) => {
      const [own] = await loadStores(place.database.pool, [toSiteId(store.siteId)]);
      if (own === undefined) throw new Error('no store');
      await using _ = await leaseStore(place, own, 0);
      return await operator.post('/quarantine/retry', { ids });
    });
    expect([locked.status, await codeOf(locked)]).toEqual([409, 'LOCKED']);
    const answer = (await (await operator.post('/quarantine/retry', { ids })).json()) as RetryAnswer;
    expect(answer).toEqual({ tried: ids.length, closed: ids.length, refused: [], problems: [] });
    expect((await entriesOf(operator, store.siteId)).total).toBe(0);
    const { rows } = await database.pool.query<{ outcome: string }>(
      `select outcome from etl_admin.dashboard_audit where action = 'quarantine.retry' order by audit_id desc limit 2`,
    );
    expect(rows.map(({ outcome }) => outcome)).toEqual(['DONE', 'FAILED']);
  }, 60_000);
});

describe('drift', () => {
  test('tells what differs, without samples that may be of a person', async () => {
    const { endpoints, isRead, contractFile } = await ask<DriftAnswer>(
      await dashboard.visit('admin'),
      `/drift?store=${store.siteId}`,
    );
    expect(isRead).toBe(true);
    const records = endpoints.flatMap((endpoint) => endpoint.records);
    const samples = new Map(records.map(({ kind, sample }) => [kind, sample]));
    expect([samples.get('new-field'), samples.get('bad-value'), samples.get('unknown-code')]).toEqual([
      '•••',
      '•••',
      '"7"',
    ]);
    expect(JSON.stringify(endpoints)).not.toContain(PHONE);
    expect(contractFile === null || typeof JSON.parse(contractFile) === 'object').toBe(true);
  });

  test('of another store stays there', async () => {
    const answer = await ask<DriftAnswer>(await dashboard.visit('viewer', [OTHER]), '/drift?store=all');
    expect(answer).toEqual({ endpoints: [], isRead: true, contractFile: null });
  });
});

describe('the catalog', () => {
  test('describes every table, and shows rows of no other store and nothing personal', async () => {
    const limited = await dashboard.visit('viewer', [OTHER]);
    const { tables } = await ask<CatalogAnswer>(limited, '/catalog');
    expect(tables.length).toBeGreaterThan(100);
    const personal = await personalTexts();
    expect(personal.length).toBeGreaterThan(10);
    const wrong: string[] = [];
    let rows = 0;
    for (const { name } of tables) {
      const table = await ask<TableAnswer>(limited, `/catalog/table?name=${name}&store=all`);
      const sample = table.sample ?? [];
      const site = table.columns.findIndex((column) => column.name === 'site_id');
      rows += sample.length;
      if (sample.some((cells) => site >= 0 && cells[site] !== OTHER)) wrong.push(`${name} of another store`);
      const cells = new Set(sample.flat());
      const leaked = personal.filter((text) => cells.has(text));
      if (leaked.length > 0) wrong.push(`${name} shows ${leaked.join(', ')}`);
    }
    expect(wrong).toEqual([]);
    expect(rows).toBeGreaterThan(150);
  }, 60_000);

  /** Telephone numbers and names as the warehouse has them. */
  async function personalTexts(): Promise<string[]> {
    const { rows } = await database.pool.query<{ text: string }>(
      `select distinct unnest(array[mobile, nickname]) as text from billiards.dim_member
      union select distinct real_name from billiards.dim_assistant`,
    );
    return rows.map(({ text }) => text).filter((text) => text !== null && text.length > 2);
  }

  test('leads from a field of upstream to the column, and from the column to marts', async () => {
    const viewer = await dashboard.visit('viewer');
    const records = await ask<TableAnswer>(viewer, '/catalog/table?name=settlement_records&store=all');
    const shownBy = records.fields.find(({ path }) => path === 'settleList.payAmount')?.shownBy ?? [];
    expect(shownBy).toContainEqual({ table: 'billiards.fact_settlement', column: 'pay_amount' });
    const fact = await ask<TableAnswer>(viewer, '/catalog/table?name=fact_settlement&store=all');
    const column = fact.columns.find(({ name }) => name === 'pay_amount');
    expect(column?.from[0]?.paths).toContain('settleList.payAmount');
    expect(column?.usedBy).toContain('billiards_dws.dws_site_day_summary');
  });

  test('names what comes nearest to a table that is none', async () => {
    const response = await (await dashboard.visit('viewer')).get('/catalog/table?name=fact_setlement&store=all');
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('fact_settlement');
  });
});

test('nothing above met a fault that nobody foresaw', () => {
  expect(dashboard.faults).toEqual([]);
});
