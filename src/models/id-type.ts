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
  // Nearly every id is up to 18 plain digits, which the first branch tells at a tenth of the cost of the second.
  accepts: (text) =>
    `case when translate(${text}, '0123456789', '') = '' and octet_length(${text}) between 1 and 18 then ${text} = '0' or ${text} not like '0%'
    when ${text} ~ '${SHAPE}' then ${text}::numeric between ${MIN} and ${MAX} else false end`,
  cast: (text) => `${text}::bigint`,
  rounds: null,
  parse(text) {
    if (!new RegExp(SHAPE).test(text)) return REFUSED;
    const value = BigInt(text);
    return value >= BigInt(MIN) && value <= BigInt(MAX) ? parsed(text) : REFUSED;
  },
};
