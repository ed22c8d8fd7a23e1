import { type ColumnType, parsed, REFUSED } from './column-type.ts';
import { isCalendarDay } from './timestamp-type.ts';

const SHAPE = '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])( 00:00:00)?$';

/** A calendar date. */
export const dateType: ColumnType = {
  kind: 'date',
  ddl: 'date',
  zh: '日期',
  en: 'calendar date',
  accepts: (text) => `case when ${text} ~ '${SHAPE}' then etl_admin.accepts(${text}, 'date') else false end`,
  cast: (text) => `${text}::date`,
  rounds: null,
  parse: (text) => (new RegExp(SHAPE).test(text) && isCalendarDay(text) ? parsed(text.slice(0, 10)) : REFUSED),
};
