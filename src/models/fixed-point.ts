import { type ColumnType, parsed, REFUSED } from './column-type.ts';

/** How most amounts read; to compare is cheaper than to convert. */
const NOTHING = '0.00';
/** More digits than a float ever prints. */
const FRACTION_DIGITS = 30;

/** An exact decimal with bounds; 'NaN', 'Infinity', '12,50' and '1e5' have no shape and are refused. */
export function fixedPoint(
  description: Pick<ColumnType, 'kind' | 'zh' | 'en'>,
  size: { readonly integerDigits: number; readonly scale: number },
): ColumnType {
  // One integer digit less than the column holds, so that rounding up cannot overflow it.
  const shape = `^-?[0-9]{1,${size.integerDigits}}(\\.[0-9]{1,${FRACTION_DIGITS}})?$`;
  const pattern = new RegExp(shape);
  const ddl = `numeric(${size.integerDigits + 1 + size.scale},${size.scale})`;
  return {
    ...description,
    ddl,
    accepts: (text) => acceptsSql(text, shape, size.integerDigits),
    cast: (text) => `case when ${text} = '${NOTHING}' then ${NOTHING}::${ddl} else ${text}::${ddl} end`,
    // Only a text with more decimals than the column has is worth reading as a number once more.
    rounds: (text, value) =>
      `octet_length(${text}) - strpos(${text}, '.') > ${size.scale} and ${value} <> ${text}::numeric`,
    parse: (text) => (pattern.test(text) ? parsed(roundHalfUp(text, size.scale)) : REFUSED),
  };
}

/**
 * Most amounts are nothing or short. An expression without counted digits is judged in a sixth of the time of one with
 * them, and the length counts the digits of what is short; a test holds both to the same rule.
 */
function acceptsSql(text: string, shape: string, integerDigits: number): string {
  return `case when ${text} = '${NOTHING}' then true when octet_length(${text}) <= ${integerDigits} then ${text} ~ '^-?[0-9]+(\\.[0-9]+)?$'
    else ${text} ~ '${shape}' end`;
}

/** Rounds half away from zero, as PostgreSQL's numeric does, without passing through a float. */
function roundHalfUp(text: string, scale: number): string {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const kept = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
  const rounded = (kept + (/^[5-9]/.test(fraction.slice(scale)) ? 1n : 0n)).toString().padStart(scale + 1, '0');
  const sign = negative && /[1-9]/.test(rounded) ? '-' : '';
  return `${sign}${rounded.slice(0, -scale)}.${rounded.slice(-scale)}`;
}
