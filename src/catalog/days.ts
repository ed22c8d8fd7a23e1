import type { LocalDate } from '../base/local-time.ts';

/** A business day of a store with the instants it covers, [startsAt, endsAt). */
export interface BusinessDay {
  readonly date: LocalDate;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** True while the day is not over, as far as data has been read, or not known to be complete at all. */
  readonly isOpen: boolean;
}

/** The relation `days` that the queries of marts and checks read. */
export const DAYS_CTE = `days as (
  select * from unnest($dates::date[], $starts::timestamptz[], $ends::timestamptz[], $open::boolean[])
    as d (business_date, starts_at, ends_at, is_open)
)`;

/** Values of the parameters `DAYS_CTE` names. */
export function dayParameters(days: readonly BusinessDay[]): Record<'dates' | 'starts' | 'ends' | 'open', unknown[]> {
  return {
    dates: days.map((day) => day.date),
    starts: days.map((day) => day.startsAt),
    ends: days.map((day) => day.endsAt),
    open: days.map((day) => day.isOpen),
  };
}
