import { DIMENSIONS } from '../catalog/dimensions.ts';
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
    for (const { task, id: reason, sql } of REREADS) {
      const { rowCount } = await client.query(statement(queueSql(sql), { ...values, task, reason }));
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

const queueSql = (hours: string): string => `
insert into etl_admin.etl_wanted_window (site_id, task_code, window_from, window_to, reason)
select $siteId::bigint, $task, hour.window_from, hour.window_to, $reason from (${hours}) hour
on conflict (site_id, task_code, window_from, window_to) where backfill_id is null and status = 'WANTED' do nothing`;
