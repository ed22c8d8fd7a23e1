import { DIMENSIONS } from '../catalog/dimensions.ts';
import { dwdTable } from '../catalog/dwd-table.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import { FACTS } from '../catalog/facts.ts';
import { statement } from '../database/statement.ts';
import { localText } from '../database/utc-text.ts';
import type { Queryable } from '../tasks/task.ts';
import { type OpenDay, type Restatement, readLastRestatements, readOpenDays } from './restatements.ts';

/** How one task of one store stands. Times are wall-clock in the store's zone. */
export interface TaskState {
  readonly siteId: string;
  readonly code: string;
  readonly enabled: boolean;
  /** Up to when everything is known to have been read; null before the first complete read. */
  readonly cursor: string | null;
  readonly lastStatus: string | null;
  readonly lastEndedAt: string | null;
  readonly lastMessage: string | null;
  readonly rowsSeen: number | null;
  readonly quarantined: number;
}

/** A time range that no complete walk covers, between ranges that are covered. */
export interface Gap {
  readonly siteId: string;
  readonly code: string;
  readonly from: string;
  readonly to: string;
}

/** Who is at work on a store now. */
export interface Holder {
  readonly siteId: string;
  readonly holder: string;
  readonly host: string;
  readonly since: string;
  readonly progress: string;
}

export interface Status {
  readonly tasks: readonly TaskState[];
  readonly gaps: readonly Gap[];
  readonly running: readonly Holder[];
  /** Store-days whose figures are not final. */
  readonly days: readonly OpenDay[];
  /** What the last runs that computed figures did to them, the newest first. */
  readonly restatements: readonly Restatement[];
}

/** Runs of each store whose restatements are told. */
const TOLD_RUNS = 3;

const TASKS = `select t.store_id as "siteId", t.task_code as code, t.enabled, ${localText('c.time_cursor')} as cursor,
  r.status as "lastStatus", ${localText('r.ended_at')} as "lastEndedAt", r.error as "lastMessage",
  r.rows_seen::int as "rowsSeen", coalesce(q.open, 0)::int as quarantined
from etl_admin.etl_task t
left join unnest($codes::text[], $tables::text[]) as e(task_code, table_name) on e.task_code = t.task_code
join etl_admin.etl_store s on s.site_id = t.store_id
left join etl_admin.etl_cursor c on c.site_id = t.store_id and c.task_code = t.task_code
left join lateral (select status, ended_at, error, rows_seen from etl_admin.etl_task_run r
  where r.site_id = t.store_id and r.task_code = t.task_code order by started_at desc limit 1) r on true
left join (select site_id, target_table, count(*) as open from etl_admin.etl_quarantine where status = 'OPEN' group by 1, 2) q
  on q.site_id = t.store_id and q.target_table = e.table_name
order by t.store_id, t.task_code`;

/** Covered ranges are merged first (gaps and islands); what lies between two of them is a gap. */
const GAPS = `with covered as (
  select site_id, task_code, window_from, window_to, max(window_to) over earlier as reached
  from etl_admin.etl_window where status = 'COMPLETE' and window_from is not null
  window earlier as (partition by site_id, task_code order by window_from, window_to rows between unbounded preceding and 1 preceding)
)
select c.site_id as "siteId", c.task_code as code, ${localText('c.reached')} as from, ${localText('c.window_from')} as to
from covered c join etl_admin.etl_store s on s.site_id = c.site_id
where c.window_from > c.reached
union all
select w.site_id, w.task_code, ${localText('w.window_from')}, ${localText('w.window_to')}
from etl_admin.etl_window w join etl_admin.etl_store s on s.site_id = w.site_id
where w.status = 'INCOMPLETE' and w.window_from is not null and not exists (
  select 1 from etl_admin.etl_window d where d.site_id = w.site_id and d.task_code = w.task_code and d.status = 'COMPLETE'
    and d.window_from <= w.window_from and d.window_to >= w.window_to)
order by 1, 2, 3`;

const RUNNING = `select l.site_id as "siteId", l.holder, l.host, ${localText('l.since')} as since, l.progress
from etl_admin.etl_lease l join etl_admin.etl_store s on s.site_id = l.site_id
where l.heartbeat_at > now() - interval '15 seconds' and l.holder <> '' order by 1`;

/** How far everything has read, where holes are, and who is at work. */
export async function readStatus(db: Queryable): Promise<Status> {
  const tasks = await db.query<TaskState>(
    statement(TASKS, {
      codes: [...ENDPOINTS, ...DIMENSIONS, ...FACTS].map((filled) => filled.task),
      tables: [...ENDPOINTS.map((endpoint) => endpoint.table), ...[...DIMENSIONS, ...FACTS].map(dwdTable)],
    }),
  );
  const gaps = await db.query<Gap>(GAPS);
  const running = await db.query<Holder>(RUNNING);
  return {
    tasks: tasks.rows,
    gaps: dedupe(gaps.rows),
    running: running.rows,
    days: await readOpenDays(db),
    restatements: await readLastRestatements(db, TOLD_RUNS),
  };
}

/** The same hole may have been tried several times. */
function dedupe(gaps: readonly Gap[]): Gap[] {
  return [...new Map(gaps.map((gap) => [`${gap.siteId} ${gap.code} ${gap.from} ${gap.to}`, gap])).values()];
}
