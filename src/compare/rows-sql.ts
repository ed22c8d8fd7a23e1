import { quoteName } from '../base/sql-text.ts';
import { canonicalSql, timeBoundSql } from './canonical.ts';
import type { FoundColumn, Side } from './catalogue.ts';
import type { TablePair } from './pair-columns.ts';

/** Half-open range of the time column, as wall-clock text; null: no bound on that side. */
export interface TimeRange {
  readonly from: string | null;
  readonly to: string | null;
}

/** One table of a pair, and which of its rows count. Its statements take $from, $to and $zone, the zone of the range. */
export interface SideTable {
  readonly pair: TablePair;
  readonly side: Side;
  readonly schema: string;
  readonly range: TimeRange;
}

/** The rows with every compared column as canonical text: c0, c1 … */
function canonicalRows({ pair, side, schema, range }: SideTable): string {
  const columns = pair.columns.map((column, i) => `${canonicalSql(column[side], column.form)} as c${i}`);
  return `select ${columns.join(', ')} from ${quoteName(schema)}.${quoteName(pair[side].name)} t${where(pair, side, range)}`;
}

function where({ time }: TablePair, side: Side, { from, to }: TimeRange): string {
  if (time === null) return '';
  // A stated zone is that of the side that has none; text is a wall time of the zone of the range.
  const column: FoundColumn = time[side];
  const bounds = [
    ...(from === null ? [] : [timeBoundSql(column, time.cast, '$from')]),
    ...(to === null ? [] : [timeBoundSql(column, time.cast, '$to')]),
  ];
  return bounds.length === 0 ? '' : ` where ${bounds.join(' and ')}`;
}

/** Servers may store text in different encodings. */
const hashOf = (text: string): string => `md5(convert_to(${text}, 'UTF8'))`;

/** The rows by the hash of their key, with the text of all that is compared. */
function keyedRows(table: SideTable, values: string): string {
  const { columns, key } = table.pair;
  const all = columns.map((_, i) => `r.c${i}`);
  const ofKey = key.map((column) => `r.c${columns.indexOf(column)}`);
  return `select ${hashOf(`row(${ofKey.join(', ')})::text`)} as k, ${values.replace('$all', all.join(', '))}
  from (${canonicalRows(table)}) r`;
}

/** Rows fall into 16^3 buckets by their key: of a million rows, one that differs makes 244 be looked at. */
const BUCKET = 'substr(s.k, 1, 3)';

/** A row a bucket: how many rows, and a sum of their fingerprints that does not depend on their order. */
export function bucketsSql(table: SideTable): string {
  const fingerprint = `('x' || substr(${hashOf('row($all)::text')}, 1, 15))::bit(60)::bigint as f`;
  return `select ${BUCKET} as bucket, count(*)::text as rows, sum(s.f)::text as sum from (
  ${keyedRows(table, fingerprint)}
) s group by 1`;
}

/** The rows of some buckets ($buckets) in the order of their keys' hashes. Equal rows of equal keys stand together. */
export function rowsSql(table: SideTable): string {
  return `select s.k, s.v from (
  ${keyedRows(table, 'array[$all]::text[] as v')}
) s where ${BUCKET} = any($buckets::text[]) order by s.k collate "C", s.v::text collate "C"`;
}

/** One row: count of rows (n), and for every column nulls (n0 …), sum of numbers (s0 …), least and greatest time (l0, g0 …). */
export function summarySql(table: SideTable): string {
  const { pair, side } = table;
  const parts = pair.columns.flatMap((column, i) => [
    `, (count(*) - count(r.c${i}))::text as n${i}`,
    ...(column.form.kind === 'number' ? [`, sum(${toNumber(`r.c${i}`, column[side])})::text as s${i}`] : []),
    ...(isTime(column.form.kind) ? [`, min(r.c${i} collate "C") as l${i}, max(r.c${i} collate "C") as g${i}`] : []),
  ]);
  return `select count(*)::text as n${parts.join('')} from (${canonicalRows(table)}) r`;
}

const toNumber = (value: string, { family }: FoundColumn): string =>
  family === 'number'
    ? `${value}::numeric`
    : `case when ${value} ~ '^-?[0-9]+(\\.[0-9]+)?$' then ${value}::numeric end`;

const isTime = (kind: string): boolean => kind === 'instant' || kind === 'wall time' || kind === 'date';
