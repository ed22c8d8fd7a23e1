import type { WallTime } from '../hall-source.ts';

/**
 * Inside the hall a time is a whole number of seconds on the wall clock (UTC+8), counted as if it were UTC: adding and
 * comparing cost nothing, and text is made only when a row is rendered.
 */
export type Seconds = number;

export const MINUTE: Seconds = 60;
export const HOUR: Seconds = 3600;
export const DAY: Seconds = 86_400;
/** Business days run from 08:00 to 08:00. */
export const DAY_START: Seconds = 8 * HOUR;
/** The zone of all halls. */
export const ZONE_OFFSET: Seconds = 8 * HOUR;
/** The text upstream writes for "no time". */
export const ZERO_TIME: WallTime = '0001-01-01 00:00:00';

const dateTexts = new Map<number, string>();
const MAX_DATE_TEXTS = 5000;

/** Days since 1970-01-01 of a `YYYY-MM-DD`; throws when the text is not one. */
export function toDayNumber(date: string): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(date);
  if (match === null) throw new Error(`${JSON.stringify(date)} is not a date (YYYY-MM-DD)`);
  return Math.floor(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / 86_400_000);
}

/** `YYYY-MM-DD` of days since 1970-01-01 (the civil-from-days algorithm; no Date is made). */
export function toDateText(dayNumber: number): string {
  const known = dateTexts.get(dayNumber);
  if (known !== undefined) return known;
  const shifted = dayNumber + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  if (dateTexts.size > MAX_DATE_TEXTS) dateTexts.clear();
  dateTexts.set(dayNumber, text);
  return text;
}

/** Seconds of a `YYYY-MM-DD HH:MM:SS`; throws when the text is not one. */
export function toSeconds(time: WallTime): Seconds {
  const match = /^\d{4}-\d{2}-\d{2} (\d{2}):(\d{2}):(\d{2})$/.exec(time);
  if (match === null) throw new Error(`${JSON.stringify(time)} is not a wall-clock time (YYYY-MM-DD HH:MM:SS)`);
  return toDayNumber(time) * DAY + Number(match[1]) * HOUR + Number(match[2]) * MINUTE + Number(match[3]);
}

/** `YYYY-MM-DD HH:MM:SS`. */
export function toWallTime(seconds: Seconds): WallTime {
  const dayNumber = Math.floor(seconds / DAY);
  const rest = seconds - dayNumber * DAY;
  const hours = Math.floor(rest / HOUR);
  return `${toDateText(dayNumber)} ${two(hours)}:${two(Math.floor(rest / MINUTE) % 60)}:${two(rest % 60)}`;
}

/** Upstream's text of a time that may be none. */
export function timeOrZero(time: Seconds | null): WallTime {
  return time === null ? ZERO_TIME : toWallTime(time);
}

/** The day number of the business day a time belongs to. */
export function businessDayOf(seconds: Seconds): number {
  return Math.floor((seconds - DAY_START) / DAY);
}

/** First second of a business day. */
export function startOfBusinessDay(dayNumber: number): Seconds {
  return dayNumber * DAY + DAY_START;
}

/** The "never" of upstream: the same moment 200 years on. */
export function neverAfter(seconds: Seconds): WallTime {
  const text = toWallTime(seconds);
  const date = `${Number(text.slice(0, 4)) + 200}${text.slice(4)}`;
  return date.replace('-02-29', '-02-28');
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

function two(value: number): string {
  return TWO_DIGITS[value] ?? String(value);
}
