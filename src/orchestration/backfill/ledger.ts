import type { Window } from '../../api/archive/walk.ts';
import { ConfigError } from '../../base/errors.ts';
import { toInstant, toLocalTime } from '../../base/local-time.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { utcText } from '../../database/utc-text.ts';
import type { Queryable, Store } from '../../tasks/task.ts';
import type { WantedWindow } from '../../tasks/wanted-windows.ts';
import type { BackfillPlan } from './plan-backfill.ts';

/** A backfill and how far it has come. Moments are ISO texts in UTC. */
export interface Backfill {
  readonly backfillId: string;
  readonly siteId: string;
  readonly rangeFrom: string;
  readonly rangeTo: string;
  readonly status: 'OPEN' | 'DONE' | 'CANCELLED';
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly windows: number;
  readonly done: number;
  readonly failed: number;
  readonly rowsSeen: number;
}

/** A window of a backfill that is still to be read. */
export interface BackfillWindow extends WantedWindow {
  readonly task: string;
  readonly attempts: number;
}

const BACKFILLS = `select b.backfill_id as "backfillId", b.site_id as "siteId", ${utcText('b.range_from')} as "rangeFrom",
  ${utcText('b.range_to')} as "rangeTo", b.status, ${utcText('b.created_at')} as "createdAt", ${utcText('b.ended_at')} as "endedAt",
  count(w.*) filter (where w.status <> 'SPLIT')::int as windows, count(w.*) filter (where w.status = 'DONE')::int as done,
  count(w.*) filter (where w.status = 'FAILED')::int as failed, coalesce(sum(w.rows_seen), 0)::float8 as "rowsSeen"
from etl_admin.etl_backfill b left join etl_admin.etl_wanted_window w using (backfill_id)`;

/** All backfills, the newest first. */
export async function listBackfills(db: Queryable): Promise<Backfill[]> {
  return (await db.query<Backfill>(`${BACKFILLS} group by b.backfill_id order by b.backfill_id desc`)).rows;
}

/** One backfill; throws ConfigError when there is none of that number. */
export async function readBackfill(db: Queryable, id: string): Promise<Backfill> {
  const number = /^[1-9]\d{0,17}$/.test(id) ? id : '0';
  const sql = `${BACKFILLS} where b.backfill_id = $number::bigint group by b.backfill_id`;
  const { rows } = await db.query<Backfill>(statement(sql, { number }));
  if (rows[0] !== undefined) return rows[0];
  throw new ConfigError(
    'UNKNOWN_BACKFILL',
    `there is no backfill ${JSON.stringify(id)}: "feiqiu-etl backfill list" shows those there are`,
  );
}

/** The same backfill, if it was begun and not finished: it is gone on with. */
export async function findOpenBackfill(
  db: Queryable,
  store: Store,
  { from, to, parts }: BackfillPlan,
): Promise<string | null> {
  const sql = `select backfill_id from etl_admin.etl_backfill
where site_id = $siteId::bigint and status = 'OPEN' and range_from = $from and range_to = $to
  and tasks @> $tasks::text[] and tasks <@ $tasks::text[] order by backfill_id limit 1`;
  const { rows } = await db.query<{ backfill_id: string }>(
    statement(sql, {
      siteId: store.siteId,
      from: toInstant(from, store.timezone),
      to: toInstant(to, store.timezone),
      tasks: parts.map(({ task }) => task),
    }),
  );
  return rows[0]?.backfill_id ?? null;
}

/** Writes a plan down, so that whoever goes on with it knows what is left. Returns its number. */
export async function recordBackfill(client: Client, store: Store, { from, to, parts }: BackfillPlan): Promise<string> {
  const sql = `insert into etl_admin.etl_backfill (site_id, range_from, range_to, tasks)
values ($siteId::bigint, $from, $to, $tasks::text[]) returning backfill_id`;
  const values = {
    siteId: store.siteId,
    from: toInstant(from, store.timezone),
    to: toInstant(to, store.timezone),
    tasks: parts.map(({ task }) => task),
  };
  const { rows } = await client.query<{ backfill_id: string }>(statement(sql, values));
  const id = rows[0]?.backfill_id ?? '';
  for (const { task, windows } of parts) await wantWindows(client, store, { id, task, reason: 'backfill' }, windows);
  return id;
}

interface Piece {
  readonly id: string;
  readonly task: string;
  readonly reason: string;
}

