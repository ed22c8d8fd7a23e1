import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../base/errors.ts';
import { addToLocalTime, isLocalTime, type LocalTime } from '../../base/local-time.ts';
import { SIMULATED_ENDPOINTS, type SimulatedEndpoint } from '../contract/endpoints.ts';
import type { ExactRecord, HallSource, RowQuery, WallTime } from '../hall-source.ts';
import { valueAt } from '../server/record-path.ts';
import { stringifyWire } from '../server/wire.ts';

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

/** Told after every day of every table, and at the end of a table. */
export interface PlainProgress {
  readonly table: string;
  readonly siteId: string;
  readonly records: number;
}

/** What was written. */
export interface PlainReport {
  readonly files: readonly { readonly table: string; readonly path: string; readonly records: number }[];
  readonly records: number;
}

/** Rows read at once: enough to keep the hall busy, little enough to forget. */
const BATCH_ROWS = 500;
const FLUSH_CHARACTERS = 1 << 20;

/**
 * Writes one `<ods_table>.json` a table, an array of raw records as upstream would have sent them: oldest day first,
 * newest row first within a day. Memory stays constant however long the range. A file appears under its name only when
 * it is complete.
 */
export async function writePlain(source: HallSource, options: PlainOptions): Promise<PlainReport> {
  assertRange(options);
  await mkdir(options.dir, { recursive: true });
  const files = [];
  for (const endpoint of SIMULATED_ENDPOINTS) files.push(await writeTable(source, endpoint, options));
  return { files, records: files.reduce((sum, file) => sum + file.records, 0) };
}

function assertRange({ from, to, asOf }: PlainOptions): void {
  for (const [name, time] of Object.entries({ from, to, asOf })) {
    if (!isLocalTime(time)) {
      throw new ConfigError('BAD_TIME', `${name} is ${JSON.stringify(time)}; write YYYY-MM-DD HH:MM:SS`);
    }
  }
  if (from > to) throw new ConfigError('BAD_TIME', `the range starts at ${from}, after its end ${to}`);
}

async function writeTable(
  source: HallSource,
  endpoint: SimulatedEndpoint,
  options: PlainOptions,
): Promise<PlainReport['files'][number]> {
  const path = join(options.dir, `${endpoint.table}.json`);
  const temporary = `${path}.${randomUUID()}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  let records: number;
  try {
    records = await writeRecords(file, tableRows(source, endpoint, options));
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
  await file.close();
  await rename(temporary, path);
  return { table: endpoint.table, path, records };
}

async function writeRecords(file: FileHandle, rows: Iterable<ExactRecord>): Promise<number> {
  let records = 0;
  let pending = '[';
  for (const row of rows) {
    pending += `${records === 0 ? '\n' : ',\n'}${stringifyWire(row)}`;
    records += 1;
    if (pending.length > FLUSH_CHARACTERS) {
      await file.write(pending);
      pending = '';
    }
  }
  await file.write(`${pending}\n]\n`);
  return records;
}

function* tableRows(source: HallSource, endpoint: SimulatedEndpoint, options: PlainOptions): Generator<ExactRecord> {
  let records = 0;
  for (const siteId of options.siteIds) {
    for (const query of tableQueries(source, endpoint, { ...options, siteId })) {
      for (const row of allRows(source, query)) {
        records += 1;
        yield row;
      }
      options.onProgress?.({ table: endpoint.table, siteId, records });
    }
  }
}

interface StoreRange extends PlainOptions {
  readonly siteId: string;
}

function* tableQueries(source: HallSource, endpoint: SimulatedEndpoint, range: StoreRange): Generator<RowQuery> {
  const { siteId, asOf, from, to } = range;
  const query = { table: endpoint.table, siteId, asOf };
  switch (endpoint.mode) {
    case 'snapshot':
      yield query;
      return;
    case 'per-id':
      yield* ticketQueries(source, query, range);
      return;
    case 'window':
      // A report is one answer for the whole range: its rows carry no time, so those of single days could not be told apart.
      if (endpoint.eventTime === null) yield { ...query, from, to };
      else for (const day of days(from, to)) yield { ...query, ...day };
  }
}

/** One query a settlement: tickets can only be asked for by id. */
function* ticketQueries(source: HallSource, query: RowQuery, range: StoreRange): Generator<RowQuery> {
  for (const day of days(range.from, range.to)) {
    for (const row of allRows(source, { ...query, table: 'settlement_records', ...day })) {
      const id = valueAt(row, 'settleList.id');
      if (typeof id === 'bigint') yield { ...query, id: id.toString() };
    }
  }
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
