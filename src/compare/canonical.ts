import { literal, quoteName } from '../base/sql-text.ts';
import type { Family, FoundColumn } from './catalogue.ts';
import type { Cast } from './mapping.ts';

/** What the values of two columns are compared as. */
export type Form =
  | { readonly kind: 'number'; readonly scale: number | null }
  | { readonly kind: 'instant'; readonly zone: string | null }
  | { readonly kind: Exclude<Family, 'number' | 'instant'> };

/** The form in which two columns can be compared; null when only a stated cast could make them comparable. */
export function formOf(left: FoundColumn, right: FoundColumn, cast: Cast | undefined): Form | null {
  if (cast === undefined) {
    if (left.family !== right.family) return null;
    if (left.family === 'number') return { kind: 'number', scale: null };
    return left.family === 'instant' ? { kind: 'instant', zone: null } : { kind: left.family };
  }
  if (typeof cast === 'object') {
    return 'zone' in cast ? { kind: 'instant', zone: cast.zone } : { kind: 'number', scale: cast.scale };
  }
  return cast === 'number' ? { kind: 'number', scale: null } : { kind: cast };
}

/** The casts that would make two columns comparable, for a hint. */
export function castsFor(left: Family, right: Family): string {
  const families = new Set([left, right]);
  if (families.has('boolean')) return '"boolean"';
  if (families.has('instant') && (families.has('wall time') || families.has('text')))
    return '{"zone": "Asia/Shanghai"}';
  if (families.has('date')) return '"date"';
  return families.has('number') ? '"number" or "text"' : '"text"';
}

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;
const WALL_TIME = `'YYYY-MM-DD HH24:MI:SS.US'`;

/**
 * SQL for a value as text that is equal exactly when the values are: 1.50 is 1.5, an instant is written in UTC, jsonb in
 * its own order of keys. NULL stays NULL and so differs from ''. A value that a cast cannot read stays as it is.
 */
export function canonicalSql(column: FoundColumn, form: Form): string {
  const value = `t.${quoteName(column.name)}`;
  switch (form.kind) {
    case 'number':
      return numberSql(value, column.family, form.scale);
    case 'instant':
      return `to_char((${instantSql(value, column.family, form.zone)}) at time zone 'UTC', ${INSTANT})`;
    case 'wall time':
      return `to_char(${value}::timestamp, ${WALL_TIME})`;
    case 'boolean':
      return booleanSql(value);
    case 'date':
      return `(${value}::date)::text`;
    case 'json':
      return `(${value}::jsonb)::text`;
    case 'binary':
      return `encode(${value}, 'hex')`;
    case 'text':
      return `${value}::text`;
  }
}

const NUMERIC_TEXT = `'^\\s*[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?\\s*$'`;

function numberSql(value: string, family: Family, scale: number | null): string {
  const exact = (text: string): string =>
    scale === null ? `trim_scale((${text})::numeric)::text` : `round((${text})::numeric, ${scale})::text`;
  if (family === 'number') return exact(value);
  return `case when ${value}::text ~ ${NUMERIC_TEXT} then ${exact(`${value}::text`)} else ${value}::text end`;
}

function instantSql(value: string, family: Family, zone: string | null): string {
  if (family === 'instant' || zone === null) return value;
  return `${value}::timestamp at time zone ${literal(zone)}`;
}

function booleanSql(value: string): string {
  return `case lower(${value}::text) when 'true' then '1' when 't' then '1' when 'false' then '0' when 'f' then '0' else ${value}::text end`;
}

/** The instant or wall time by which rows are chosen, and the bound in the same form; `$zone` is that of the bounds. */
export function timeBoundSql(column: FoundColumn, cast: Cast | undefined, bound: '$from' | '$to'): string {
  const value = `t.${quoteName(column.name)}`;
  const sign = bound === '$from' ? '>=' : '<';
  const zone = typeof cast === 'object' && 'zone' in cast ? cast.zone : null;
  if (column.family === 'instant' || zone !== null) {
    return `(${instantSql(value, column.family, zone)}) ${sign} ${bound}::timestamp at time zone $zone::text`;
  }
  return `${value}::timestamp ${sign} ${bound}::timestamp`;
}
