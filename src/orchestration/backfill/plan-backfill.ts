import type { Window } from '../../api/archive/walk.ts';
import { DAY_MS, HOUR_MS } from '../../base/clock.ts';
import { addDays, addToLocalTime, type LocalTime, toInstant } from '../../base/local-time.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { statement } from '../../database/statement.ts';
import { businessDateOf, windowOfDay } from '../../tasks/store-days.ts';
import type { Queryable, Store } from '../../tasks/task.ts';
import { notReadAtAll } from '../../tasks/window-ledger.ts';
import { planWindows } from '../../tasks/window-plan.ts';

/** What is to be read of one endpoint of a store. */
export interface BackfillPart {
  readonly task: string;
  readonly windows: readonly Window[];
  /** Length the windows were cut to. */
  readonly windowDays: number;
  /** From former reads; null when there were none to learn from. */
  readonly rowsPerDay: number | null;
  readonly requests: number;
}

/** What a backfill of a store would read. */
export interface BackfillPlan {
  readonly from: LocalTime;
  readonly to: LocalTime;
  readonly parts: readonly BackfillPart[];
  readonly windows: number;
  /** Requests at least, from what former reads brought. */
  readonly requests: number;
}

/** What is asked for. */
export interface BackfillRange {
  readonly from: LocalTime;
  /** Not later than what has been read can be. */
  readonly to: LocalTime;
  /** Days a window; null: as many as bring some thousand rows. */
  readonly windowDays: number | null;
  /** Leave out what a complete walk has read already. */
  readonly onlyMissing: boolean;
  readonly pageSize: number;
}

/** A window of so many rows is quick to read, and little is lost when it has to be read again. */
const ROWS_PER_WINDOW = 3_000;
const MOST_DAYS = 31;
/** Where nothing is known yet. */
const USUAL_DAYS = 7;

/** Cuts the range into windows, endpoint by endpoint. Reads the database, never upstream. */
export async function planBackfill(
  db: Queryable,
  store: Store,
  endpoints: readonly Endpoint[],
  range: BackfillRange,
): Promise<BackfillPlan> {
  const parts: BackfillPart[] = [];
  for (const endpoint of endpoints) {
    const rowsPerDay = await readRowsPerDay(db, store, endpoint.task);
    const windowDays = range.windowDays ?? daysFor(rowsPerDay);
    const all = cut(endpoint, store, range, windowDays);
    // The report of a closed day carries the stock of the moment of asking: what is there is better.
    const leaveOut = range.onlyMissing || endpoint.report;
    const windows = leaveOut ? await notReadAtAll(all, { db, store, task: endpoint.task }) : all;
    parts.push({
      task: endpoint.task,
      windows,
      windowDays,
      rowsPerDay,
      requests: requestsOf(windows, rowsPerDay, { store, pageSize: range.pageSize }),
    });
  }
  const sum = (of: (part: BackfillPart) => number): number => parts.reduce((total, part) => total + of(part), 0);
  return {
    from: range.from,
    to: range.to,
    parts,
    windows: sum(({ windows }) => windows.length),
    requests: sum(({ requests }) => requests),
  };
}

function daysFor(rowsPerDay: number | null): number {
  if (rowsPerDay === null || rowsPerDay === 0) return USUAL_DAYS;
  return Math.min(MOST_DAYS, Math.max(1, Math.floor(ROWS_PER_WINDOW / rowsPerDay)));
}

function cut(endpoint: Endpoint, store: Store, { from, to }: BackfillRange, maxDays: number): Window[] {
  const rules = { upperBound: to, maxDays, overlapHours: 0, rereadDays: 0, from, to, resumes: [] };
  return planWindows(endpoint, store, rules, { cursor: null, since: null });
}

/** First page and re-read of it, and the pages between as far as the rows are known. */
function requestsOf(
  windows: readonly Window[],
  rowsPerDay: number | null,
  { store, pageSize }: { readonly store: Store; readonly pageSize: number },
): number {
  return windows.reduce((total, window) => {
    const days =
      (toInstant(window.to, store.timezone).getTime() - toInstant(window.from, store.timezone).getTime()) / DAY_MS;
    const pages = rowsPerDay === null ? 1 : Math.max(1, Math.ceil((rowsPerDay * days) / pageSize));
    return total + pages;
  }, 0);
}

/** Rows a day of the last windows that were long enough to tell. */
async function readRowsPerDay(db: Queryable, { siteId }: Store, task: string): Promise<number | null> {
  const sql = `select (sum(rows_seen) / nullif(sum(extract(epoch from window_to - window_from)) / 86400, 0))::float8 as rows
from (
  select rows_seen, window_from, window_to from etl_admin.etl_window
  where site_id = $siteId::bigint and task_code = $task and status = 'COMPLETE' and window_to - window_from >= interval '6 hours'
  order by started_at desc limit 60
) recent`;
  const { rows } = await db.query<{ rows: string | null }>(statement(sql, { siteId, task }));
  return rows[0]?.rows === null || rows[0] === undefined ? null : Number(rows[0].rows);
}

/** A window in two, at the start of a business day where there is one inside; null when it is too short for that. */
export function halve(window: Window, store: Store): [Window, Window] | null {
  const from = toInstant(window.from, store.timezone).getTime();
  const to = toInstant(window.to, store.timezone).getTime();
  const hours = Math.floor((to - from) / HOUR_MS);
  if (hours < 2) return null;
  const middle = middleOf(window, store, hours);
  return [
    { from: window.from, to: middle },
    { from: middle, to: window.to },
  ];
}

function middleOf(window: Window, store: Store, hours: number): LocalTime {
  const middle = addToLocalTime(window.from, { hours: Math.floor(hours / 2) });
  const dayStart = windowOfDay(store, addDays(businessDateOf(store, middle), hours < 48 ? 0 : 1)).from;
  return dayStart > window.from && dayStart < window.to ? dayStart : middle;
}