async function wantWindows(
  client: Client,
  store: Store,
  { id, task, reason }: Piece,
  windows: readonly Window[],
): Promise<void> {
  const sql = `insert into etl_admin.etl_wanted_window (backfill_id, site_id, task_code, window_from, window_to, reason)
select $id::bigint, $siteId::bigint, $task, w.window_from, w.window_to, $reason
from unnest($froms::timestamptz[], $tos::timestamptz[]) as w(window_from, window_to)`;
  const froms = windows.map((window) => toInstant(window.from, store.timezone));
  const tos = windows.map((window) => toInstant(window.to, store.timezone));
  await client.query(statement(sql, { id, siteId: store.siteId, task, reason, froms, tos }));
}

/** Which windows to take: so many, and none that failed so often. */
export interface Ration {
  readonly windows: number;
  readonly attempts: number;
}

/** What is left to read, the oldest first; what failed before is tried once more. A ration takes it last. */
export async function readWindowsLeft(
  db: Queryable,
  id: string,
  store: Store,
  ration: Ration | null = null,
): Promise<BackfillWindow[]> {
  // A ration is found at the beginning of the index, however many windows there are.
  const which =
    ration === null
      ? 'order by window_from, task_code'
      : 'and attempts < $attempts::int order by attempts, window_from, task_code limit $most::int';
  const sql = `select wanted_id as id, task_code as task, attempts, ${utcText('window_from')} as from_at, ${utcText('window_to')} as to_at
from etl_admin.etl_wanted_window where backfill_id = $id::bigint and status in ('WANTED', 'FAILED') ${which}`;
  const most = ration === null ? {} : { attempts: ration.attempts, most: ration.windows };
  const { rows } = await db.query<{ id: string; task: string; attempts: number; from_at: string; to_at: string }>(
    statement(sql, { id, ...most }),
  );
  return rows.map(({ from_at: from, to_at: to, ...row }) => ({
    ...row,
    from: toLocalTime(new Date(from), store.timezone),
    to: toLocalTime(new Date(to), store.timezone),
  }));
}

/** A window is done, in the transaction that stores its rows. */
export async function closeWindow(
  client: Client,
  { id }: BackfillWindow,
  { runId, rows }: { readonly runId: string; readonly rows: number },
): Promise<void> {
  const sql = `update etl_admin.etl_wanted_window
set status = 'DONE', attempts = attempts + 1, rows_seen = $rows, error = null, run_id = $runId::uuid, ended_at = now()
where wanted_id = $id::bigint`;
  await client.query(statement(sql, { id, rows, runId }));
}

/** A window did not go; it stays to be read, with the reason. */
export async function failWindow(db: Queryable, { id }: BackfillWindow, runId: string, error: string): Promise<void> {
  const sql = `update etl_admin.etl_wanted_window
set status = 'FAILED', attempts = attempts + 1, error = $error, run_id = $runId::uuid, ended_at = now()
where wanted_id = $id::bigint`;
  await db.query(statement(sql, { id, error, runId }));
}

/** A window that is too large becomes two. */
export async function splitWindow(
  client: Client,
  window: BackfillWindow,
  {
    id,
    store,
    error,
    halves,
  }: { readonly id: string; readonly store: Store; readonly error: string; readonly halves: readonly Window[] },
): Promise<void> {
  const sql = `update etl_admin.etl_wanted_window set status = 'SPLIT', attempts = attempts + 1, error = $error, ended_at = now()
where wanted_id = $wanted::bigint`;
  await client.query(statement(sql, { wanted: window.id, error }));
  await wantWindows(client, store, { id, task: window.task, reason: `part of window ${window.id}` }, halves);
}

/** Whether a backfill has windows that are not done. */
export async function hasWindowsLeft(db: Queryable, id: string): Promise<boolean> {
  // The order makes the planner take the index: it would rather read through the windows that are done.
  const sql = `select 1 from etl_admin.etl_wanted_window where backfill_id = $id::bigint and status in ('WANTED', 'FAILED')
order by attempts limit 1`;
  return (await db.query(statement(sql, { id }))).rowCount !== 0;
}

/** Leaves a backfill to the workers that take jobs from the queue. */
export async function setQueued(db: Queryable, id: string): Promise<void> {
  const sql = 'update etl_admin.etl_backfill set queued = true where backfill_id = $id::bigint';
  await db.query(statement(sql, { id }));
}

/** Ends a backfill: done when no window is left, cancelled when somebody says so. */
export async function endBackfill(db: Queryable, id: string, status: 'DONE' | 'CANCELLED'): Promise<void> {
  const sql = `update etl_admin.etl_backfill set status = $status, ended_at = now() where backfill_id = $id::bigint`;
  await db.query(statement(sql, { id, status }));
}
