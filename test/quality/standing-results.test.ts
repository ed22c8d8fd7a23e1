import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { type RunId, toSiteId } from '../../src/base/ids.ts';
import { defineCheck } from '../../src/catalog/check.ts';
import type { CheckOutcome } from '../../src/quality/outcome.ts';
import { storeOutcomes } from '../../src/quality/result-store.ts';
import { addSnooze, endSnoozes, listSnoozes } from '../../src/quality/snoozes.ts';
import {
  RESULTS_IN_USE,
  readPastResults,
  readStanding,
  type StandingResult,
} from '../../src/quality/standing-results.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('standing_results');
const siteId = toSiteId('7');
const now = new Date('2026-01-10T00:00:00Z');
const check = defineCheck({ id: 'law.one', family: 'law', zh: '规则', en: 'rule', reads: [], sql: 'select' });

const PASS = { status: 'PASS', failingDays: [] } as const;

beforeAll(() => database.pool.query(`insert into etl_admin.etl_store (site_id) values (7)`));

beforeEach(() =>
  database.pool.query('truncate etl_admin.etl_check_result, etl_admin.etl_restatement, etl_admin.etl_check_snooze'),
);

/** A result over days; `computed`: the run made the figures of these days, as a publication does. */
async function judge(
  dates: readonly string[],
  { status, failingDays }: Pick<CheckOutcome, 'status' | 'failingDays'>,
  computed: readonly string[] | null = dates,
): Promise<void> {
  const runId = randomUUID() as string as RunId;
  const sample = failingDays.map((day) => ({
    business_date: day,
    entry_key: `key of ${day}`,
    observed: '1',
    expected: '2',
  }));
  const outcome = {
    check,
    status,
    dates,
    failingDays,
    sample,
    violations: sample.length,
    sql: 'select',
    message: null,
    durationMs: 1,
  };
  await storeOutcomes(database.pool, [outcome], { runId, siteId });
  await database.pool.query(
    `insert into etl_admin.etl_restatement (site_id, business_date, run_id, outcome, reasons, rows_changed)
     select 7, d, $1, 'PUBLISHED', '[]', 0 from unnest($2::date[]) d`,
    [runId, computed ?? []],
  );
}

const fail = (...failingDays: string[]): Pick<CheckOutcome, 'status' | 'failingDays'> => ({
  status: 'FAIL',
  failingDays,
});

async function standing(): Promise<StandingResult | undefined> {
  const snoozes = await listSnoozes(database.pool, now);
  const [result] = await readStanding(database.pool, { siteIds: [siteId], checks: [check], snoozes });
  return result;
}

test('a check that was never run has no standing', async () => {
  expect(await standing()).toBeUndefined();
});

test('a later pass of other days does not hide a day that failed', async () => {
  await judge(['2026-01-01', '2026-01-02'], fail('2026-01-02'));
  await judge(['2026-01-03'], PASS);
  expect(await standing()).toMatchObject({
    status: 'FAIL',
    violations: 1,
    failingDays: ['2026-01-02'],
    keys: [{ entry_key: 'key of 2026-01-02' }],
  });
});

test('a run that computed days around a failed one has not judged it', async () => {
  await judge(['2026-01-02'], fail('2026-01-02'));
  await judge(['2026-01-01', '2026-01-03'], PASS);
  expect(await standing()).toMatchObject({ status: 'FAIL', failingDays: ['2026-01-02'] });
});

test('a day that passes after it failed is well again; the other days of that result stay', async () => {
  await judge(['2026-01-01', '2026-01-02'], fail('2026-01-01', '2026-01-02'));
  await judge(['2026-01-01'], PASS);
  expect(await standing()).toMatchObject({ status: 'FAIL', failingDays: ['2026-01-02'], violations: 1 });
  await judge(['2026-01-02'], PASS);
  expect(await standing()).toMatchObject({ status: 'PASS', failingDays: [], violations: 0, keys: [] });
});

test('checks run by hand compute nothing and judge the whole span between their first and last day', async () => {
  await judge(['2026-01-02'], fail('2026-01-02'));
  await judge(['2026-01-01', '2026-01-03'], PASS, null);
  expect(await standing()).toMatchObject({ status: 'PASS' });
});

test('a result about the store as a whole speaks of every day it named before', async () => {
  await judge([], fail('2026-01-02'), ['2026-01-02']);
  await judge([], PASS, ['2026-01-09']);
  expect(await standing()).toMatchObject({ status: 'PASS', failingDays: [] });
});

test('a day that failed twice is told once, with the newest keys', async () => {
  await judge(['2026-01-02'], fail('2026-01-02'));
  await judge(['2026-01-02', '2026-01-03'], fail('2026-01-02', '2026-01-03'));
  expect(await standing()).toMatchObject({ failingDays: ['2026-01-02', '2026-01-03'], violations: 2 });
});

test('a snooze counts at once and until it ends, for its stores alone', async () => {
  await judge(['2026-01-02'], fail('2026-01-02'));
  const asked = { checkId: check.id, reason: 'known', createdBy: 'me', now, until: new Date('2026-02-01T00:00:00Z') };
  await addSnooze(database.pool, { ...asked, siteIds: [toSiteId('8')] });
  expect(await standing()).toMatchObject({ status: 'FAIL' });
  await addSnooze(database.pool, { ...asked, siteIds: null });
  expect(await standing()).toMatchObject({ status: 'SNOOZED' });
  expect(await listSnoozes(database.pool, asked.until)).toEqual([]);
  expect(await endSnoozes(database.pool, { checkId: check.id, siteIds: null, now })).toBe(2);
  expect(await standing()).toMatchObject({ status: 'FAIL' });
});

test('what was stored as snoozed is red again when the snooze is over', async () => {
  await judge(['2026-01-02'], { status: 'SNOOZED', failingDays: ['2026-01-02'] });
  expect(await standing()).toMatchObject({ status: 'FAIL' });
});

test('the last results come newest first, with what they judged', async () => {
  await judge(['2026-01-01', '2026-01-02'], fail('2026-01-02'));
  await judge(['2026-01-03'], PASS);
  const past = await readPastResults(database.pool, { checkId: check.id, siteIds: [siteId], limit: 5 });
  expect(past).toMatchObject([
    { status: 'PASS', fromDate: '2026-01-03', violations: 0 },
    { status: 'FAIL', fromDate: '2026-01-01', toDate: '2026-01-02', violations: 1, failingDays: ['2026-01-02'] },
  ]);
});

test('without the results that are not in use every check stands as before, whatever the story', async () => {
  const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03'];
  let removed = 0;
  let state = 1;
  const dice = (sides: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 16) % sides;
  };
  for (let story = 0; story < 100; story++) {
    await database.pool.query('truncate etl_admin.etl_check_result, etl_admin.etl_restatement');
    for (let nth = 0; nth < 6; nth++) {
      const judged = DAYS.filter(() => dice(2) === 0);
      const failed = judged.filter(() => dice(2) === 0);
      const dates = judged.length === 0 ? DAYS : judged;
      await judge(dates, failed.length === 0 ? PASS : fail(...failed), dice(5) === 0 ? null : dates);
    }
    const before = await standing();
    const { rowCount } = await database.pool.query(
      `delete from etl_admin.etl_check_result where result_id not in (${RESULTS_IN_USE})`,
    );
    removed += rowCount ?? 0;
    expect(await standing(), `story ${story}`).toEqual(before);
  }
  expect(removed).toBeGreaterThan(100);
});
