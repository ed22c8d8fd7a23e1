import type { ClientBase } from 'pg';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { SiteId } from '../base/ids.ts';
import type { LocalDate } from '../base/local-time.ts';
import type { Check } from '../catalog/check.ts';
import { type BusinessDay, DAYS_CTE, dayParameters } from '../catalog/days.ts';
import { statement } from '../database/statement.ts';
import { withSavepoint } from '../database/transaction.ts';
import type { CheckOutcome, Violation } from './outcome.ts';

/** Violating rows kept with a result. */
const KEPT_VIOLATIONS = 100;

/** What is judged. */
export interface CheckScope {
  readonly siteId: SiteId;
  /** Days for checks of scope `day`; these are not run when there are none. */
  readonly days: readonly BusinessDay[];
  /** Ids of checks whose violations are known and accepted now. */
  readonly snoozed: ReadonlySet<string>;
  /** Tells the present, for rules about age and for the duration of each check. */
  readonly clock: Clock;
}

/** What a statement is judged with. */
interface Judging extends CheckScope {
  readonly dueDates: readonly LocalDate[];
}

interface Found {
  readonly violations: string;
  readonly failing_days: readonly string[] | null;
  readonly closed_violations: string;
  readonly sample: string | null;
}

/** The statement of a check: its violating rows counted, their days, and the first of them. */
export function checkSql(check: Check): string {
  const days = check.scope === 'day' ? `${DAYS_CTE}, ` : '';
  const closed =
    check.scope === 'day' && check.openDay === 'warns'
      ? '(select count(*) from violating v left join days d using (business_date) where d.is_open is not true)'
      : '(select count(*) from violating)';
  const failing =
    check.scope === 'day' && check.openDay === 'warns'
      ? `(select array_agg(distinct v.business_date order by v.business_date) from violating v
    join days d using (business_date) where not d.is_open)`
      : '(select array_agg(distinct business_date order by business_date) from violating where business_date is not null)';
  return `with ${days}violating (business_date, entry_key, observed, expected) as materialized (
${check.sql}
)
select (select count(*) from violating) as violations, ${closed} as closed_violations,
  ${failing}::text[] as failing_days,
  (select json_agg(row_to_json(s)) from (
    select business_date, entry_key, observed, expected from violating
    order by business_date nulls first, entry_key limit ${KEPT_VIOLATIONS}
  ) s) as sample`;
}

/**
 * Runs checks on the caller's pipelined connection, within its transaction. A check that cannot be run is an outcome of its
 * own (ERROR) and does not stop the others.
 */
export async function runChecks(
  client: ClientBase,
  checks: readonly Check[],
  scope: CheckScope,
): Promise<CheckOutcome[]> {
  const asked = checks.filter((check) => check.scope !== 'day' || scope.days.length > 0);
  const judging = { ...scope, dueDates: await readDueDates(client, asked, scope.siteId) };
  const together = await runTogether(client, asked, judging);
  if (together !== null) return together;
  const outcomes: CheckOutcome[] = [];
  for (const check of asked) outcomes.push(await runAlone(client, check, judging));
  return outcomes;
}

async function readDueDates(client: ClientBase, checks: readonly Check[], siteId: SiteId): Promise<LocalDate[]> {
  if (!checks.some(({ sql }) => sql.includes('$dueDates'))) return [];
  const sql = 'select distinct business_date from etl_admin.etl_dirty_day where site_id = $siteId::bigint';
  const { rows } = await client.query<{ business_date: LocalDate }>(statement(sql, { siteId }));
  return rows.map((row) => row.business_date);
}

/**
 * Sends all checks at once: with a savepoint and an answer waited for each, the hundred of a day took twice the time. Null
 * when one of them cannot be run, which also spoils those behind it.
 */
async function runTogether(
  client: ClientBase,
  checks: readonly Check[],
  scope: Judging,
): Promise<CheckOutcome[] | null> {
  const lap = startLaps(scope.clock);
  try {
    return await withSavepoint(client, 'all_checks', async () => {
      const answers = await Promise.allSettled(
        checks.map(async (check) =>
          toOutcome(check, scope, { ...(await judge(client, check, scope)), message: null }, lap()),
        ),
      );
      return answers.map((answer) => {
        if (answer.status === 'rejected') throw answer.reason;
        return answer.value;
      });
    });
  } catch {
    return null;
  }
}

async function runAlone(client: ClientBase, check: Check, scope: Judging): Promise<CheckOutcome> {
  const lap = startLaps(scope.clock);
  try {
    const verdict = await withSavepoint(client, 'one_check', () => judge(client, check, scope));
    return toOutcome(check, scope, { ...verdict, message: null }, lap());
  } catch (error) {
    // All days judged count as failing: what could not be checked must not be taken for good.
    const failingDays = datesOf(check, scope);
    const verdict = { status: 'ERROR', violations: 0, failingDays, sample: [], message: messageOf(error) } as const;
    return toOutcome(check, scope, verdict, lap());
  }
}

/** Answers come in the order of the questions: the time since the one before is what a check took. */
function startLaps(clock: Clock): () => number {
  let last = clock.now().getTime();
  return () => {
    const before = last;
    last = clock.now().getTime();
    return last - before;
  };
}

function toOutcome(
  check: Check,
  scope: CheckScope,
  verdict: Verdict & Pick<CheckOutcome, 'message'>,
  durationMs: number,
): CheckOutcome {
  const status = verdict.status === 'FAIL' && scope.snoozed.has(check.id) ? 'SNOOZED' : verdict.status;
  return { check, sql: checkSql(check), dates: datesOf(check, scope), ...verdict, status, durationMs };
}

const datesOf = (check: Check, { days }: CheckScope): readonly LocalDate[] =>
  check.scope === 'day' ? days.map((day) => day.date) : [];

type Verdict = Pick<CheckOutcome, 'status' | 'violations' | 'failingDays' | 'sample'>;

async function judge(client: ClientBase, check: Check, { siteId, days, clock, dueDates }: Judging): Promise<Verdict> {
  const values = { siteId, now: clock.now(), dueDates, ...dayParameters(days), tolerance: check.tolerance ?? '0' };
  if (check.enough !== undefined) {
    const ofDays = check.scope === 'day' ? `with ${DAYS_CTE} ` : '';
    const { rows } = await client.query<{ enough: boolean }>(statement(`${ofDays}${check.enough}`, values));
    if (rows[0]?.enough !== true) return { status: 'NO_HISTORY', violations: 0, failingDays: [], sample: [] };
  }
  const { rows } = await client.query<Found>(statement(checkSql(check), values));
  const [found] = rows;
  if (found === undefined) throw new Error(`check ${check.id} returned no row`);
  const violations = Number(found.violations);
  return {
    status: statusOf(check, violations, Number(found.closed_violations)),
    violations,
    failingDays: found.failing_days ?? [],
    sample: found.sample === null ? [] : (JSON.parse(found.sample) as Violation[]),
  };
}

function statusOf(check: Check, violations: number, onClosedDays: number): CheckOutcome['status'] {
  if (violations === 0) return 'PASS';
  if (check.severity === 'info') return 'INFO';
  return check.severity === 'warn' || onClosedDays === 0 ? 'WARN' : 'FAIL';
}
