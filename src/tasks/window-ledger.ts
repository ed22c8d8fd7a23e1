import type { Window } from '../api/archive/walk.ts';
import { type LocalTime, toInstant, toLocalTime } from '../base/local-time.ts';
import { statement } from '../database/statement.ts';
import { utcText } from '../database/utc-text.ts';
import type { Queryable, Store } from './task.ts';

/** Start of the oldest window that a task has read completely; null before the first one. */
export async function readSince(db: Queryable, store: Store, taskCode: string): Promise<LocalTime | null> {
  const sql = `select ${utcText('min(window_from)')} as since from etl_admin.etl_window
where site_id = $siteId::bigint and task_code = $taskCode and status = 'COMPLETE' and window_from is not null`;
  const { rows } = await db.query<{ since: string | null }>(statement(sql, { siteId: store.siteId, taskCode }));
  const since = rows[0]?.since ?? null;
  return since === null ? null : toLocalTime(new Date(since), store.timezone);
}

/** The windows that former runs have not read completely. */
export async function notReadBy(
  runIds: readonly string[],
  windows: readonly Window[],
  { db, store, task }: { readonly db: Queryable; readonly store: Store; readonly task: string },
): Promise<Window[]> {
  const sql = `select ${utcText('window_from')} as from_at, ${utcText('window_to')} as to_at from etl_admin.etl_window
where run_id = any($runIds::uuid[]) and site_id = $siteId::bigint and task_code = $task and status = 'COMPLETE'
  and window_from is not null`;
  const values = { runIds, siteId: store.siteId, task };
  const { rows } = await db.query<{ from_at: string; to_at: string }>(statement(sql, values));
  const read = rows.map((row) => ({ from: new Date(row.from_at), to: new Date(row.to_at) }));
  return windows.filter((window) => {
    const from = toInstant(window.from, store.timezone);
    const to = toInstant(window.to, store.timezone);
    return !read.some((done) => done.from <= from && to <= done.to);
  });
}
