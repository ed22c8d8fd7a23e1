import { addDays, type LocalDate, toLocalTime } from '../base/local-time.ts';
import type { Check } from '../catalog/check.ts';
import { DAY_STATUS } from '../catalog/mart-table.ts';
import { statement } from '../database/statement.ts';
import { withReadOnlyTransaction, withTransaction } from '../database/transaction.ts';
import type { CheckOutcome } from '../quality/outcome.ts';
import { readSnoozed, storeOutcomes } from '../quality/result-store.ts';
import { runChecks } from '../quality/run-checks.ts';
import { type StandingResult, standingOf } from '../quality/standing-results.ts';
import { toBusinessDay } from '../tasks/publish/due-days.ts';
import { businessDateOf } from '../tasks/store-days.ts';
import type { Queryable, Store } from '../tasks/task.ts';
import type { DaySpan } from './rebuild-marts.ts';
import { recordedRun } from './recorded-run.ts';
import type { RunStart, RunTracker } from './run-tracker.ts';
import { buildWindowRules, NO_RANGE } from './window-rules.ts';
import type { Workplace } from './workplace.ts';

/** Days that are judged unless others are asked for: those with figures among so many. */
export const USUAL_DAYS = 35;

/** Which days to judge: `usual`, all that have figures, or a span with both ends included. */
export type AskedDays = 'usual' | 'all' | DaySpan;

export interface JudgeOptions {
  readonly stores: readonly Store[];
  readonly checks: readonly Check[];
  readonly days: AskedDays;
}

/** What checks run by hand found. */
export interface QualityRun {
  readonly runId: string;
  readonly stores: readonly JudgedStore[];
}

export interface JudgedStore {
  readonly siteId: string;
  /** Business days judged, the oldest first. */
  readonly days: readonly string[];
  readonly results: readonly StandingResult[];
}

const COMMAND = 'quality run';

/** Runs checks on figures as they are and keeps the results. Nothing is computed or published, and no store is held. */
export async function judgeStores(place: Workplace, options: JudgeOptions): Promise<QualityRun> {
  const stores: JudgedStore[] = [];
  const { runId } = await recordedRun(place, toStart(options), async (tracker) => {
    await tracker.startRun();
    for (const store of options.stores) stores.push(await judgeStore(place, options, { store, tracker }));
    return [];
  });
  return { runId, stores };
}

function toStart({ stores, checks, days }: JudgeOptions): RunStart {
  const siteIds = stores.map(({ siteId }) => siteId);
  return { command: COMMAND, dryRun: false, arguments: { stores: siteIds, checks: checks.length, days } };
}

/** One state of the database is judged, whatever a run writes meanwhile. */
async function judgeStore(
  place: Workplace,
  { checks, days: asked }: JudgeOptions,
  { store, tracker: { runId } }: { readonly store: Store; readonly tracker: RunTracker },
): Promise<JudgedStore> {
  const { clock, database, reporter } = place;
  const { siteId, timezone } = store;
  const { upperBound } = buildWindowRules(store, place.config, clock, NO_RANGE);
  const today = businessDateOf(store, upperBound);
  const snoozed = await readSnoozed(database.pool, siteId, clock.now());
  const found = await withReadOnlyTransaction(database.pool, async (client) => {
    const dates = await datesToJudge(client, store, asked, today);
    const days = dates.map((date) => toBusinessDay(store, date, upperBound));
    reporter.info(`store ${siteId}: ${checks.length} checks on ${days.length} days`);
    const outcomes: CheckOutcome[] = [];
    for (const check of checks) {
      place.signal.throwIfAborted();
      outcomes.push(...(await runChecks(client, [check], { siteId, days, snoozed, clock })));
    }
    return { dates, outcomes };
  });
  await withTransaction(database.pool, (client) => storeOutcomes(client, found.outcomes, { runId, siteId }));
  const checkedAt = toLocalTime(clock.now(), timezone);
  const results = found.outcomes.map((outcome) => standingOf(outcome, { siteId, checkedAt, runId }));
  return { siteId, days: found.dates, results };
}

/** A span asked for is judged whole, so that a day missing from it is found; its later end is the present day. */
async function datesToJudge(
  db: Queryable,
  { siteId }: Store,
  asked: AskedDays,
  today: LocalDate,
): Promise<LocalDate[]> {
  if (typeof asked === 'object') {
    const to = asked.to === null || asked.to > today ? today : asked.to;
    return datesOf(asked.from ?? addDays(to, 1 - USUAL_DAYS), to);
  }
  const from = asked === 'all' ? null : addDays(today, 1 - USUAL_DAYS);
  const sql = `select business_date from ${DAY_STATUS}
where site_id = $siteId::bigint and ($from::date is null or business_date >= $from::date) order by business_date`;
  const { rows } = await db.query<{ business_date: LocalDate }>(statement(sql, { siteId, from }));
  return rows.map((row) => row.business_date);
}

function datesOf(from: LocalDate, to: LocalDate): LocalDate[] {
  const dates: LocalDate[] = [];
  for (let date = from; date <= to; date = addDays(date, 1)) dates.push(date);
  return dates;
}
