import type { Check } from '../catalog/check.ts';
import type { Client } from '../database/connection.ts';
import { statement } from '../database/statement.ts';
import { localText } from '../database/utc-text.ts';
import type { CheckOutcome, CheckStatus, Violation } from './outcome.ts';
import type { Snooze } from './snoozes.ts';

/** How a check stands in a store: its last result, and every day that failed before and has not been judged since. */
export interface StandingResult {
  readonly siteId: string;
  readonly check: Check;
  readonly status: CheckStatus;
  /** Violating rows; of days judged by an earlier run, those of which the key was kept. */
  readonly violations: number;
  readonly failingDays: readonly string[];
  readonly keys: readonly Violation[];
  /** Why it could not be run; null unless the status is ERROR. */
  readonly message: string | null;
  /** Wall-clock time in the store's zone. */
  readonly checkedAt: string;
  readonly runId: string;
}

interface ResultRow {
  readonly siteId: string;
  readonly checkId: string;
  readonly status: CheckStatus;
  readonly violations: string;
  readonly failingDays: readonly string[];
  readonly keys: string;
  readonly message: string | null;
  readonly checkedAt: string;
  readonly runId: string;
  /** The last result of the check, whatever it was. */
  readonly isLast: boolean;
  /** Of the failing days those that no later result judged. */
  readonly standingDays: readonly string[];
}

const COLUMNS = `r.site_id as "siteId", r.check_id as "checkId", r.status, r.violations, r.failing_days::text[] as "failingDays",
  r.failing_keys as keys, r.message, r.run_id as "runId",
  ${localText('r.checked_at')} as "checkedAt"`;

/**
 * A later result `l` speaks of a day `d` when its run computed that day, and for runs that computed none (checks run by
 * hand) when the day lies between the first and the last it judged. A result about the store as a whole speaks of every day.
 */
const JUDGES_LATER = `l.site_id = r.site_id and l.check_id = r.check_id and l.result_id > r.result_id
      and (l.from_date is null or d.day between l.from_date and l.to_date and (
        exists (select 1 from etl_admin.etl_restatement t
          where t.site_id = l.site_id and t.business_date = d.day and t.run_id = l.run_id)
        or not exists (select 1 from etl_admin.etl_restatement t where t.site_id = l.site_id and t.run_id = l.run_id)))`;

const JUDGED_LATER = `exists (select 1 from etl_admin.etl_check_result l where ${JUDGES_LATER})`;

/**
 * Ids of the results without which some check would stand otherwise: the last one of each, those with a day that nobody
 * has judged since, and for the other days of these the result that settled them.
 */
export const RESULTS_IN_USE = `with standing as (
  select distinct r.result_id
  from etl_admin.etl_check_result r cross join unnest(r.failing_days) as d (day)
  where r.failing_days <> '{}' and not ${JUDGED_LATER}
)
select max(result_id) as id from etl_admin.etl_check_result group by site_id, check_id
union select result_id from standing
union select settled.result_id
from standing join etl_admin.etl_check_result r using (result_id) cross join unnest(r.failing_days) as d (day)
cross join lateral (
  select l.result_id from etl_admin.etl_check_result l where ${JUDGES_LATER} order by l.result_id desc limit 1
) settled`;

const READ = `with asked as (
  select s.site_id, s.timezone, c.check_id
  from etl_admin.etl_store s cross join unnest($checkIds::text[]) as c (check_id)
  where s.site_id = any($siteIds::bigint[])
), last as (
  select l.result_id from asked a cross join lateral (
    select result_id from etl_admin.etl_check_result r
    where r.site_id = a.site_id and r.check_id = a.check_id order by r.result_id desc limit 1
  ) l
), standing as (
  select r.result_id, array_agg(d.day::text order by d.day) as days
  from etl_admin.etl_check_result r cross join unnest(r.failing_days) as d (day)
  where r.site_id = any($siteIds::bigint[]) and r.check_id = any($checkIds::text[]) and r.failing_days <> '{}'
    and not ${JUDGED_LATER}
  group by r.result_id
)
select ${COLUMNS}, l.result_id is not null as "isLast", coalesce(b.days, '{}') as "standingDays"
from last l full join standing b on b.result_id = l.result_id
join etl_admin.etl_check_result r on r.result_id = coalesce(l.result_id, b.result_id)
join etl_admin.etl_store s on s.site_id = r.site_id
order by r.site_id, r.check_id, r.result_id desc`;

