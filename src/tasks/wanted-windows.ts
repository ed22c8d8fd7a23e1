import type { Window } from '../api/archive/walk.ts';
import { type LocalTime, toInstant, toLocalTime } from '../base/local-time.ts';
import type { Client } from '../database/connection.ts';
import { statement } from '../database/statement.ts';
import { utcText } from '../database/utc-text.ts';
import type { Queryable, Store } from './task.ts';

/** A stretch of time of an endpoint that is to be read again. */
export interface WantedWindow extends Window {
  readonly id: string;
}

/** What the next live run of a task reads besides what is due, the oldest first. */
export async function readWantedWindows(db: Queryable, store: Store, taskCode: string): Promise<WantedWindow[]> {
  const sql = `select wanted_id as id, ${utcText('window_from')} as from_at, ${utcText('window_to')} as to_at
from etl_admin.etl_wanted_window
where site_id = $siteId::bigint and task_code = $taskCode and backfill_id is null and status = 'WANTED'
order by window_from`;
  const values = { siteId: store.siteId, taskCode };
  const { rows } = await db.query<{ id: string; from_at: string; to_at: string }>(statement(sql, values));
  return rows.map(({ id, from_at: from, to_at: to }) => ({
    id,
    from: toLocalTime(new Date(from), store.timezone),
    to: toLocalTime(new Date(to), store.timezone),
  }));
}

/** A complete walk ends every wish that lies within it, in the transaction that stores its rows. */
export async function closeWantedWindows(
  client: Client,
  store: Store,
  taskCode: string,
  { window, runId }: { readonly window: Window; readonly runId: string },
): Promise<void> {
  const sql = `update etl_admin.etl_wanted_window set status = 'DONE', ended_at = now(), run_id = $runId::uuid
where site_id = $siteId::bigint and task_code = $taskCode and backfill_id is null and status = 'WANTED'
  and window_from >= $from::timestamptz and window_to <= $to::timestamptz`;
  const from = toInstant(window.from, store.timezone);
  const to = toInstant(window.to, store.timezone);
  await client.query(statement(sql, { siteId: store.siteId, taskCode, from, to, runId }));
}

/** The windows of both lists in order; wishes that lie within what is due anyway, or are not over yet, are left out. */
export function addWanted(due: readonly Window[], wanted: readonly WantedWindow[], upperBound: LocalTime): Window[] {
  const isWithin = ({ from, to }: Window): boolean => due.some((window) => window.from <= from && to <= window.to);
  const more = wanted.filter((window) => window.to <= upperBound && !isWithin(window));
  return [...due, ...more.map(({ from, to }) => ({ from, to }))].toSorted((a, b) => (a.from < b.from ? -1 : 1));
}
