import { type ColumnType, parsed, REFUSED } from './column-type.ts';

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
    cast: (text) => `${text}::${ddl}`,
    // Only a text with more decimals than the column has is worth reading as a number once more.
    rounds: (text, value) =>
      `octet_length(${text}) - strpos(${text}, '.') > ${size.scale} and ${value} <> ${text}::numeric`,
    parse: (text) => (pattern.test(text) ? parsed(roundHalfUp(text, size.scale)) : REFUSED),
  };
}

/**
 * Most amounts are nothing, or digits with a point: what is left when the digits are taken out tells them at a tenth of the
 * cost of the expression, which judges the rest; a test holds both to the same rule.
 */
function acceptsSql(text: string, shape: string, integerDigits: number): string {
  const judged = `${text} ~ '${shape}'`;
  // Short enough for both sides of the point, whichever takes more.
  const short = `octet_length(${text}) <= ${integerDigits + 2}`;
  return `case when ${text} = '0.00' or ${text} = '0' then true else
    case translate(${text}, '0123456789', '') when '' then octet_length(${text}) between 1 and ${integerDigits}
    when '.' then case when ${short} then ${text} not like '.%' and ${text} not like '%.' else ${judged} end
    else ${judged} end end`;
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
