import type { ClientBase } from 'pg';
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/errors.ts';
import type { SiteId } from '../base/ids.ts';
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
 * Runs checks one after the other on the caller's connection, within its transaction if it has one. A check that cannot
 * be run is an outcome of its own (ERROR) and does not stop the others.
 */
export async function runChecks(
  client: ClientBase,
  checks: readonly Check[],
  scope: CheckScope,
): Promise<CheckOutcome[]> {
  const outcomes: CheckOutcome[] = [];
  for (const check of checks) {
    if (check.scope === 'day' && scope.days.length === 0) continue;
    outcomes.push(await runCheck(client, check, scope));
  }
  return outcomes;
}

async function runCheck(client: ClientBase, check: Check, scope: CheckScope): Promise<CheckOutcome> {
  const started = scope.clock.now();
  const sql = checkSql(check);
  const base = {
    check,
    sql,
    dates: check.scope === 'day' ? scope.days.map((day) => day.date) : [],
  };
  const values = {
    siteId: scope.siteId,
    now: started,
    ...dayParameters(scope.days),
    tolerance: check.tolerance ?? '0',
  };
  try {
    const verdict = await withSavepoint(client, 'one_check', () => judge(client, check, sql, values));
    const status = verdict.status === 'FAIL' && scope.snoozed.has(check.id) ? 'SNOOZED' : verdict.status;
    return { ...base, ...verdict, status, message: null, durationMs: scope.clock.now().getTime() - started.getTime() };
  } catch (error) {
    // All days judged count as failing: what could not be checked must not be taken for good.
    const failed = { status: 'ERROR', violations: 0, failingDays: base.dates, sample: [] } as const;
    return {
      ...base,
      ...failed,
      message: messageOf(error),
      durationMs: scope.clock.now().getTime() - started.getTime(),
    };
  }
}

type Verdict = Pick<CheckOutcome, 'status' | 'violations' | 'failingDays' | 'sample'>;

async function judge(
  client: ClientBase,
  check: Check,
  sql: string,
  values: Readonly<Record<string, unknown>>,
): Promise<Verdict> {
  if (check.enough !== undefined) {
    const days = check.scope === 'day' ? `with ${DAYS_CTE} ` : '';
    const { rows } = await client.query<{ enough: boolean }>(statement(`${days}${check.enough}`, values));
    if (rows[0]?.enough !== true) return { status: 'NO_HISTORY', violations: 0, failingDays: [], sample: [] };
  }
  const { rows } = await client.query<Found>(statement(sql, values));
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
