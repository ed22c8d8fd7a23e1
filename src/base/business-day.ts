import { addDays, addToLocalTime, atHour, type LocalDate, type LocalTime } from './local-time.ts';

/** Hour of the local day at which a hall's business day starts unless a store says otherwise. */
export const DEFAULT_BUSINESS_DAY_START_HOUR = 8;

/** The business date a wall-clock time belongs to: [start hour, next start hour). */
export function businessDateOf(time: LocalTime, startHour = DEFAULT_BUSINESS_DAY_START_HOUR): LocalDate {
  return addToLocalTime(time, { hours: -startHour }).slice(0, 10) as LocalDate;
}

/** The half-open wall-clock range of one business date. */
export function businessDayRange(
  date: LocalDate,
  startHour = DEFAULT_BUSINESS_DAY_START_HOUR,
): { readonly from: LocalTime; readonly to: LocalTime } {
  return { from: atHour(date, startHour), to: atHour(addDays(date, 1), startHour) };
}
