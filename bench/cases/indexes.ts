import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { OPENING, openHall, runWell } from '../data/hall-year.ts';
import {
  type IndexedTable,
  measureWrite,
  readIndexedTables,
  readIndexScans,
  type TableIndex,
  type WriteCost,
} from '../data/index-cost.ts';
import type { CaseContext, CaseResult, ResultLine } from '../lib/case-result.ts';
import { shown, spreadOf } from '../lib/stats.ts';

const SIZES = {
  full: { days: 31, visits: 60, rows: 100_000, tables: 8 },
  quick: { days: 5, visits: 20, rows: 5_000, tables: 2 },
};
/** Ordinary mornings in which the use of indexes is counted. */
const MORNINGS = 3;

interface Measured extends WriteCost {
  readonly table: IndexedTable;
  /** Null: the key alone. */
  readonly index: TableIndex | null;
  readonly written: number;
}

/** What every index beside a key costs a written row, and how often ordinary days read it. */
export async function runIndexes(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { quick, repetitions } = context.options;
  const size = quick ? SIZES.quick : SIZES.full;
  await using hall = await openHall(context.scratch, size.visits);
  const day = (n: number): string => addDays(OPENING as LocalDate, n);
  context.say(`loading a store up to its day ${size.days}, and ${MORNINGS} mornings`);
  await hall.at(day(size.days), async (place) => void (await runWell(place, '*')));
  for (let morning = 1; morning <= MORNINGS; morning += 1) {
    await hall.at(day(size.days + morning), async (place) => {
      if (morning === 1) await place.database.pool.query('vacuum (analyze)');
      if (morning === 1) await place.database.pool.query('select pg_stat_reset()');
      await runWell(place, '*');
    });
  }
  return await hall.at(day(size.days + MORNINGS), async ({ database: { pool } }) => {
    const scans = await readIndexScans(pool);
    await pool.query('vacuum (analyze)');
    const tables = await readIndexedTables(pool);
    const measured: Measured[] = [];
    for (const table of tables.slice(0, size.tables)) {
      for (let repetition = 1; repetition <= repetitions; repetition += 1) {
        const contenders = [null, ...table.indexes];
        for (const index of repetition % 2 === 1 ? contenders : contenders.toReversed())
          measured.push({ table, index, ...(await measureWrite(pool, table, index, size.rows)) });
      }
      context.say(`  ${table.schema}.${table.table}: ${table.indexes.length} indexes`);
    }
    return report(measured, { tables, scans, size, repetitions, seconds: (performance.now() - startedAt) / 1000 });
  });
}

interface Found {
  readonly tables: readonly IndexedTable[];
  readonly scans: ReadonlyMap<string, number>;
  readonly size: (typeof SIZES)['full'];
  readonly repetitions: number;
  readonly seconds: number;
}

function report(measured: readonly Measured[], found: Found): CaseResult {
  const { tables, scans, size, repetitions, seconds } = found;
  const scansOf = ({ schema }: IndexedTable, { name }: TableIndex): number => scans.get(`${schema}.${name}`) ?? 0;
  const idle = tables.flatMap((table) =>
    table.indexes
      .filter((index) => scansOf(table, index) === 0)
      .map(({ columns }) => `${table.schema}.${table.table} (${columns})`),
  );
  return {
    name: 'indexes',
    title: 'What indexes cost, and who reads them',
    method: [
      `A simulated store with ${size.days} days of ${size.visits} visits, then ${MORNINGS} ordinary mornings (all tasks, upstream to checks); scans are those of the mornings. No page of the dashboard was opened.`,
      `Write: the rows of the table, for as many stores as make ${shown(size.rows)}, inserted into an empty copy with its key alone or with one index more, in turn, ${repetitions} times; a CHECKPOINT before each. The difference of the medians is the cost of the index. The ${size.tables} largest tables.`,
      'All indexes begin with `site_id` and leave out rows without a value.',
    ],
    columns: [
      'table',
      'index on',
      'a row, µs',
      'of it the index, µs',
      'WAL of the index, bytes a row',
      'size, bytes a row',
      'scans',
    ],
    lines: tables
      .slice(0, size.tables)
      .flatMap((table) => table.indexes.map((index) => lineOf(table, index, measured, scansOf(table, index)))),
    goals: [],
    notes: [
      `Without a scan in the mornings: ${idle.length} of ${tables.reduce((sum, { indexes }) => sum + indexes.length, 0)} indexes of ODS and DWD: ${idle.map((one) => `\`${one}\``).join(', ')}.`,
    ],
    seconds,
    raw: { measured, scans: Object.fromEntries(scans) },
  };
}

function lineOf(table: IndexedTable, index: TableIndex, measured: readonly Measured[], scans: number): ResultLine {
  const of = (wanted: TableIndex | null): readonly Measured[] =>
    measured.filter((one) => one.table === table && one.index === wanted);
  const aRow = (wanted: TableIndex | null, cost: (one: Measured) => number): number =>
    spreadOf(of(wanted).map((one) => cost(one) / one.written)).median;
  const more = (cost: (one: Measured) => number): number => aRow(index, cost) - aRow(null, cost);
  return {
    cells: [
      `\`${table.schema}.${table.table}\``,
      `\`${index.columns}\``,
      shown(
        aRow(index, ({ ms }) => ms * 1000),
        1,
      ),
      shown(
        more(({ ms }) => ms * 1000),
        1,
      ),
      shown(more(({ walBytes }) => walBytes)),
      shown(aRow(index, ({ indexBytes }) => indexBytes)),
      shown(scans),
    ],
  };
}
