import { type ColumnType, parsed, REFUSED } from './column-type.ts';

// A number such as 3.0 is whole, however it was written.
const SHAPE = '^-?[0-9]{1,15}(\\.0{1,30})?$';
const PATTERN = new RegExp(SHAPE);

/** A whole number, as bigint. */
export function wholeNumber(description: Pick<ColumnType, 'kind' | 'zh' | 'en'>): ColumnType {
  return {
    ...description,
    ddl: 'bigint',
    accepts: (text) => `${text} ~ '${SHAPE}'`,
    cast: (text) => `${text}::numeric::bigint`,
    rounds: null,
    parse: (text) => (PATTERN.test(text) ? parsed(BigInt(text.replace(/\..*/, '')).toString()) : REFUSED),
  };
}
