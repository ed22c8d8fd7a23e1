import { DIMENSIONS } from '../catalog/dimensions.ts';
import { dwdTable } from '../catalog/dwd-table.ts';
import { FACTS } from '../catalog/facts.ts';
import { REREADS } from '../catalog/reread.ts';
import { statement } from '../database/statement.ts';
import type { Task, TaskContext, TaskEnding } from './task.ts';

/** Its code; publication, which clears the dirty days, comes after it. */
export const REREAD_CODE = 'QUEUE_REREADS';

/**
 * No endpoint tells when a record was edited. But a refund, return, reversal, void or adjustment points to the document
 * it edits: when that was last read before, its hour is read again by the next run.
 */
export const rereadTask: Task = {
  code: REREAD_CODE,
  zh: '排队回读被冲销的单据',
  en: 'Queue documents that were reversed for reading again',
  dependsOn: [],
  after: [...DIMENSIONS, ...FACTS].map(({ task }) => task),
  offline: true,
  plan: async () => ({ windows: [], requests: 0, note: 'documents that what is new points to' }),
  run: queueRereads,
};

async function queueRereads({
  atomically,
  store,
  windows,
  clock,
  counters,
  reporter,
}: TaskContext): Promise<TaskEnding> {
  const started = clock.now().getTime();
  const values = { siteId: store.siteId, zone: store.timezone, overlapHours: Math.floor(windows.overlapHours) };
  const queued = await atomically(async (client) => {
    let hours = 0;
    const dirty = await client.query<DirtyDays>(statement(DIRTY_DAYS, values));
    const daysOf = new Map(dirty.rows.map(({ input, days }) => [input, days]));
    for (const { task, id: reason, from, sql } of REREADS) {
      const dirtyDays = daysOf.get(dwdTable(from));
      if (dirtyDays === undefined) continue;
      const { rowCount } = await client.query(statement(queueSql(sql), { ...values, task, reason, dirtyDays }));
      hours += rowCount ?? 0;
    }
    return hours;
  });
  counters.rowsSeen += queued;
  counters.rowsNew += queued;
  counters.loadMs += clock.now().getTime() - started;
  if (queued > 0) reporter.info(`${queued} hours with documents that were reversed are read again by the next run`);
  return { status: 'SUCCESS' };
}

interface DirtyDays {
  /** Qualified name of the table that changed. */
  readonly input: string;
  readonly days: readonly string[];
}

const DIRTY_DAYS = `select input, array_agg(business_date::text) as days from etl_admin.etl_dirty_day
where site_id = $siteId::bigint group by input`;

/** The hours come from the data, which may be on another machine than what was read when. */
const queueSql = (hours: string): string => `
insert into etl_admin.etl_wanted_window (site_id, task_code, window_from, window_to, reason)
select $siteId::bigint, $task, hour.window_from, hour.window_to, $reason from (${hours}) hour
where not exists (select 1 from etl_admin.etl_window w
  where w.site_id = $siteId::bigint and w.task_code = $task and w.status = 'COMPLETE' and w.started_at > hour.pointed_at
    and w.window_from <= hour.window_from and w.window_to >= hour.window_to)
on conflict (site_id, task_code, window_from, window_to) where backfill_id is null and status = 'WANTED' do nothing`;
