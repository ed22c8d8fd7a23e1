import {
  addDays,
  addToLocalTime,
  atHour,
  type LocalDate,
  type LocalTime,
  toInstant,
  toLocalTime,
} from './local-time.ts';

/** Hour of the local day at which a hall's business day starts unless a store says otherwise. */
export const DEFAULT_BUSINESS_DAY_START_HOUR = 8;

/** When the business days of a store start, from a business date on. */
export interface BusinessDayRule {
  /** First business date it governs; null: since ever. */
  readonly from: LocalDate | null;
  /** Hour of the wall clock, 0 to 23. */
  readonly startHour: number;
  /** IANA zone of that clock. */
  readonly timezone: string;
}

/**
 * The rules of a store, oldest first; the first one is since ever. The first day of a rule starts by that rule, and with
 * it ends the last day of the rule before, which so is longer or shorter than the others.
 */
export type BusinessCalendar = readonly [BusinessDayRule, ...BusinessDayRule[]];

/** A calendar that never changes. */
export function plainCalendar(startHour: number, timezone: string): BusinessCalendar {
  return [{ from: null, startHour, timezone }];
}

/** The wall-clock time from which a business date runs to the start of the next one. */
export function businessDayRange(
  date: LocalDate,
  startHour = DEFAULT_BUSINESS_DAY_START_HOUR,
): { readonly from: LocalTime; readonly to: LocalTime } {
  return { from: atHour(date, startHour), to: atHour(addDays(date, 1), startHour) };
}

/** The moment at which a business date starts. */
export function startOfBusinessDay(calendar: BusinessCalendar, date: LocalDate): Date {
  const rule = calendar.findLast(({ from }) => from === null || from <= date) ?? calendar[0];
  return toInstant(atHour(date, rule.startHour), rule.timezone);
}

/** The business date a moment belongs to. `etl_admin.business_date` says the same in SQL. */
export function businessDateAt(calendar: BusinessCalendar, at: Date): LocalDate {
  const nth = calendar.findLastIndex(({ from }) => from === null || startOfBusinessDay(calendar, from) <= at);
  const { startHour, timezone } = calendar[Math.max(nth, 0)] ?? calendar[0];
  const date = addToLocalTime(toLocalTime(at, timezone), { hours: -startHour }).slice(0, 10) as LocalDate;
  const next = calendar[nth + 1]?.from ?? null;
  return next !== null && date >= next ? addDays(next, -1) : date;
}
