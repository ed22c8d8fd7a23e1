import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../base/errors.ts';
import { addToLocalTime, isLocalTime, type LocalTime } from '../../base/local-time.ts';
import { SIMULATED_ENDPOINTS, type SimulatedEndpoint } from '../contract/endpoints.ts';
import type { ExactRecord, HallSource, RowQuery, WallTime } from '../hall-source.ts';
import { valueAt } from '../server/record-path.ts';
import { RecordFile } from './record-file.ts';

/** What to write, and where. */
export interface PlainOptions {
  readonly dir: string;
  readonly siteIds: readonly string[];
  /** Event time of the first row (inclusive) and of the last (exclusive), UTC+8. */
  readonly from: WallTime;
  readonly to: WallTime;
  /** The present as which rows are seen. */
  readonly asOf: WallTime;
  readonly onProgress?: (progress: PlainProgress) => void;
}

/** Told after every day of every store. */
export interface PlainProgress {
  readonly siteId: string;
  /** Everything before this time is written. */
  readonly until: WallTime;
  /** Records written so far, over all tables and stores. */
  readonly records: number;
}

/** What was written. */
export interface PlainReport {
  readonly files: readonly { readonly table: string; readonly path: string; readonly records: number }[];
  readonly records: number;
}

/** Rows read at once: enough to keep the hall busy, little enough to forget. */
const BATCH_ROWS = 500;

/**
 * Writes one `<ods_table>.json` a table, an array of raw records as upstream would have sent them: store by store, oldest
 * day first, newest row first within a day. All tables of a day are written before the next day, so that the hall plays
 * each day once; memory stays constant however long the range. No file takes its name before all are complete.
 */
export async function writePlain(source: HallSource, options: PlainOptions): Promise<PlainReport> {
  assertRange(options);
  await mkdir(options.dir, { recursive: true });
  const files = new Map<string, RecordFile>();
  try {
    for (const { table } of SIMULATED_ENDPOINTS) {
      files.set(table, await RecordFile.create(join(options.dir, `${table}.json`)));
    }
    for (const siteId of options.siteIds) await writeStore(source, files, { ...options, siteId });
    for (const file of files.values()) await file.finish();
  } catch (error) {
    for (const file of files.values()) await file.discard();
    throw error;
  }
  return {
    files: [...files].map(([table, { path, records }]) => ({ table, path, records })),
    records: recordsIn(files),
  };
}

function assertRange({ from, to, asOf }: PlainOptions): void {
  for (const [name, time] of Object.entries({ from, to, asOf })) {
    if (!isLocalTime(time)) {
      throw new ConfigError('BAD_TIME', `${name} is ${JSON.stringify(time)}; write YYYY-MM-DD HH:MM:SS`);
    }
  }
  if (from > to) throw new ConfigError('BAD_TIME', `the range starts at ${from}, after its end ${to}`);
}

interface StoreRange extends PlainOptions {
  readonly siteId: string;
}

async function writeStore(
  source: HallSource,
  files: ReadonlyMap<string, RecordFile>,
  range: StoreRange,
): Promise<void> {
  const { siteId, asOf, from, to } = range;
  for (const day of days(from, to)) {
    for (const [table, file] of files) {
      await file.add(rowsOfDay(source, endpointOf(table), { siteId, asOf, ...day }));
    }
    range.onProgress?.({ siteId, until: day.to, records: recordsIn(files) });
  }
  for (const [table, file] of files) await file.add(rowsOfWhole(source, endpointOf(table), range));
}

function recordsIn(files: ReadonlyMap<string, RecordFile>): number {
  return [...files.values()].reduce((sum, file) => sum + file.records, 0);
}

type DayQuery = Required<Pick<RowQuery, 'siteId' | 'asOf' | 'from' | 'to'>>;

/** What a day has of its own: the rows of its events, and the tickets of its settlements. */
function* rowsOfDay(source: HallSource, endpoint: SimulatedEndpoint, day: DayQuery): Generator<ExactRecord> {
  if (isDaily(endpoint)) yield* allRows(source, { ...day, table: endpoint.table });
  if (endpoint.mode !== 'per-id') return;
  for (const settlement of allRows(source, { ...day, table: 'settlement_records' })) {
    const id = valueAt(settlement, 'settleList.id');
    if (typeof id !== 'bigint') continue;
    yield* source.rows({ table: endpoint.table, siteId: day.siteId, asOf: day.asOf, id: id.toString() }, 0, 1);
  }
}

/** What is asked for once a store: lists as they stand, and the report, whose rows carry no time to tell days apart. */
function rowsOfWhole(source: HallSource, endpoint: SimulatedEndpoint, range: StoreRange): Iterable<ExactRecord> {
  if (isDaily(endpoint) || endpoint.mode === 'per-id') return [];
  const { siteId, asOf, from, to } = range;
  const window = endpoint.mode === 'window' ? { from, to } : {};
  return allRows(source, { table: endpoint.table, siteId, asOf, ...window });
}

function isDaily(endpoint: SimulatedEndpoint): boolean {
  return endpoint.mode === 'window' && endpoint.eventTime !== null;
}

function endpointOf(table: string): SimulatedEndpoint {
  const endpoint = SIMULATED_ENDPOINTS.find((candidate) => candidate.table === table);
  if (endpoint === undefined) throw new Error(`the simulated contract has no table ${table}`);
  return endpoint;
}

function* allRows(source: HallSource, query: RowQuery): Generator<ExactRecord> {
  for (let offset = 0; ; offset += BATCH_ROWS) {
    const rows = source.rows(query, offset, BATCH_ROWS);
    yield* rows;
    if (rows.length < BATCH_ROWS) return;
  }
}

function* days(from: WallTime, to: WallTime): Generator<{ readonly from: WallTime; readonly to: WallTime }> {
  for (let start = from; start < to; ) {
    const next = addToLocalTime(start as LocalTime, { days: 1 });
    const end = next < to ? next : to;
    yield { from: start, to: end };
    start = end;
  }
}
