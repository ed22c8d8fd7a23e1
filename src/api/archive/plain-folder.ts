import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../../base/errors.ts';
import { type PlainNames, stemOf } from './plain-names.ts';

/** A plain file and the ODS table whose records it holds. */
export interface PlainFile {
  readonly name: string;
  readonly table: string;
}

/** What a folder of plain files holds. */
export interface PlainFolder {
  readonly dir: string;
  /** Files that are to be read: table by table, the oldest first. */
  readonly files: readonly PlainFile[];
  /** JSON files of which nobody knows what they hold. */
  readonly unknown: readonly string[];
}

/**
 * Looks through a folder for JSON files; null when there are none. Of `includeFiles`, the name of a file stands for this
 * file, any name of a table for all its files. Throws ConfigError when one of them stands for nothing, and when no file
 * in the folder is known: then it is not the folder that was meant.
 */
export async function openPlainFolder(
  dir: string,
  { names, includeFiles = [] }: { readonly names: PlainNames; readonly includeFiles?: readonly string[] },
): Promise<PlainFolder | null> {
  const present = (await readdir(dir)).filter((name) => /\.json$/i.test(name)).toSorted();
  if (present.length === 0) return null;
  const known: PlainFile[] = [];
  const unknown: string[] = [];
  for (const name of present) {
    const table = names.tableOf(name);
    if (table === undefined) unknown.push(name);
    else known.push({ name, table });
  }
  const asked = includeFiles.map((name) => stemOf(name.trim())).filter((name) => name !== '');
  if (asked.length > 0) {
    const wanted = new Set(asked.flatMap((name) => filesMeant(name, { dir, known, unknown, names })));
    return { dir, files: await oldestFirst(dir, [...wanted]), unknown: [] };
  }
  if (known.length === 0) throw nothingKnown(dir, unknown, names);
  return { dir, files: await oldestFirst(dir, known), unknown };
}

/** One line about a file that is left out because of its name. */
export function describeUnknown(name: string, names: PlainNames): string {
  return `${name} is left out: its name says nothing about what it holds.${names.hint(name)} --file-names FILE tells`;
}

/** A table's files together, in the order in which they were written, so that the newest state is stored last. */
async function oldestFirst(dir: string, files: readonly PlainFile[]): Promise<PlainFile[]> {
  const dated = await Promise.all(
    files.map(async (file) => ({ file, at: (await stat(path.join(dir, file.name))).mtimeMs })),
  );
  const byTable = (a: string, b: string): number => Number(a > b) - Number(a < b);
  return dated.toSorted((a, b) => byTable(a.file.table, b.file.table) || a.at - b.at).map(({ file }) => file);
}

interface Found extends PlainFolder {
  readonly known: readonly PlainFile[];
  readonly names: PlainNames;
}

function filesMeant(name: string, { dir, known, unknown, names }: Omit<Found, 'files'>): readonly PlainFile[] {
  const isCalledSo = (file: string): boolean => stemOf(file).toLowerCase() === name.toLowerCase();
  const exact = known.filter((file) => isCalledSo(file.name));
  if (exact.length > 0) return exact;
  const table = names.tableNamed(name);
  const ofTable = known.filter((file) => file.table === table);
  if (ofTable.length > 0) return ofTable;
  throw new ConfigError('BAD_INCLUDE_FILE', `INCLUDE_FILES names ${name}.json, which ${whyNot()}`, {
    details: { name, dir },
  });

  function whyNot(): string {
    if (unknown.some(isCalledSo)) return 'no table is known for: tell which in the file of --file-names';
    const there = known.map((file) => file.name).join(', ') || 'none that is known';
    const hint = table === undefined ? names.hint(name) : '';
    return `is not in ${dir}, nor any file of such a table.${hint} The files there: ${there}`;
  }
}

function nothingKnown(dir: string, unknown: readonly string[], names: PlainNames): ConfigError {
  const withHint = (name: string): string => {
    const hint = names.hint(name).trim();
    return hint === '' ? name : `${name} (${hint})`;
  };
  const shown = unknown.slice(0, SHOWN).map(withHint).join(', ');
  const more = unknown.length > SHOWN ? ` and ${unknown.length - SHOWN} more` : '';
  return new ConfigError(
    'NO_KNOWN_FILE',
    `none of the JSON files in ${dir} has a name that says what it holds: ${shown}${more}. Name them after ` +
      'ODS tables (settlement_records.json, 结账记录.json), or tell with --file-names FILE which table each belongs to',
    { details: { dir, files: unknown.slice(0, SHOWN) } },
  );
}

const SHOWN = 10;
