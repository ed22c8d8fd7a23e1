import type { LocalDate } from '../base/local-time.ts';
import { CHECKS } from '../catalog/checks.ts';
import type { BusinessDay } from '../catalog/days.ts';
import { statement } from '../database/statement.ts';
import { type CheckOutcome, isRed } from '../quality/outcome.ts';
import { readSnoozed, storeOutcomes } from '../quality/result-store.ts';
import { runChecks } from '../quality/run-checks.ts';
import { toBusinessDay } from './publish/due-days.ts';
import { publishTask } from './publish/publish-task.ts';
import { CHECK_FAILED, type Task, type TaskContext, type TaskEnding } from './task.ts';

/** The blocking ones have been run by the publication, on the same days. */
const OTHER_CHECKS = CHECKS.filter(({ blocking }) => !blocking);

/** Checks named in a message. */
const NAMED_CHECKS = 5;

/** Runs the checks that do not hold back a publication: on the days this run computed, and on the store as a whole. */
export const qualityTask: Task = {
  code: 'DWS_QUALITY_CHECK',
  zh: '质量检查',
  en: 'Checks of the days computed and of the store as a whole',
  dependsOn: [],
  after: [publishTask.code],
  offline: true,
  plan: async () => ({ windows: [], requests: 0, note: `${OTHER_CHECKS.length} checks` }),
  run: runQuality,
};

async function runQuality(context: TaskContext): Promise<TaskEnding> {
  const { atomically, clock, counters, db, runId, store } = context;
  const started = clock.now().getTime();
  const { siteId } = store;
  const days = await readDaysOfRun(context);
  const snoozed = await readSnoozed(db, siteId, clock.now());
  const outcomes = await atomically(async (client) => {
    const found = await runChecks(client, OTHER_CHECKS, { siteId, days, snoozed, clock });
    await storeOutcomes(client, found, { runId, siteId });
    return found;
  });
  counters.rowsSeen += outcomes.length;
  counters.loadMs += clock.now().getTime() - started;
  return toEnding(outcomes);
}

/** The days whose marts this run computed, published or held back. */
async function readDaysOfRun({ db, store, runId, windows }: TaskContext): Promise<BusinessDay[]> {
  const sql = `select business_date from etl_admin.etl_restatement
where site_id = $siteId::bigint and run_id = $runId::uuid order by business_date`;
  const { rows } = await db.query<{ business_date: LocalDate }>(statement(sql, { siteId: store.siteId, runId }));
  return rows.map(({ business_date: date }) => toBusinessDay(store, date, windows.upperBound));
}

function toEnding(outcomes: readonly CheckOutcome[]): TaskEnding {
  const red = outcomes.filter(isRed);
  if (red.length === 0) return { status: 'SUCCESS' };
  const named = red.slice(0, NAMED_CHECKS).map(({ check, violations, status }) => {
    return status === 'ERROR' ? `${check.id} could not be run` : `${check.id} (${violations})`;
  });
  const more = red.length > NAMED_CHECKS ? ', …' : '';
  return {
    status: 'WARNING',
    code: CHECK_FAILED,
    message: `${red.length} of ${outcomes.length} checks failed: ${named.join(', ')}${more}; see "feiqiu-etl quality"`,
  };
}