/** How checks stand in stores; a check that was never run in a store is left out. `snoozes`: those in force now. */
export async function readStanding(
  db: Pick<Client, 'query'>,
  { siteIds, checks, snoozes }: StandingScope,
): Promise<StandingResult[]> {
  const checkIds = checks.map(({ id }) => id);
  const { rows } = await db.query<ResultRow>(statement(READ, { siteIds, checkIds }));
  const byCheck = new Map(checks.map((check) => [check.id, check]));
  const groups = new Map<string, ResultRow[]>();
  for (const row of rows) {
    const key = `${row.siteId} ${row.checkId}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const check = byCheck.get(group[0]?.checkId ?? '');
    return check === undefined ? [] : [toStanding(check, group, snoozes)];
  });
}

/** Which results are asked for. */
export interface StandingScope {
  readonly siteIds: readonly string[];
  readonly checks: readonly Check[];
  readonly snoozes: readonly Snooze[];
}

/** From bad to good. */
const RANKS: readonly CheckStatus[] = ['ERROR', 'FAIL', 'WARN', 'SNOOZED', 'INFO', 'NO_HISTORY', 'PASS'];

/** For lists that begin with what is worst. */
export function rankOf({ status }: { readonly status: CheckStatus }): number {
  return RANKS.indexOf(status);
}

function toStanding(check: Check, group: readonly ResultRow[], snoozes: readonly Snooze[]): StandingResult {
  const parts = group.map(standingPart);
  const [last] = group;
  if (last === undefined) throw new Error(`check ${check.id} stands by no result`);
  const worst = parts.toSorted((a, b) => rankOf(a) - rankOf(b))[0]?.status ?? last.status;
  const { siteId, checkedAt, runId } = last;
  return {
    siteId,
    check,
    status: snoozedNow(worst, check, siteId, snoozes),
    violations: parts.reduce((sum, part) => sum + part.violations, 0),
    failingDays: [...new Set(parts.flatMap((part) => part.failingDays))].toSorted(),
    keys: parts.flatMap((part) => part.keys),
    message: last.message,
    checkedAt,
    runId,
  };
}

type Part = Pick<StandingResult, 'status' | 'violations' | 'failingDays' | 'keys'>;

/** The last result counts as a whole; an earlier one only by the days nobody has judged since. */
function standingPart({ isLast, status, violations, failingDays, standingDays, keys: json }: ResultRow): Part {
  const keys = JSON.parse(json) as Violation[];
  if (isLast) return { status, violations: Number(violations), failingDays, keys };
  const left = keys.filter((key) => key.business_date !== null && standingDays.includes(key.business_date));
  return { status, violations: left.length, failingDays: standingDays, keys: left };
}

/** A snooze counts from the moment it is made and until it ends, not only from the next run of the check. */
function snoozedNow(status: CheckStatus, check: Check, siteId: string, snoozes: readonly Snooze[]): CheckStatus {
  if (status !== 'FAIL' && status !== 'SNOOZED') return status;
  const applies = snoozes.some((snooze) => {
    return snooze.checkId === check.id && (snooze.siteId === null || snooze.siteId === siteId);
  });
  return applies ? 'SNOOZED' : 'FAIL';
}

/** An outcome of this very moment, as it stands. */
export function standingOf(
  { check, status, violations, failingDays, sample, message }: CheckOutcome,
  { siteId, checkedAt, runId }: Pick<StandingResult, 'siteId' | 'checkedAt' | 'runId'>,
): StandingResult {
  return { siteId, check, status, violations, failingDays, keys: sample, message, checkedAt, runId };
}

/** One result of the past. */
export interface PastResult {
  readonly siteId: string;
  readonly checkedAt: string;
  readonly status: CheckStatus;
  readonly fromDate: string | null;
  readonly toDate: string | null;
  readonly violations: number;
  readonly failingDays: readonly string[];
  readonly durationMs: number;
  readonly runId: string;
}

/** The last results of a check in some stores, the newest first. */
export async function readPastResults(
  db: Pick<Client, 'query'>,
  {
    checkId,
    siteIds,
    limit,
  }: { readonly checkId: string; readonly siteIds: readonly string[]; readonly limit: number },
): Promise<PastResult[]> {
  const sql = `select r.site_id as "siteId", ${localText('r.checked_at')} as "checkedAt",
  r.status, r.from_date::text as "fromDate", r.to_date::text as "toDate", r.violations::float8 as violations,
  r.failing_days::text[] as "failingDays", r.duration_ms as "durationMs", r.run_id as "runId"
from etl_admin.etl_check_result r join etl_admin.etl_store s on s.site_id = r.site_id
where r.site_id = any($siteIds::bigint[]) and r.check_id = $checkId order by r.result_id desc limit $limit`;
  const { rows } = await db.query<PastResult>(statement(sql, { checkId, siteIds, limit }));
  return rows;
}
