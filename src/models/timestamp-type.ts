import { type ColumnType, parsed, REFUSED } from './column-type.ts';

const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]';
const YEAR_MONTH = '[12][0-9]{3}-(0[1-9]|1[0-2])';
/** Days that every month has need no calendar; asking the server about each would double the cost of a load. */
const SURE = `^${YEAR_MONTH}-(0[1-9]|1[0-9]|2[0-8])[ T]${TIME}$`;
const SHAPE = `^${YEAR_MONTH}-(29|3[01])[ T]${TIME}$`;

/** A wall-clock time of the store's zone, stored as an instant. */
export const timestampType: ColumnType = {
  kind: 'timestamp',
  ddl: 'timestamptz',
  zh: '时间(门店时区)',
  en: "instant, sent as wall-clock time of the store's zone",
  accepts: (text) =>
    `case when ${text} ~ '${SURE}' then true when ${text} ~ '${SHAPE}' then etl_admin.accepts(${text}, 'timestamp') else false end`,
  cast: (text) => `(${text}::timestamp at time zone $timezone::text)`,
  rounds: null,
  parse(text) {
    if (new RegExp(SURE).test(text)) return parsed(text.replace('T', ' '));
    return new RegExp(SHAPE).test(text) && isCalendarDay(text.slice(0, 10)) ? parsed(text.replace('T', ' ')) : REFUSED;
  },
};

/** Whether the day exists; the text has the shape YYYY-MM-DD. */
export function isCalendarDay(day: string): boolean {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return Number(day.slice(8, 10)) <= (lengths[month - 1] ?? 0);
}
