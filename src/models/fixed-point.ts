import { type ColumnType, parsed, REFUSED } from './column-type.ts';

/** An exact decimal with bounds; 'NaN', 'Infinity', '12,50' and '1e5' have no shape and are refused. */
export function fixedPoint(
  description: Pick<ColumnType, 'kind' | 'zh' | 'en'>,
  size: { readonly integerDigits: number; readonly scale: number },
): ColumnType {
  // One integer digit less than the column holds, so that rounding up cannot overflow it.
  const shape = `^-?[0-9]{1,${size.integerDigits}}(\\.[0-9]{1,30})?$`;
  const pattern = new RegExp(shape);
  return {
    ...description,
    ddl: `numeric(${size.integerDigits + 1 + size.scale},${size.scale})`,
    accepts: (text) => `${text} ~ '${shape}'`,
    cast: (text) => `round(${text}::numeric, ${size.scale})`,
    rounds: (text, value) => `${value} <> ${text}::numeric`,
    parse: (text) => (pattern.test(text) ? parsed(roundHalfUp(text, size.scale)) : REFUSED),
  };
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
