import { beforeEach, expect, test } from 'vitest';
import { plainCalendar } from '../../src/base/business-day.ts';
import { systemClock } from '../../src/base/clock.ts';
import type { RunId } from '../../src/base/ids.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { ENDPOINTS, endpointOfTable } from '../../src/catalog/endpoints.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { TaskCounters } from '../../src/tasks/counters.ts';
import { createSecondChanceTask } from '../../src/tasks/second-chance-task.ts';
import type { TaskContext } from '../../src/tasks/task.ts';
import { useTestDatabase } from '../harness/database.ts';
import { loaderOn, SITE, ZONE } from '../harness/walks.ts';

const database = useTestDatabase('second_chance');
const load = loaderOn({ connect: () => database.pool.connect() } as typeof database.pool);
const TABLES = endpointOfTable('site_tables_master');
const REPORT = endpointOfTable('goods_stock_summary');

beforeEach(async () => {
  await database.pool.query(`truncate billiards_ods.site_tables_master, billiards_ods.site_tables_master_history,
    billiards_ods.goods_stock_summary, billiards_ods.goods_stock_summary_history, etl_admin.etl_quarantine,
    etl_admin.etl_drift, etl_admin.etl_window, etl_admin.etl_load_counter`);
});

let runs = 0;

/** Gives every entry of the endpoint a second chance, as one run by the given contract. */
async function retry(endpoint: Endpoint): Promise<void> {
  const { pool } = database;
  const { rows } = await pool.query<{ id: string }>('select quarantine_id::text as id from etl_admin.etl_quarantine');
  runs += 1;
  const context: Partial<TaskContext> = {
    runId: `00000000-0000-0000-0000-${String(runs).padStart(12, '0')}` as RunId,
    store: {
      siteId: SITE,
      name: '',
      timezone: ZONE,
      businessDays: plainCalendar(8, ZONE),
      historyFrom: null,
      tokenEnv: '',
    },
    endpoints: ENDPOINTS.map((one) => (one.table === endpoint.table ? endpoint : one)),
    db: pool,
    atomically: (work) => withTransaction(pool, work),
    clock: systemClock,
    signal: new AbortController().signal,
    counters: new TaskCounters(),
  };
  const ids = rows.map(({ id }) => id);
  await createSecondChanceTask(endpoint, ids).run(context as TaskContext);
}

const read = async (sql: string): Promise<string[]> =>
  (await database.pool.query<{ line: string }>(sql)).rows.map((row) => row.line);

const stored = (table = 'site_tables_master'): Promise<string[]> =>
  read(`select concat_ws(' ', source_id, payload ->> 'name', record_index, to_char(fetched_at at time zone 'UTC', 'HH24:MI'),
    case when is_deleted then 'deleted' end) as line from billiards_ods.${table} order by source_id`);

const entries = (): Promise<string[]> =>
  read(`select concat_ws(' ', source_id, rule, status, occurrences, page_no, record_index) as line
    from etl_admin.etl_quarantine order by quarantine_id`);

test('records without their key land where they were received, once the contract names it', async () => {
  await load({
    at: '2026-01-01T08:00:00Z',
    pages: [['{"id":1,"name":"a"}', '{"tid":2,"name":"b"}', '{"tid":3,"name":"c"}']],
  });
  await retry(TABLES);
  expect(await stored()).toEqual(['1 a 0 08:00']);
  expect(await entries()).toEqual(['missing_key OPEN 1 1 1', 'missing_key OPEN 1 1 2']);
  await retry({ ...TABLES, key: 'tid' });
  expect(await stored()).toEqual(['1 a 0 08:00', '2 b 1 08:00', '3 c 2 08:00']);
  expect(await entries()).toEqual(['missing_key RESOLVED 1 1 1', 'missing_key RESOLVED 1 1 2']);
});

