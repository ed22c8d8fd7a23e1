import { statement } from '../../../database/statement.ts';
import { utcText } from '../../../database/utc-text.ts';
import { CUT_OFF } from '../../../orchestration/cut-off.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { ListedRun, RunsAnswer, ShownTask } from '../../api/pipeline.ts';

/** Which runs are asked for. */
export interface RunsAsked {
  /** Only those that worked on these stores; null: all. */
  readonly sites: readonly string[] | null;
  /** True: only those that did not end well. */
  readonly onlyBad: boolean;
  /** Run after which to begin, as `RunsAnswer.next` said. */
  readonly before: string | null;
}

const PAGE = 50;

/** A run belongs to no store, its tasks do: whoever sees none of them does not see the run. */
const MINE = `select from etl_admin.etl_task_run t where t.run_id = r.run_id
    and ($sites::bigint[] is null or t.site_id = any($sites::bigint[]))`;

const LISTED = `r.run_id as "runId", r.command, r.status, r.dry_run as "dryRun", ${utcText('r.started_at')} as "startedAt",
  ${utcText('r.ended_at')} as "endedAt", t."siteIds", t.tasks, t."badTasks", t."rowsNew", t."rowsChanged", ${CUT_OFF} as "isCutOff"`;

const COUNTED = `left join lateral (
  select count(*)::int as tasks, count(*) filter (where status in ('FAILED', 'SKIPPED', 'INCOMPLETE', 'CANCELLED'))::int as "badTasks",
    coalesce(sum(rows_new), 0)::text as "rowsNew", coalesce(sum(rows_changed), 0)::text as "rowsChanged",
    coalesce(array_agg(distinct site_id::text), '{}') as "siteIds"
  from etl_admin.etl_task_run where run_id = r.run_id
) t on true`;

const WANTED = `($before::uuid is null
      or r.started_at <= (select b.started_at from etl_admin.etl_run b where b.run_id = $before::uuid)
        and (r.started_at, r.run_id) < (select b.started_at, b.run_id from etl_admin.etl_run b where b.run_id = $before::uuid))
    and (not $onlyBad or r.status in ('PARTIAL', 'FAILED', 'CANCELLED'))`;

const NEWEST = 'order by r.started_at desc, r.run_id desc limit';

/** Among so many runs a page of a store is looked for one by one; only a store that is rarer costs a look at all its tasks. */
const NEAR = 2_000;

/**
 * The page is found on the index of the start alone; its tasks are counted afterwards, and nothing else is looked at.
 * `offset 0` keeps the planner from reading all tasks of a store for the few runs of a page: 152 ms at 100,000 runs.
 */
const RUNS = `with near as materialized (
  select r.* from (select r.* from etl_admin.etl_run r where ${WANTED} ${NEWEST} ${NEAR}) r
  where $seesAll or exists (${MINE} offset 0) ${NEWEST} ${PAGE + 1}
), page as (
  select * from near where (select count(*) from near) > ${PAGE}
  union all
  (select r.* from etl_admin.etl_run r
    where (select count(*) from near) <= ${PAGE} and ${WANTED} and ($seesAll or exists (${MINE})) ${NEWEST} ${PAGE + 1})
)
select ${LISTED} from page r ${COUNTED} order by r.started_at desc, r.run_id desc`;

/** One page of runs, the newest first. `seesAll`: the user is limited to no stores and asks for none. */
export async function readRuns(db: Queryable, asked: RunsAsked, isLimited: boolean): Promise<RunsAnswer> {
  const seesAll = !isLimited && asked.sites === null;
  const { rows } = await db.query<ListedRun>(statement(RUNS, { ...asked, seesAll }));
  const runs = rows.slice(0, PAGE);
  return { runs, next: rows.length > PAGE ? (runs.at(-1)?.runId ?? null) : null };
}

/** The first page and what is at work: a run that began longer ago than all of them has ended, and stays as it is. */
const VERSION = `select md5(coalesce(string_agg(concat_ws(' ', r.run_id, r.status, ${CUT_OFF}), ',' order by r.run_id), '')) as version
from (
  (select run_id, status, started_at, host, process_id, arguments from etl_admin.etl_run r ${NEWEST} ${PAGE})
  union
  select run_id, status, started_at, host, process_id, arguments from etl_admin.etl_run where status = 'RUNNING'
) r where $seesAll or exists (${MINE} offset 0)`;

/** Another text as soon as a run has begun or ended, or was found to be cut off. `isLimited` as for `readRuns`. */
export async function readRunsVersion(
  db: Queryable,
  { sites }: Pick<RunsAsked, 'sites'>,
  isLimited: boolean,
): Promise<string> {
  const values = { sites, seesAll: !isLimited && sites === null };
  return (await db.query<{ version: string }>(statement(VERSION, values))).rows[0]?.version ?? '';
}

/** A run with what is not in the list. */
export interface FoundRun extends ListedRun {
  readonly host: string;
  readonly processId: number;
  readonly error: string | null;
  /** Codes it set out to run; empty where its record does not say. */
  readonly planned: readonly string[];
}

const RUN = `select ${LISTED}, r.host, r.process_id as "processId", r.error,
  case when jsonb_typeof(r.arguments -> 'tasks') = 'array'
    then array(select jsonb_array_elements_text(r.arguments -> 'tasks')) else '{}' end as planned
from etl_admin.etl_run r ${COUNTED} where r.run_id = $runId::uuid and ($seesAll or exists (${MINE}))`;

/** One run; null when there is none, or none the user may see. */
export async function findRun(db: Queryable, runId: string, isLimited: boolean): Promise<FoundRun | null> {
  const values = { runId, seesAll: !isLimited, sites: null };
  return (await db.query<FoundRun>(statement(RUN, values))).rows[0] ?? null;
}

const TASKS = `select site_id::text as "siteId", task_code as code, status, ${utcText('started_at')} as "startedAt",
  ${utcText('ended_at')} as "endedAt", coalesce(extract(epoch from ended_at - started_at) * 1000, 0)::int as "totalMs",
  requests, retries, pages, rows_seen::text as "rowsSeen", rows_new::text as "rowsNew", rows_changed::text as "rowsChanged",
  rows_deleted::text as "rowsDeleted", rows_quarantined::text as "rowsQuarantined", error_code as "errorCode", error as message
from etl_admin.etl_task_run where run_id = $runId::uuid order by site_id, started_at, task_code`;

/** A task as it is recorded. */
export type RecordedTask = Omit<ShownTask, 'zh' | 'en' | 'advice'>;

/** The tasks of a run that have begun. */
export async function readTasks(db: Queryable, runId: string): Promise<RecordedTask[]> {
  return (await db.query<RecordedTask>(statement(TASKS, { runId }))).rows;
}
