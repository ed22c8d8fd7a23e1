import type { Window } from '../api/archive/walk.ts';
import { businessDateAt, startOfBusinessDay } from '../base/business-day.ts';
import { addDays, type LocalDate, type LocalTime, toInstant, toLocalTime } from '../base/local-time.ts';
import type { Store } from './task.ts';

/** What of a store tells its business days. */
export type StoreDays = Pick<Store, 'timezone' | 'businessDays'>;

/** The business date of a wall-clock time of a store. */
export function businessDateOf({ timezone, businessDays }: StoreDays, time: LocalTime): LocalDate {
  return businessDateAt(businessDays, toInstant(time, timezone));
}

/** The wall-clock window of a business date, half open. */
export function windowOfDay({ timezone, businessDays }: StoreDays, date: LocalDate): Window {
  return {
    from: toLocalTime(startOfBusinessDay(businessDays, date), timezone),
    to: toLocalTime(startOfBusinessDay(businessDays, addDays(date, 1)), timezone),
  };
}
