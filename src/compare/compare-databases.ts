import type { Clock } from '../base/clock.ts';
import { ConfigError, messageOf } from '../base/errors.ts';
import type { Reporter } from '../base/reporter.ts';
import { isDataException } from '../database/pg-error.ts';
import { streamRows } from '../database/read-elsewhere.ts';
import { statement } from '../database/statement.ts';
import { type ComparedSide, readCatalogue, type Side } from './catalogue.ts';
import type { Mapping } from './mapping.ts';
import { type KeyedRow, mergeRows, RowDifferences } from './merge-rows.ts';
import type { TablePair } from './pair-columns.ts';
import { pairTables } from './pair-tables.ts';
import type { Both, ColumnFigures, Comparison, TableComparison } from './report.ts';
import { bucketsSql, rowsSql, type SideTable, summarySql } from './rows-sql.ts';

export interface CompareOptions {
  readonly mapping: Mapping;
  readonly tables: readonly string[] | null;
  readonly key: readonly string[] | null;
  readonly time: string | null;
  /** Half-open range of the time column, wall-clock texts in `zone`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly zone: string;
  /** Decimal text: numbers that differ by no more are equal. */
  readonly tolerance: string;
  /** Rows of each kind to show of each table. */
  readonly sample: number;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/**
 * Compares two schemas table by table. Each side is read as it was at one moment, and nothing is written. Memory does not
 * grow with the tables: the servers make fingerprints of buckets of rows, and only buckets that differ are read, row by
 * row in one order on both sides.
 */
export async function compareDatabases(
  left: ComparedSide,
  right: ComparedSide,
  options: CompareOptions,
): Promise<Comparison> {
  const comparedAt = options.clock.now().toISOString();
  const [lefts, rights] = await Promise.all([readCatalogue(left), readCatalogue(right)]);
  const { pairs, oneSided } = pairTables(lefts, rights, options);
  assertRanged(pairs, options);
  const tables: TableComparison[] = [];
  for (const [i, pair] of pairs.entries()) {
    options.signal.throwIfAborted();
    options.reporter.info(`table ${i + 1} of ${pairs.length}: ${pair.left.name}`);
    tables.push(await compareTables(pair, { left, right }, options));
  }
  const { from, to, tolerance } = options;
  const equal = oneSided.length === 0 && tables.every((table) => table.equal);
  return { left: toPlace(left), right: toPlace(right), equal, from, to, tolerance, oneSided, tables, comparedAt };
}

const toPlace = ({ database, schema }: ComparedSide): Comparison['left'] => ({ place: database.place, schema });

function assertRanged(pairs: readonly TablePair[], { from, to }: CompareOptions): void {
  if ((from === null && to === null) || pairs.some(({ time }) => time !== null)) return;
  throw new ConfigError(
    'NO_TIME_COLUMN',
    '--from and --to choose rows by a time, and no table has one to choose by: name it with --time-column, or for each table as "time" in --mapping',
  );
}

async function compareTables(
  pair: TablePair,
  sides: Both<ComparedSide>,
  options: CompareOptions,
): Promise<TableComparison> {
  const tables = { left: sideTable(pair, sides.left, options), right: sideTable(pair, sides.right, options) };
  const ask = <T>(sql: (table: SideTable) => string): Promise<Both<T[]>> =>
    onBoth(sides, (side) => query<T>(side, sql(tables[side.side]), pair, options));
  const { left, right } = await ask<Summary>(summarySql);
  const found = new RowDifferences(pair, options);
  const buckets = pair.columns.length === 0 ? [] : unlikeBuckets(await ask<Bucket>(bucketsSql));
  if (buckets.length > 0) {
    const values = { ...valuesOf(options), buckets };
    const stream = ({ side, database }: ComparedSide): AsyncIterable<KeyedRow> =>
      streamRows(database.client, rowsSql(tables[side]), { values, signal: options.signal });
    await mergeRows(stream(sides.left), stream(sides.right), found);
  }
  return toComparison(pair, { left: left[0] ?? {}, right: right[0] ?? {} }, found, options);
}

async function onBoth<T>(sides: Both<ComparedSide>, work: (side: ComparedSide) => Promise<T>): Promise<Both<T>> {
  const [left, right] = await Promise.all([work(sides.left), work(sides.right)]);
  return { left, right };
}

function sideTable(pair: TablePair, { side, schema }: ComparedSide, { from, to }: CompareOptions): SideTable {
  return { pair, side, schema, range: { from, to } };
}

const valuesOf = ({ from, to, zone }: CompareOptions): Record<string, unknown> => ({ from, to, zone });

async function query<T>(
  { side, database }: ComparedSide,
  sql: string,
  pair: TablePair,
  options: CompareOptions,
): Promise<T[]> {
  try {
    const { rows } = await database.client.query(statement(sql, valuesOf(options)));
    return rows as T[];
  } catch (error) {
    if (!isDataException(error)) throw error;
    throw new ConfigError(
      'BAD_CAST',
      `the ${side} table ${pair[side].name} holds a value that a cast of --mapping cannot read: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

interface Bucket {
  readonly bucket: string;
  readonly rows: string;
  readonly sum: string;
}

function unlikeBuckets({ left, right }: Both<Bucket[]>): string[] {
  const rights = new Map(right.map((one) => [one.bucket, one]));
  const unlike = left.flatMap(({ bucket, rows, sum }) => {
    const other = rights.get(bucket);
    rights.delete(bucket);
    return other?.rows === rows && other.sum === sum ? [] : [bucket];
  });
  return [...unlike, ...rights.keys()].toSorted();
}

/** The one row of `summarySql`. */
type Summary = Readonly<Record<string, string | null>>;

function toComparison(
  pair: TablePair,
  summary: Both<Summary>,
  found: RowDifferences,
  options: CompareOptions,
): TableComparison {
  const { onlyLeft, onlyRight, changed, tolerated, repeatedKeys, samples } = found;
  const { oneSided } = pair;
  const rows = { left: summary.left['n'] ?? '0', right: summary.right['n'] ?? '0' };
  const unlike = pair.unlike.map(({ left, right, hint }) => ({
    left: left.name,
    right: right.name,
    types: { left: left.type, right: right.type },
    hint,
  }));
  const sameRows = rows.left === rows.right && onlyLeft + onlyRight + changed === 0;
  return {
    left: pair.left.name,
    right: pair.right.name,
    equal: sameRows && oneSided.length === 0 && unlike.length === 0,
    rows,
    key: pair.hasKey ? pair.key.map(({ left }) => left.name) : [],
    ranged: pair.time !== null && (options.from !== null || options.to !== null),
    onlyLeft,
    onlyRight,
    changed,
    tolerated,
    repeatedKeys,
    columns: pair.columns.map((_, i) => toFigures(pair, summary, i, found.changedIn[i] ?? 0)),
    oneSided,
    unlike,
    samples,
  };
}

function toFigures(pair: TablePair, summary: Both<Summary>, i: number, changed: number): ColumnFigures {
  const column = pair.columns[i];
  const both = (name: string): Both<string | null> | null => {
    const of = (side: Side): string | null => summary[side][`${name}${i}`] ?? null;
    return `${name}${i}` in summary.left ? { left: of('left'), right: of('right') } : null;
  };
  const nulls = both('n');
  return {
    left: column?.left.name ?? '',
    right: column?.right.name ?? '',
    changed,
    nulls: { left: nulls?.left ?? '0', right: nulls?.right ?? '0' },
    sum: both('s'),
    first: both('l'),
    last: both('g'),
  };
}
