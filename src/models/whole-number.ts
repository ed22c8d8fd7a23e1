import { type ColumnType, parsed, REFUSED } from './column-type.ts';

// A number such as 3.0 is whole, however it was written.
const SHAPE = '^-?[0-9]{1,15}(\\.0{1,30})?$';
const PATTERN = new RegExp(SHAPE);

/** A whole number, as bigint. */
export function wholeNumber(description: Pick<ColumnType, 'kind' | 'zh' | 'en'>): ColumnType {
  return {
    ...description,
    ddl: 'bigint',
    // Nearly all are plain digits, told in a sixth of the time of an expression with counted ones.
    accepts: (text) =>
      `case when octet_length(${text}) <= 15 and ${text} ~ '^[0-9]+$' then true else ${text} ~ '${SHAPE}' end`,
    cast: (text) => `${text}::numeric::bigint`,
    rounds: null,
    parse: (text) => (PATTERN.test(text) ? parsed(BigInt(text.replace(/\..*/, '')).toString()) : REFUSED),
  };
}
