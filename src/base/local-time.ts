import { Temporal } from 'temporal-polyfill';

/** Wall-clock text as upstream writes it: `YYYY-MM-DD HH:MM:SS`, no zone. Sorts like time. */
export type LocalTime = string & { readonly __brand: 'LocalTime' };

/** A calendar date `YYYY-MM-DD`. */
export type LocalDate = string & { readonly __brand: 'LocalDate' };

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

/** The wall-clock time of an instant in an IANA zone, cut to the second. */
export function toLocalTime(instant: Date, zone: string): LocalTime {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return zoned.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ') as LocalTime;
}

/** The instant of a wall-clock time in a zone; in a clock-change gap or overlap the earlier reading is taken. */
export function toInstant(time: LocalTime, zone: string): Date {
  const plain = Temporal.PlainDateTime.from(time.replace(' ', 'T'));
  return new Date(plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
}

/** True when the text is a real wall-clock time (2025-02-30 is not). */
export function isLocalTime(text: string): text is LocalTime {
  if (!LOCAL_TIME.test(text)) return false;
  try {
    Temporal.PlainDateTime.from(text.replace(' ', 'T'), { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** True when the text is a real calendar date. */
export function isLocalDate(text: string): text is LocalDate {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isLocalTime(`${text} 00:00:00`);
}

/** `time` plus a duration (negative goes back), on the wall clock: no clock change is applied. */
export function addToLocalTime(
  time: LocalTime,
  duration: { days?: number; hours?: number; seconds?: number },
): LocalTime {
  const moved = Temporal.PlainDateTime.from(time.replace(' ', 'T')).add(duration);
  return moved.toString({ smallestUnit: 'second' }).replace('T', ' ') as LocalTime;
}

/** `date` plus whole days. */
export function addDays(date: LocalDate, days: number): LocalDate {
  return Temporal.PlainDate.from(date).add({ days }).toString() as LocalDate;
}

/** Midnight (or another hour) of a date as wall-clock time. */
export function atHour(date: LocalDate, hour = 0): LocalTime {
  return `${date} ${String(hour).padStart(2, '0')}:00:00` as LocalTime;
}

/** Whether a zone name is known to this machine. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
