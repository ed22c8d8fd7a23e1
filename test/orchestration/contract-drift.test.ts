import { beforeEach, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { type DriftReport, readDrift } from '../../src/orchestration/contract-drift.ts';
import { useTestDatabase } from '../harness/database.ts';
import { loaderOn, SITE } from '../harness/walks.ts';

const database = useTestDatabase('contract_drift');
const load = loaderOn({ connect: () => database.pool.connect() } as typeof database.pool);

beforeEach(async () => {
  await database.pool.query(`truncate billiards_ods.site_tables_master, billiards_ods.site_tables_master_history,
    etl_admin.etl_drift, etl_admin.etl_window, etl_admin.etl_load_counter`);
});

/** `kind path since` of what differs in the fields that a record of these tests is about. */
async function drift(all = false): Promise<string[]> {
  const report: DriftReport = await readDrift(database.pool, {
    endpoints: ENDPOINTS,
    siteIds: [SITE],
    inForce: null,
    all,
  });
  return report.endpoints
    .flatMap(({ records }) => records)
    .filter(({ path }) => ['table_name', 'tableTitle', 'table_status', 'id'].includes(path))
    .map(({ kind, path, since, lastSeenAt }) => `${kind} ${path} ${since.slice(8, 10)}-${lastSeenAt.slice(8, 10)}`)
    .toSorted();
}

const read = (day: string, fields: string): Promise<unknown> =>
  load({ at: `2026-01-${day}T08:00:00Z`, pages: [[`{"id":1,${fields}}`]] });

test('a name that upstream has gone back on is no longer shown, and is with all', async () => {
  await read('01', '"tableTitle":"A1","table_status":1');
  await read('02', '"tableTitle":"A1","table_status":1');
  const renamed = ['missing-field table_name 01-02', 'new-field tableTitle 01-02'];
  expect(await drift()).toEqual(renamed);
  await read('03', '"table_name":"A1","table_status":1');
  expect(await drift()).toEqual([]);
  expect(await drift(true)).toEqual(renamed);
});

test('an answer without rows tells nothing about names', async () => {
  await read('01', '"table_status":1');
  await load({ at: '2026-01-02T08:00:00Z', pages: [[]] });
  expect(await drift()).toEqual(['missing-field table_name 01-01']);
});

test('a code without a meaning is shown for a week of readings after it came last', async () => {
  await read('01', '"table_name":"A1","table_status":977');
  await read('08', '"table_name":"A1","table_status":1');
  expect(await drift()).toEqual(['unknown-code table_status 01-01']);
  await read('09', '"table_name":"A1","table_status":1');
  expect(await drift()).toEqual([]);
});

test('before anything was read nothing is said to agree', async () => {
  const isRead = async (): Promise<boolean> =>
    (await readDrift(database.pool, { endpoints: ENDPOINTS, siteIds: [SITE], inForce: null, all: false })).isRead;
  expect(await isRead()).toBe(false);
  await load({ at: '2026-01-01T08:00:00Z', pages: [[]] });
  expect(await isRead()).toBe(false);
  await read('02', '"table_name":"A1"');
  expect(await isRead()).toBe(true);
});
