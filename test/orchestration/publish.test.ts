import { expect, test } from 'vitest';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';

const database = useTestDatabase('publish');
const store = useSimulatedStore(database);

async function rows<T extends object>(sql: string): Promise<T[]> {
  return (await database.pool.query<T>(sql)).rows;
}

const statuses = (): Promise<{ business_date: string; status: string; reason: string | null }[]> =>
  rows('select business_date, status, reason from billiards_dws.dws_day_status order by 1');

const mix = (): Promise<object[]> =>
  rows('select * from billiards_dws.dws_payment_day_mix order by business_date, payment_method');

const runPublish = async (): Promise<{ status: string; message: string | null; rowsChanged: number } | undefined> =>
  (await store.run('DWS_PUBLISH')).tasks.find(({ code }) => code === 'DWS_PUBLISH');

test('closed days are final, the open day is provisional, and what was published is not due any more', async () => {
  await store.run('DWD_*');
  const report = await runPublish();
  expect(report).toMatchObject({ status: 'SUCCESS' });
  const days = await statuses();
  expect(days.map(({ status }) => status)).toEqual([...days.slice(1).map(() => 'PUBLISHED'), 'PROVISIONAL']);
  expect(await rows('select 1 from etl_admin.etl_dirty_day')).toEqual([]);
  expect(await mix()).not.toEqual([]);
});

test('a second run finds no day due and writes nothing', async () => {
  const before = await rows('select xmin::text, * from billiards_dws.dws_payment_day_mix order by 2, 3, 4');
  expect(await runPublish()).toMatchObject({ status: 'SUCCESS', rowsChanged: 0 });
  expect(await rows('select xmin::text, * from billiards_dws.dws_payment_day_mix order by 2, 3, 4')).toEqual(before);
});

test('a day with a failing blocking check keeps its last good figures, flagged stale; the others go on', async () => {
  const [first, second] = await statuses();
  const before = await mix();
  await database.pool.query(
    `update billiards.fact_payment set payment_method = 5 where payment_method = 4 and business_date in ($1, $2)`,
    [first?.business_date, second?.business_date],
  );
  await database.pool.query(
    `insert into etl_admin.etl_dirty_day (site_id, business_date, input, reason)
     select $1, d, 'billiards.fact_payment', 'planted' from unnest($2::date[]) d`,
    [store.siteId, [first?.business_date, second?.business_date]],
  );
  // The first day is no longer known to have been read in full.
  await database.pool.query(
    `update etl_admin.etl_window set window_from = ($1::date + 1 + time '08:00') at time zone 'Asia/Shanghai'
     where task_code = 'ODS_PAYMENT' and window_from < ($1::date + 1 + time '08:00') at time zone 'Asia/Shanghai'`,
    [first?.business_date],
  );
  const report = await runPublish();
  expect(report).toMatchObject({ status: 'WARNING', errorCode: 'CHECK_FAILED' });
  expect(report?.message).toContain(`${first?.business_date} (completeness.windows)`);
  expect(await statuses()).toMatchObject([
    { status: 'STALE', reason: 'failed: completeness.windows' },
    { status: 'PUBLISHED', reason: null },
    ...(await statuses()).slice(2),
  ]);
  const after = await mix();
  const ofDay = (list: object[], day: string | undefined): object[] =>
    list.filter((row) => 'business_date' in row && row.business_date === day);
  expect(ofDay(after, first?.business_date)).toEqual(ofDay(before, first?.business_date));
  expect(ofDay(after, second?.business_date)).not.toEqual(ofDay(before, second?.business_date));
});

test('what became of each day is written down, with the reason', async () => {
  const log = await rows<{ outcome: string; reasons: string; failed_checks: string[] }>(
    `select outcome, reasons, failed_checks from etl_admin.etl_restatement order by at desc limit 2`,
  );
  expect(new Set(log.map(({ outcome }) => outcome))).toEqual(new Set(['PUBLISHED', 'BLOCKED']));
  expect(log[0]?.reasons).toContain('planted');
  const results = await rows(`select check_id, status, failing_days::text from etl_admin.etl_check_result
    where status <> 'PASS'`);
  expect(results).toMatchObject([{ check_id: 'completeness.windows', status: 'FAIL' }]);
});

test('a mart that is new or computed otherwise makes all days due', async () => {
  await database.pool.query(`update etl_admin.etl_cursor set declaration_hash = 'of another release'
    where task_code = 'DWS_PUBLISH'`);
  await database.pool.query('truncate billiards_dws.dws_discount_day_detail');
  await runPublish();
  const { length } = await statuses();
  const log = await rows<{ reasons: string }>(
    `select reasons from etl_admin.etl_restatement where run_id = (
      select run_id from etl_admin.etl_restatement order by at desc limit 1)`,
  );
  expect(log).toHaveLength(length);
  expect(log.filter(({ reasons }) => reasons.includes('a mart is new')).length).toBeGreaterThan(0);
  expect(await rows('select 1 from billiards_dws.dws_discount_day_detail')).not.toEqual([]);
  expect(await runPublish()).toMatchObject({ rowsChanged: 0 });
});
