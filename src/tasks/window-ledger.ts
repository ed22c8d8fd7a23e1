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

/** Whose windows. */
interface OfTask {
  readonly db: Queryable;
  readonly store: Store;
  readonly task: string;
}

/** The windows that former runs have not read completely. */
export function notReadBy(runIds: readonly string[], windows: readonly Window[], of: OfTask): Promise<Window[]> {
  return withoutRead(windows, of, 'and run_id = any($runIds::uuid[])', { runIds });
}

/** The windows that no walk has read completely. */
export function notReadAtAll(windows: readonly Window[], of: OfTask): Promise<Window[]> {
  return withoutRead(windows, of, '', {});
}

/** Complete windows are merged first: several of them may cover one of ours together. */
async function withoutRead(
  windows: readonly Window[],
  { db, store, task }: OfTask,
  condition: string,
  values: Readonly<Record<string, unknown>>,
): Promise<Window[]> {
  const sql = `with read as (
  select coalesce(range_agg(tstzrange(window_from, window_to)), '{}'::tstzmultirange) as ranges from etl_admin.etl_window
  where site_id = $siteId::bigint and task_code = $task and status = 'COMPLETE' and window_from < window_to ${condition}
)
select p.position - 1 as index
from unnest($froms::timestamptz[], $tos::timestamptz[]) with ordinality as p(starts_at, ends_at, position), read
where not read.ranges @> tstzrange(p.starts_at, p.ends_at)
order by p.position`;
  const froms = windows.map(({ from }) => toInstant(from, store.timezone));
  const tos = windows.map(({ to }) => toInstant(to, store.timezone));
  const { rows } = await db.query<{ index: string }>(
    statement(sql, { ...values, siteId: store.siteId, task, froms, tos }),
  );
  return rows.flatMap(({ index }) => windows[Number(index)] ?? []);
}