test('what PostgreSQL cannot hold stays, and holds up nothing that was refused with it', async () => {
  await load({ at: '2026-01-01T08:00:00Z', pages: [['{"id":1,"name":"\\u0000"}', '{"tid":2,"name":"b"}']] });
  await retry({ ...TABLES, key: 'tid' });
  expect(await stored()).toEqual(['2 b 1 08:00']);
  // Under the other key it has none, and so it is another entry.
  expect(await entries()).toEqual([
    '1 refused_by_database RESOLVED 1 1 0',
    'missing_key RESOLVED 1 1 1',
    'refused_by_database OPEN 1 1 0',
  ]);
});

test('a second content under one key never replaces the first, but lands under another key', async () => {
  await load({ at: '2026-01-01T08:00:00Z', pages: [['{"id":1,"no":11,"name":"a"}', '{"id":1,"no":12,"name":"b"}']] });
  await retry(TABLES);
  expect(await stored()).toEqual(['1 a 0 08:00']);
  expect(await entries()).toEqual(['1 duplicate_key OPEN 1 1 1']);
  await retry({ ...TABLES, key: 'no' });
  expect(await stored()).toEqual(['1 a 0 08:00', '12 b 1 08:00']);
});

test('records of another store stay refused, and are no sign of a mixed-up credential now', async () => {
  const foreign = '{"id":2,"name":"b","site_id":999}';
  await load({ at: '2026-01-01T08:00:00Z', pages: [['{"id":1,"name":"a"}', foreign]] });
  await retry(TABLES);
  expect(await entries()).toEqual(['2 foreign_site OPEN 1 1 1']);
});

test('a record that a later complete walk no longer showed lands as gone', async () => {
  await load({ at: '2026-01-01T08:00:00Z', pages: [['{"id":1,"name":"a"}', '{"tid":2,"name":"b"}']] });
  await load({ at: '2026-01-01T09:00:00Z', pages: [['{"id":1,"name":"a"}']] });
  await retry({ ...TABLES, key: 'tid' });
  expect(await stored()).toEqual(['1 a 0 08:00', '2 b 1 08:00 deleted']);
});

test('an older content does not replace the one that came since', async () => {
  const owned = (site: string, name: string): string => `{"id":1,"name":"${name}","site_id":${site}}`;
  await load({ at: '2026-01-01T08:00:00Z', pages: [[owned('999', 'old'), '{"id":2,"name":"b"}']] });
  await database.pool.query(`update etl_admin.etl_quarantine set status = 'OPEN'`);
  await load({ at: '2026-01-01T09:00:00Z', pages: [[owned(SITE, 'new'), '{"id":2,"name":"b"}']] });
  await database.pool.query(`update etl_admin.etl_quarantine set status = 'OPEN'`);
  await retry({ ...TABLES, owner: { kind: 'request' } });
  expect(await stored()).toEqual(['1 new 0 09:00', '2 b 1 08:00']);
  expect(await read(`select payload ->> 'name' as line from billiards_ods.site_tables_master_history`)).toEqual([
    'old',
  ]);
});

test('a row of a report gets the window of the walk that brought it', async () => {
  const window = { from: '2026-01-01 08:00:00', to: '2026-01-02 08:00:00' } as never;
  await load({ table: REPORT.table, at: '2026-01-03T08:00:00Z', window, pages: [['{"goodsNo":7,"name":"cue"}']] });
  await database.pool.query(
    `update etl_admin.etl_quarantine set source_file = '${SITE}/${REPORT.table}/20260103/' || (select walk_id from etl_admin.etl_window) || '/1.json.gz'`,
  );
  await retry({ ...REPORT, key: 'goodsNo' });
  expect(await stored(REPORT.table)).toEqual(['7@2026-01-01 08:00:00/2026-01-02 08:00:00 cue 0 08:00']);
});

test('a retry tells nothing about upstream: the counts of drift stay', async () => {
  await load({ at: '2026-01-01T08:00:00Z', pages: [['{"id":1,"name":"a"}', '{"tid":2,"name":"b"}']] });
  const drift = (): Promise<string[]> =>
    read(
      `select concat_ws(' ', kind, path, rows_affected, rows_checked) as line from etl_admin.etl_drift order by kind, path`,
    );
  const before = await drift();
  expect(before).toContain('new-field tid 1 2');
  await retry(TABLES);
  await retry({ ...TABLES, key: 'tid' });
  expect(await drift()).toEqual(before);
});
