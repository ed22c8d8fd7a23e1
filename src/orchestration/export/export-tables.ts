import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Reporter } from '../../base/reporter.ts';
import { plainType } from '../../catalog/warehouse-table.ts';
import type { Client } from '../../database/connection.ts';
import { exactUtcText } from '../../database/utc-text.ts';
import { DurableFile } from '../../files/durable-file.ts';
import { createRowWriter, type ExportFormat, type Row, type RowWriter } from './format.ts';
import { openCursor, type RowsAsked } from './rows-sql.ts';
import type { ExportedTable } from './select-tables.ts';

/** What is exported, and how. */
export interface ExportRequest {
  readonly tables: readonly ExportedTable[];
  readonly rows: RowsAsked;
  readonly format: ExportFormat;
  /** The path of the file of a table. */
  readonly fileOf: (table: ExportedTable) => string;
  readonly excel: boolean;
  readonly allowFormulas: boolean;
  /** IANA zone in which moments are written. */
  readonly timezone: string;
}

export interface ExportPlace {
  /** Inside a transaction that sees one state of the database throughout. */
  readonly db: Pick<Client, 'query'>;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** What lies in the file beside an exported one, `<file>.manifest.json`. */
export interface ExportManifest {
  /** Qualified name. */
  readonly table: string;
  readonly file: string;
  readonly format: ExportFormat;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Personal columns that were left out. */
  readonly leftOut: readonly string[];
  /** Business days, both included; null: the table as a whole. */
  readonly range: { readonly from: string | null; readonly to: string | null } | null;
  readonly stores: readonly string[] | null;
  /** The moment (ISO) whose state the file shows; the same for all files of one command. */
  readonly asOf: string;
  readonly timezone: string;
  /** Texts with an apostrophe put in front; CSV only. */
  readonly marked: number;
  readonly excel: boolean;
}

const BATCH_ROWS = 1_000;
const PROGRESS_MS = 3_000;

/** Exports the tables one after the other, in bounded memory. A file that is there was written to its end. */
export async function exportTables(place: ExportPlace, request: ExportRequest): Promise<ExportManifest[]> {
  const { db } = place;
  await db.query(`select set_config('timezone', $1, true), set_config('datestyle', 'ISO', true)`, [request.timezone]);
  // Cursors are planned for their first rows otherwise; all of them are wanted.
  await db.query('set local cursor_tuple_fraction = 1');
  const { rows } = await db.query<{ now: string }>(`select ${exactUtcText('transaction_timestamp()')} as now`);
  const asOf = rows[0]?.now ?? '';
  const manifests: ExportManifest[] = [];
  for (const table of request.tables) manifests.push(await exportTable(place, request, table, asOf));
  return manifests;
}

async function exportTable(
  place: ExportPlace,
  request: ExportRequest,
  table: ExportedTable,
  asOf: string,
): Promise<ExportManifest> {
  const { format, excel, allowFormulas, rows: asked, timezone } = request;
  const target = request.fileOf(table);
  await using file = await DurableFile.create(target);
  const writer = await createRowWriter(format, { table, file, excel, allowFormulas });
  await place.db.query(openCursor(table, asked, format));
  const rows = await copyRows(place, table, writer);
  await writer.end();
  const facts = await file.commit();
  const hasRange = table.days !== null && (asked.from !== null || asked.to !== null);
  const manifest: ExportManifest = {
    table: table.table.name,
    file: path.basename(target),
    format,
    rows,
    ...facts,
    columns: table.columns.map((column) => ({ name: column.name, type: plainType(column) })),
    leftOut: table.leftOut,
    range: hasRange ? { from: asked.from, to: asked.to } : null,
    stores: asked.siteIds,
    asOf,
    timezone,
    marked: writer.marked,
    excel,
  };
  await using beside = await DurableFile.create(`${target}.manifest.json`);
  await beside.write(`${JSON.stringify(manifest, null, 2)}\n`);
  await beside.commit();
  return manifest;
}

/** Moves the rows of the open cursor and closes it; returns how many. */
async function copyRows(
  { db, clock, reporter, signal }: ExportPlace,
  { name }: ExportedTable,
  writer: RowWriter,
): Promise<number> {
  let count = 0;
  let told = clock.now().getTime();
  for (;;) {
    signal.throwIfAborted();
    const { rows } = await db.query({ text: `fetch ${BATCH_ROWS} from rows`, rowMode: 'array' });
    await writer.write(rows as Row[]);
    count += rows.length;
    if (rows.length < BATCH_ROWS) break;
    if (clock.now().getTime() - told >= PROGRESS_MS) {
      told = clock.now().getTime();
      reporter.info(`${name}: ${count.toLocaleString('en-US')} rows so far`);
    }
  }
  await db.query('close rows');
  return count;
}
