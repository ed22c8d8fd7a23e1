import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigError, messageOf } from '../../base/errors.ts';
import { isLocalDate, type LocalDate } from '../../base/local-time.ts';
import { isUnwritable } from '../../files/file-errors.ts';
import { type ExportManifest, exportTables } from '../../orchestration/export/export-tables.ts';
import { type ExportFormat, FORMATS } from '../../orchestration/export/format.ts';
import { type ExportedTable, LAYERS, selectTables } from '../../orchestration/export/select-tables.ts';
import { listStoreIds, loadStores } from '../../orchestration/stores.ts';
import type { Queryable, Store } from '../../tasks/task.ts';
import type { ExportOptions } from '../commands/export.ts';
import { parseNames, parseStoreIds } from '../parse-options.ts';
import { loadSurroundings, withReadingPlace } from '../workplace.ts';

/** What `export` wrote. */
export interface ExportReport {
  readonly folder: string;
  readonly files: readonly ExportManifest[];
  /** What a reader of the files has to know, as sentences. */
  readonly notes: readonly string[];
}

/** Where the files go. */
interface Destination {
  readonly folder: string;
  /** The one file asked for; null: named after the tables. */
  readonly file: string | null;
  readonly format: ExportFormat;
}

/** Writes the tables into files. What can be wrong with the request is found before a database is opened. */
export async function executeExport(words: readonly string[], options: ExportOptions): Promise<ExportReport> {
  const { config, endpoints } = loadSurroundings({ ...options, quiet: true });
  const siteIds = parseStoreIds(options.stores);
  const [from, to] = [toDay('--from', options.from), toDay('--to', options.to)];
  if (from !== null && to !== null && from > to)
    throw new ConfigError('BAD_RANGE', `--from ${from} lies after --to ${to}`);
  const selected = selectTables(
    {
      tables: words,
      layer: options.layer === undefined ? null : toWord('--layer', options.layer, LAYERS),
      columns: parseNames('--columns', options.columns),
      personal: options.personal === true,
      byStore: siteIds !== null,
    },
    endpoints,
  );
  const target = destinationOf(options, selected.tables, config.values.EXPORT_ROOT);
  if (target.format !== 'csv' && (options.excel === true || options.formulas === true)) {
    throw new ConfigError('BAD_OPTIONS', `--excel and --formulas are for csv, not for ${target.format}`);
  }
  const suffix = from === null && to === null ? '' : `_${from ?? 'begin'}_${to ?? 'end'}`;
  const fileOf = ({ name, days }: ExportedTable): string =>
    target.file ?? path.join(target.folder, `${name}${days === null ? '' : suffix}.${target.format}`);
  const files = await withReadingPlace(options, async (place) => {
    if (siteIds !== null) await loadStores(place.db, siteIds);
    const rows = { from, to, siteIds, stores: await everyStore(place.db) };
    const { excel = false, formulas = false } = options;
    const how = { format: target.format, fileOf, excel, allowFormulas: formulas, timezone: config.values.TIMEZONE };
    return writing(target.folder, () => exportTables(place, { tables: selected.tables, rows, ...how }));
  });
  return {
    folder: target.folder,
    files,
    notes: [...selected.notes, ...notesOf(selected.tables, files, suffix !== '')],
  };
}

/** Those that are not enabled have data as well. */
async function everyStore(db: Queryable): Promise<Store[]> {
  const siteIds = await listStoreIds(db);
  return siteIds.length === 0 ? [] : loadStores(db, siteIds);
}

function destinationOf(options: ExportOptions, tables: readonly ExportedTable[], exportRoot: string): Destination {
  const stated = options.format === undefined ? null : toWord('--format', options.format, FORMATS);
  if (options.output === undefined) {
    return { folder: path.join(exportRoot, 'EXPORT'), file: null, format: stated ?? 'csv' };
  }
  const output = path.resolve(options.output);
  const ending = FORMATS.find((format) => output.toLowerCase().endsWith(`.${format}`)) ?? null;
  const isFolder = existsSync(output) ? statSync(output).isDirectory() : ending === null;
  if (isFolder) return { folder: output, file: null, format: stated ?? 'csv' };
  assertOneFile(output, tables.length, { stated, ending });
  return { folder: path.dirname(output), file: output, format: stated ?? ending ?? 'csv' };
}

function assertOneFile(
  output: string,
  tables: number,
  { stated, ending }: { readonly stated: ExportFormat | null; readonly ending: ExportFormat | null },
): void {
  if (tables !== 1) {
    throw new ConfigError(
      'BAD_OUTPUT',
      `--output ${output} is one file, and ${tables} tables are to be exported: name a folder`,
    );
  }
  if (stated !== null && ending !== null && stated !== ending) {
    throw new ConfigError(
      'BAD_OUTPUT',
      `--output ${output} does not end as --format ${stated} says: leave one of them out`,
    );
  }
}

/** A folder that cannot be written is a mistake of the request, and a full disk is told with its place. */
async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isUnwritable(cause)) throw cause;
    const what = `the export cannot be written to ${folder}: ${messageOf(cause)}. Give another folder with --output`;
    throw new ConfigError('EXPORT_NOT_WRITTEN', `${what}; files that are there already are whole.`, { cause });
  }
}

function notesOf(tables: readonly ExportedTable[], files: readonly ExportManifest[], hasRange: boolean): string[] {
  const whole = hasRange ? tables.filter(({ days }) => days === null).map(({ name }) => name) : [];
  const withheld = tables.filter(({ leftOut }) => leftOut.length > 0);
  const marked = files.reduce((sum, file) => sum + file.marked, 0);
  return [
    ...(whole.length === 0
      ? []
      : [`exported as a whole, because its rows belong to no business day: ${whole.join(', ')}`]),
    ...withheld.map(({ name, leftOut }) => `${name} without personal data (--personal): ${leftOut.join(', ')}`),
    ...(marked === 0
      ? []
      : [`${marked} texts that look like formulas got an apostrophe in front (--formulas leaves them)`]),
  ];
}

function toDay(flag: string, text: string | undefined): LocalDate | null {
  if (text === undefined) return null;
  if (isLocalDate(text)) return text;
  throw new ConfigError(
    'BAD_RANGE',
    `${flag} ${JSON.stringify(text)} is not a date: give a business day as YYYY-MM-DD`,
  );
}

function toWord<W extends string>(flag: string, text: string, words: readonly W[]): W {
  const found = words.find((word) => word === text.toLowerCase());
  if (found !== undefined) return found;
  throw new ConfigError('BAD_OPTIONS', `${flag} ${JSON.stringify(text)} is none of ${words.join(', ')}`);
}
