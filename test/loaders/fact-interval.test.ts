import { beforeEach, expect, test } from 'vitest';
import { plainCalendar } from '../../src/base/business-day.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { factTableFee } from '../../src/catalog/facts/table-fee.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { loadFact } from '../../src/loaders/facts/load-fact.ts';
import { useTestDatabase } from '../harness/database.ts';
import { loaderOn, SITE, ZONE } from '../harness/walks.ts';

const database = useTestDatabase('fact_interval');
const loadOds = loaderOn({ connect: () => database.pool.connect() } as typeof database.pool);
const WINDOW = { from: '2025-11-01 08:00:00', to: '2025-11-20 08:00:00' } as never;

beforeEach(async () => {
  await database.pool.query(`truncate billiards_ods.table_fee_transactions, billiards_ods.table_fee_transactions_history,
    billiards.fact_table_fee, etl_admin.etl_window, etl_admin.etl_load_counter, etl_admin.etl_cursor, etl_admin.etl_dirty_day`);
});

/** A use of a table that is written, and counts, at `written`. */
function use(id: number, from: string, to: string, written = to): string {
  return `{"id":${id},"site_id":${SITE},"ledger_amount":1.00,"create_time":"2025-11-${written}","start_use_time":"2025-11-${from}","last_use_time":"2025-11-${to}"}`;
}

/** Loads what upstream says now and takes the marked days away, as a publication does. */
async function markedBy(at: string, ...records: string[]): Promise<string[]> {
  await loadOds({ table: 'table_fee_transactions', at: `2025-11-21T${at}Z`, window: WINDOW, pages: [records] });
  await withTransaction(database.pool, (client) =>
    loadFact(client, factTableFee, {
      siteId: SITE,
      timezone: ZONE,
      businessDays: plainCalendar(8, ZONE),
      runId: null,
      endpoints: ENDPOINTS,
    }),
  );
  const { rows } = await database.pool.query<{ day: string }>(
    `with gone as (delete from etl_admin.etl_dirty_day returning to_char(business_date, 'DD') as day)
     select day from gone order by 1`,
  );
  return rows.map(({ day }) => day);
}

test('a use marks every business day it lasts over, and the day it is written on', async () => {
  expect(await markedBy('00:00:00', use(1, '02 20:00:00', '04 09:00:00', '05 10:00:00'))).toEqual([
    '02',
    '03',
    '04',
    '05',
  ]);
});

test('a use that ends as a day begins does not touch it', async () => {
  expect(await markedBy('00:00:00', use(1, '02 20:00:00', '03 08:00:00', '03 07:59:00'))).toEqual(['02']);
});

test('a use that is moved marks the days it leaves and those it comes to, no others', async () => {
  const other = use(2, '06 10:00:00', '06 11:00:00');
  await markedBy('00:00:00', use(1, '02 20:00:00', '03 09:00:00', '10 10:00:00'), other);
  const moved = use(1, '08 20:00:00', '09 09:00:00', '10 10:00:00');
  expect(await markedBy('01:00:00', moved, other)).toEqual(['02', '03', '08', '09', '10']);
  expect(await markedBy('02:00:00', moved, other)).toEqual([]);
});

test('a use that is gone upstream marks what it lasted over', async () => {
  const other = use(2, '06 10:00:00', '06 11:00:00');
  await markedBy('00:00:00', use(1, '02 20:00:00', '03 09:00:00'), other);
  expect(await markedBy('01:00:00', other)).toEqual(['02', '03']);
});

test('a use that seems never to end is cut off after 31 days', async () => {
  const endless = use(1, '02 20:00:00', '02 21:00:00').replace('"last_use_time":"2025', '"last_use_time":"2029');
  const days = await markedBy('00:00:00', endless);
  expect(days).toHaveLength(32);
});
