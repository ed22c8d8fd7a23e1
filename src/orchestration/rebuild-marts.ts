import type { LocalDate } from '../base/local-time.ts';
import { DAY_STATUS } from '../catalog/mart-table.ts';
import { statement } from '../database/statement.ts';
import { localText } from '../database/utc-text.ts';
import { publishTask } from '../tasks/publish/publish-task.ts';
import type { Queryable, Store, Task, TaskContext } from '../tasks/task.ts';
import { run } from './run.ts';
import type { RunReport, TaskReport } from './run-report.ts';
import type { Workplace } from './workplace.ts';

/** Business days from one to another, both included; null: no end. */
export interface DaySpan {
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

export interface RebuildMartsOptions {
  readonly stores: readonly Store[];
  readonly span: DaySpan;
  /** Everything is done, then rolled back. */
  readonly dryRun: boolean;
  readonly waitMs: number;
  readonly onTaskEnd: (report: TaskReport) => void;
}

/** Who makes a day due that nothing has changed on. */
const INPUT = 'marts rebuild';

/** Computes the days of a span again that have figures, or were held back, as if all their inputs had changed, and publishes them. */
export async function rebuildMartDays(place: Workplace, { span, ...options }: RebuildMartsOptions): Promise<RunReport> {
  const { from, to } = span;
  const task: Task = {
    ...publishTask,
    run: async (context) => {
      await markDays(context, span);
      return publishTask.run(context);
    },
  };
  return run(place, {
    ...options,
    command: INPUT,
    tasks: [task],
    tasksNamed: true,
    range: { from, to },
    acceptDeletes: false,
  });
}

async function markDays({ atomically, store, reporter }: TaskContext, span: DaySpan): Promise<void> {
  const sql = `insert into etl_admin.etl_dirty_day (site_id, business_date, input, reason)
select site_id, business_date, $input, 'rebuild asked' from ${DAY_STATUS}
where site_id = $siteId::bigint and ($from::date is null or business_date >= $from::date)
  and ($to::date is null or business_date <= $to::date)
on conflict (site_id, business_date, input) do update set reason = excluded.reason, marked_at = excluded.marked_at`;
  const values = { siteId: store.siteId, input: INPUT, ...span };
  const marked = await atomically((client) => client.query(statement(sql, values)));
  reporter.info(`store ${store.siteId}: ${marked.rowCount ?? 0} days to compute`);
}

/** Over which days a store has published figures, and since when they stand. */
export interface FiguresSpan {
  readonly siteId: string;
  readonly days: number;
  readonly first: string | null;
  readonly last: string | null;
  /** Wall-clock time of the store at which figures were last published. */
  readonly publishedAt: string | null;
}

/** The days that have figures, store by store. */
export async function readFiguresSpans(db: Queryable, stores: readonly Store[]): Promise<FiguresSpan[]> {
  const sql = `select s.site_id as "siteId", count(d.published_at)::int as days, min(d.business_date) as first,
  max(d.business_date) as last, ${localText('max(d.published_at)')} as "publishedAt"
from etl_admin.etl_store s
left join ${DAY_STATUS} d on d.site_id = s.site_id and d.published_at is not null
where s.site_id = any($siteIds::bigint[]) group by s.site_id, s.timezone order by s.site_id`;
  return (await db.query<FiguresSpan>(statement(sql, { siteIds: stores.map(({ siteId }) => siteId) }))).rows;
}
