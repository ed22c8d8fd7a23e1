import { DAY_MS } from '../../base/clock.ts';
import { addDays, type LocalDate, toInstant, toLocalTime } from '../../base/local-time.ts';
import { settlementRecords } from '../../catalog/endpoints/settlement-records.ts';
import { statement } from '../../database/statement.ts';
import { businessDateOf, windowOfDay } from '../../tasks/store-days.ts';
import type { Queryable, Store } from '../../tasks/task.ts';
import { WEEKLY_DAYS } from './schedule.ts';

/** Business days of a slice, both included. */
export interface Slice {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/**
 * The slice of the past that was read longest ago: of `sliceDays` business days, not older than `rereadDays`, older than
 * what the weekly ring reads, and not older than what was ever read. Null when all of it was read within the weeks of that
 * ring.
 */
export async function readStalestSlice(
  db: Queryable,
  store: Store,
  { rereadDays, sliceDays, now }: { readonly rereadDays: number; readonly sliceDays: number; readonly now: Date },
): Promise<Slice | null> {
  const today = businessDateOf(store, toLocalTime(now, store.timezone));
  const slices = slicesOf(addDays(today, -rereadDays), addDays(today, -WEEKLY_DAYS - 1), sliceDays);
  const bounds = slices.map(({ from }) => toInstant(windowOfDay(store, from).from, store.timezone));
  // A slice is as old as its first hour: what read that as part of anything longer read the rest in the same run.
  const sql = `select p.position - 1 as index from unnest($bounds::timestamptz[]) with ordinality as p(starts_at, position)
cross join lateral (
  select max(w.started_at) as read_at from etl_admin.etl_window w
  where w.site_id = $siteId::bigint and w.task_code = $task and w.status = 'COMPLETE'
    and w.window_from <= p.starts_at and w.window_to > p.starts_at
) last
where last.read_at < $recently
order by last.read_at, p.position limit 1`;
  const recently = new Date(now.getTime() - WEEKLY_DAYS * DAY_MS);
  const values = { siteId: store.siteId, task: settlementRecords.task, bounds, recently };
  const { rows } = await db.query<{ index: string }>(statement(sql, values));
  return rows[0] === undefined ? null : (slices[Number(rows[0].index)] ?? null);
}

/** Slices that stay where they are from day to day, so that each has an age. */
function slicesOf(oldest: LocalDate, newest: LocalDate, days: number): Slice[] {
  const slices: Slice[] = [];
  for (let from = gridStart(oldest, days); from <= newest; from = addDays(from, days)) {
    slices.push({
      from: from < oldest ? oldest : from,
      to: addDays(from, days - 1) > newest ? newest : addDays(from, days - 1),
    });
  }
  return slices;
}

/** The last multiple of `days`, counted from a Monday long ago, that is not after the date. */
function gridStart(date: LocalDate, days: number): LocalDate {
  const since = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse('2001-01-01T00:00:00Z')) / DAY_MS);
  return addDays('2001-01-01' as LocalDate, Math.floor(since / days) * days);
}
