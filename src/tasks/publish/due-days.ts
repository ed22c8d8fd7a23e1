import { businessDateAt, startOfBusinessDay } from '../../base/business-day.ts';
import { DAY_NOT_OVER, FILES_PROVE_NOTHING } from '../../base/day-reason.ts';
import { addDays, type LocalDate, type LocalTime, toInstant } from '../../base/local-time.ts';
import { type BusinessDay, DAYS_CTE, dayParameters } from '../../catalog/days.ts';
import { dwdTable } from '../../catalog/dwd-table.ts';
import { settlementRecords } from '../../catalog/endpoints/settlement-records.ts';
import { DAY_STATUS } from '../../catalog/mart-table.ts';
import { STORED_MARTS } from '../../catalog/marts.ts';
import { statement } from '../../database/statement.ts';
import { utcText } from '../../database/utc-text.ts';
import { businessDateOf, type StoreDays } from '../store-days.ts';
import type { Queryable, Store } from '../task.ts';
import { readSince } from '../window-ledger.ts';
import { martsHaveChanged } from './declaration.ts';

/** Why a day's figures have to be computed again. */
export interface DueReason {
  /** The table that changed; 'calendar' when the day has come or is over. */
  readonly input: string;
  readonly reason: string;
}

/** A business day whose figures have to be computed. */
export interface DueDay extends BusinessDay {
  readonly reasons: readonly DueReason[];
  /** Why its figures can only be provisional; null: they can be final. */
  readonly provisional: string | null;
}

/** The window of a business day of a store. `readUpTo`: the wall-clock moment up to which data can have been read. */
export function toBusinessDay(store: StoreDays, date: LocalDate, readUpTo: LocalTime): BusinessDay {
  const startsAt = startOfBusinessDay(store.businessDays, date);
  const endsAt = startOfBusinessDay(store.businessDays, addDays(date, 1));
  return { date, startsAt, endsAt, isOpen: endsAt > toInstant(readUpTo, store.timezone) };
}

/**
 * The days to compute, oldest first: those on which rows changed, those that were read but have no final figures yet
 * (a day without any row has figures too: zeros), and all of them when the marts compute something else than before.
 */
export async function readDueDays(db: Queryable, store: Store, readUpTo: LocalTime): Promise<DueDay[]> {
  const reasons = await readDirtyDays(db, store);
  for (const { date, reason } of await readUnfinishedDays(db, store, readUpTo)) {
    if (!reasons.has(date)) reasons.set(date, [{ input: 'calendar', reason }]);
  }
  if (await martsHaveChanged(db, store)) {
    for (const date of (await readStatuses(db, store)).keys()) {
      if (!reasons.has(date))
        reasons.set(date, [{ input: 'declaration', reason: 'a mart is new or computed otherwise' }]);
    }
  }
  await addReached(db, store, { reasons, readUpTo });
  await dropUnread(db, store, reasons);
  const isProven = reasons.size === 0 || (await wasReadUpstream(db, store));
  return [...reasons]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, why]) => toDueDay(toBusinessDay(store, date, readUpTo), why, isProven));
}

/**
 * Rows may count for days before the first one that was read: of those days we have a few rows, and never meant to have
 * more. They stay marked, and are due when a backfill reads them.
 */
async function dropUnread(db: Queryable, store: Store, reasons: Map<LocalDate, DueReason[]>): Promise<void> {
  const since = await readSince(db, store, settlementRecords.task);
  if (since === null) return;
  const first = businessDateOf(store, since);
  for (const date of reasons.keys()) if (date < first) reasons.delete(date);
}

/** A store whose data came from plain files alone has no day that is known to be complete. */
function toDueDay(day: BusinessDay, reasons: readonly DueReason[], isProven: boolean): DueDay {
  const provisional = day.isOpen ? DAY_NOT_OVER : isProven ? null : FILES_PROVE_NOTHING;
  return { ...day, isOpen: provisional !== null, reasons, provisional };
}

async function wasReadUpstream(db: Queryable, { siteId }: Store): Promise<boolean> {
  const sql = `select 1 from etl_admin.etl_window
where site_id = $siteId::bigint and window_from is not null and status = 'COMPLETE' limit 1`;
  return (await db.query(statement(sql, { siteId }))).rowCount !== 0;
}

async function readDirtyDays(db: Queryable, { siteId }: Store): Promise<Map<LocalDate, DueReason[]>> {
  const sql = `select business_date, input, reason from etl_admin.etl_dirty_day
where site_id = $siteId::bigint order by business_date, input`;
  const { rows } = await db.query<DueReason & { business_date: LocalDate }>(statement(sql, { siteId }));
  const byDate = new Map<LocalDate, DueReason[]>();
  for (const { business_date: date, input, reason } of rows) {
    byDate.set(date, [...(byDate.get(date) ?? []), { input, reason }]);
  }
  return byDate;
}

/** Adds the days that the changes of others reach, as the marts declare. */
async function addReached(
  db: Queryable,
  store: Store,
  { reasons, readUpTo }: { readonly reasons: Map<LocalDate, DueReason[]>; readonly readUpTo: LocalTime },
): Promise<void> {
  const changed = [...reasons];
  for (const { input, why, sql } of STORED_MARTS.flatMap(({ reaches }) => reaches)) {
    const table = dwdTable({ table: input });
    const dates = changed.filter(([, of]) => of.some((reason) => reason.input === table)).map(([date]) => date);
    if (dates.length === 0) continue;
    const days = dates.map((date) => toBusinessDay(store, date, readUpTo));
    const { rows } = await db.query<{ business_date: LocalDate | null }>(
      statement(`with ${DAYS_CTE} ${sql}`, { siteId: store.siteId, ...dayParameters(days) }),
    );
    for (const { business_date: date } of rows) {
      if (date !== null && !reasons.has(date)) reasons.set(date, [{ input: table, reason: why }]);
    }
  }
}

interface Unfinished {
  readonly date: LocalDate;
  readonly reason: string;
}

/** Days of which settlements were read, in part at least, and whose figures are not final. */
async function readUnfinishedDays(db: Queryable, store: Store, readUpTo: LocalTime): Promise<Unfinished[]> {
  const { rows } = await db.query<{ lower: string; upper: string }>(
    statement(
      `select ${utcText('lower(r)')} as lower,
  ${utcText('upper(r)')} as upper
from unnest((
  select range_agg(tstzrange(window_from, window_to)) from etl_admin.etl_window
  where site_id = $siteId::bigint and task_code = $task and status = 'COMPLETE' and window_from < window_to
)) as r`,
      { siteId: store.siteId, task: settlementRecords.task },
    ),
  );
  const known = await readStatuses(db, store);
  const today = businessDateOf(store, readUpTo);
  const unfinished: Unfinished[] = [];
  for (const { lower, upper } of rows) {
    const last = businessDateAt(store.businessDays, new Date(new Date(upper).getTime() - 1));
    for (let date = businessDateAt(store.businessDays, new Date(lower)); date <= last; date = addDays(date, 1)) {
      const status = known.get(date);
      if (status === undefined) unfinished.push({ date, reason: 'first figures' });
      else if (status === 'PROVISIONAL' && date < today) unfinished.push({ date, reason: 'the day is over' });
    }
  }
  return unfinished;
}

async function readStatuses(db: Queryable, { siteId }: Store): Promise<Map<LocalDate, string>> {
  const sql = `select business_date, status from ${DAY_STATUS} where site_id = $siteId::bigint`;
  const { rows } = await db.query<{ business_date: LocalDate; status: string }>(statement(sql, { siteId }));
  return new Map(rows.map((row) => [row.business_date, row.status]));
}
