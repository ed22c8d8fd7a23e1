import { type ColumnType, parsed, REFUSED } from './column-type.ts';

/** No leading zeros: two texts must never become one key. */
const SHAPE = '^(0|-?[1-9][0-9]{0,18})$';
const MIN = '-9223372036854775808';
const MAX = '9223372036854775807';

/** A 64-bit identifier, exact. */
export const idType: ColumnType = {
  kind: 'id',
  ddl: 'bigint',
  zh: '64 位标识',
  en: '64-bit identifier',
  // Up to 18 digits always fit. An expression without counted digits is judged in a sixth of the time of one with them.
  accepts: (text) =>
    `case when octet_length(${text}) <= 18 and ${text} ~ '^(0|[1-9][0-9]*)$' then true
    when ${text} ~ '${SHAPE}' then ${text}::numeric between ${MIN} and ${MAX} else false end`,
  cast: (text) => `${text}::bigint`,
  rounds: null,
  parse(text) {
    if (!new RegExp(SHAPE).test(text)) return REFUSED;
    const value = BigInt(text);
    return value >= BigInt(MIN) && value <= BigInt(MAX) ? parsed(text) : REFUSED;
  },
};
