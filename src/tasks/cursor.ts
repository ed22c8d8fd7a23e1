import type { Window } from '../api/archive/walk.ts';
import type { SiteId } from '../base/ids.ts';
import { type LocalTime, toInstant, toLocalTime } from '../base/local-time.ts';
import type { Client } from '../database/connection.ts';
import { statement } from '../database/statement.ts';
import { utcText } from '../database/utc-text.ts';
import type { Queryable, Store } from './task.ts';

/** How far a task of a store has read. */
export interface Cursor {
  /** End of the contiguous complete range; null before the first complete window. */
  readonly time: LocalTime | null;
  /** Last load_id of the source table that has been followed up; '0' before the first. */
  readonly id: string;
  /** An optional endpoint that failed is not asked again before this. */
  readonly probeAfter: Date | null;
}

interface CursorRow {
  readonly time_cursor: string | null;
  readonly id_cursor: string | null;
  readonly probe_after: string | null;
}

/** The cursor of a task; all empty when it has never run. */
export async function readCursor(db: Queryable, store: Store, taskCode: string): Promise<Cursor> {
  const sql = `select ${utcText('time_cursor')} as time_cursor, id_cursor, ${utcText('probe_after')} as probe_after from etl_admin.etl_cursor
where site_id = $siteId::bigint and task_code = $taskCode::text`;
  const { rows } = await db.query<CursorRow>(statement(sql, { siteId: store.siteId, taskCode }));
  const row = rows[0];
  return {
    time: row?.time_cursor ? toLocalTime(new Date(row.time_cursor), store.timezone) : null,
    id: row?.id_cursor ?? '0',
    probeAfter: row?.probe_after ? new Date(row.probe_after) : null,
  };
}

/**
 * Moves the time cursor to the end of the complete range that the window continues, in the transaction that stored its
 * rows. A window that leaves a hole behind the cursor, or lies before it, moves nothing.
 */
export async function advanceTimeCursor(client: Client, store: Store, taskCode: string, window: Window): Promise<void> {
  const values = {
    siteId: store.siteId,
    taskCode,
    from: toInstant(window.from, store.timezone),
    to: toInstant(window.to, store.timezone),
  };
  await client.query(
    statement(
      `insert into etl_admin.etl_cursor as c (site_id, task_code, time_cursor) values ($siteId, $taskCode, $to)
on conflict (site_id, task_code) do update set time_cursor = greatest(c.time_cursor, excluded.time_cursor), updated_at = now()
where c.time_cursor is null or c.time_cursor >= $from::timestamptz`,
      values,
    ),
  );
  await continueOverRead(client, values);
}

/** Windows behind the new cursor may have been read before it arrived (a filled hole): step over them. */
async function continueOverRead(
  client: Client,
  values: { readonly siteId: SiteId; readonly taskCode: string },
): Promise<void> {
  const sql = `update etl_admin.etl_cursor c set time_cursor = w.reached, updated_at = now()
from (select max(window_to) as reached from etl_admin.etl_window w
  join etl_admin.etl_cursor c on c.site_id = w.site_id and c.task_code = w.task_code
  where w.site_id = $siteId::bigint and w.task_code = $taskCode::text and w.status = 'COMPLETE'
    and w.window_from <= c.time_cursor and w.window_to > c.time_cursor) w
where c.site_id = $siteId::bigint and c.task_code = $taskCode::text and w.reached > c.time_cursor`;
  let moved: number;
  do moved = (await client.query(statement(sql, values))).rowCount ?? 0;
  while (moved > 0);
}

/** Notes the start of a complete snapshot as the time up to which the table is known. */
export async function setTimeCursor(client: Client, siteId: SiteId, taskCode: string, readAt: string): Promise<void> {
  const sql = `insert into etl_admin.etl_cursor as c (site_id, task_code, time_cursor) values ($siteId, $taskCode, $readAt)
on conflict (site_id, task_code) do update
set time_cursor = greatest(c.time_cursor, excluded.time_cursor), updated_at = now()`;
  await client.query(statement(sql, { siteId, taskCode, readAt }));
}

/** Moves the id cursor forward. */
export async function setIdCursor(client: Client, siteId: SiteId, taskCode: string, id: string): Promise<void> {
  const sql = `insert into etl_admin.etl_cursor as c (site_id, task_code, id_cursor) values ($siteId, $taskCode, $id)
on conflict (site_id, task_code) do update
set id_cursor = greatest(c.id_cursor, excluded.id_cursor), probe_after = null, updated_at = now()`;
  await client.query(statement(sql, { siteId, taskCode, id }));
}

/** Has the next load of a typed table judge every record of the store anew: the second chance of what it refused. */
export async function requestRefill(client: Queryable, siteId: SiteId, taskCode: string): Promise<void> {
  const sql = `update etl_admin.etl_cursor set declaration_hash = null, updated_at = now()
where site_id = $siteId::bigint and task_code = $taskCode::text`;
  await client.query(statement(sql, { siteId, taskCode }));
}

/** Leaves an optional endpoint alone until the given time. */
export async function setProbeAfter(client: Client, siteId: SiteId, taskCode: string, probeAfter: Date): Promise<void> {
  const sql = `insert into etl_admin.etl_cursor as c (site_id, task_code, probe_after) values ($siteId, $taskCode, $probeAfter)
on conflict (site_id, task_code) do update set probe_after = excluded.probe_after, updated_at = now()`;
  await client.query(statement(sql, { siteId, taskCode, probeAfter }));
}
