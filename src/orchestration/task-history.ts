import { statement } from '../database/statement.ts';
import type { Queryable } from '../tasks/task.ts';

/** A former run of a task that went well. */
export interface PastTaskRun {
  readonly siteId: string;
  readonly code: string;
  readonly requests: number;
  readonly ms: number;
  /** Hours of event time that the task read; null for a task without windows. */
  readonly hours: number | null;
  /** The most hours that any task of the same store read in that run: how much there was to do. */
  readonly runHours: number;
}

/** More tell nothing new: a hall changes over the months. */
const RUNS_REMEMBERED = 10;

/**
 * Runs that asked upstream and kept what they got. A walk that did not prove itself is made again over the same window,
 * which is why windows are counted once.
 */
const PAST_RUNS = `with run as (
  select t.run_id, t.site_id, t.task_code, t.requests, extract(epoch from t.ended_at - t.started_at) * 1000 as ms,
    row_number() over (partition by t.site_id, t.task_code order by t.started_at desc) as nth
  from etl_admin.etl_task_run t join etl_admin.etl_run r on r.run_id = t.run_id and not r.dry_run
  where t.site_id = any($siteIds::bigint[]) and t.status in ('SUCCESS', 'WARNING') and t.ended_at is not null
    and exists (select 1 from etl_admin.etl_task_run asked
      where asked.run_id = t.run_id and asked.site_id = t.site_id and asked.requests > 0)
), recent as (
  select * from run where nth <= $most::int
), span as (
  select run_id, site_id, task_code, sum(extract(epoch from window_to - window_from)) / 3600 as hours
  from (select distinct run_id, site_id, task_code, window_from, window_to from etl_admin.etl_window
    where site_id = any($siteIds::bigint[]) and window_from is not null and run_id in (select run_id from recent)) w
  group by 1, 2, 3
)
select r.site_id::text as "siteId", r.task_code as code, r.requests, r.ms::float8 as ms, s.hours::float8 as hours,
  coalesce((select max(a.hours) from span a where a.run_id = r.run_id and a.site_id = r.site_id), 0)::float8 as "runHours"
from recent r left join span s on s.run_id = r.run_id and s.site_id = r.site_id and s.task_code = r.task_code
order by r.site_id, r.task_code, r.nth`;

/** The last runs of every task of these stores, the newest first. */
export async function readTaskHistory(db: Queryable, siteIds: readonly string[]): Promise<PastTaskRun[]> {
  const { rows } = await db.query<PastTaskRun>(statement(PAST_RUNS, { siteIds, most: RUNS_REMEMBERED }));
  return rows;
}
