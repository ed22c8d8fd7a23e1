import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { readPlain } from '../api/archive/plain.ts';
import { describeUnknown, openPlainFolder, type PlainFolder } from '../api/archive/plain-folder.ts';
import { PlainNames } from '../api/archive/plain-names.ts';
import { readArchive } from '../api/archive/reader.ts';
import type { ArchivedWalk } from '../api/archive/walk.ts';
import { type ArchiveCorrupt, ConfigError } from '../base/errors.ts';
import { toSiteId } from '../base/ids.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { Store } from '../tasks/task.ts';

/** Where a replay reads from, and what of it. */
export interface ReplaySource {
  /** An archive of real runs, or a folder of plain files (or one such folder a store, named by its id). */
  readonly dir: string;
  /** Names of plain files, or of tables; none means all. */
  readonly includeFiles?: readonly string[];
  /** Names of plain files beyond those that are known, and the table each stands for. */
  readonly fileNames?: ReadonlyMap<string, string>;
}

/** What was found before anything is done. */
export interface FoundSource {
  /** Stores that the folder names; none when its files may belong to any. */
  readonly siteIds: readonly string[];
  /** One line a JSON file that will not be read, because nobody knows what it holds. */
  readonly leftOut: readonly string[];
}

/**
 * Looks into a folder without reading its files. Throws ConfigError when there is nothing to replay in it, or when a file
 * that was asked for by name is not there: a warehouse must not be emptied for that.
 */
export async function findSource(source: ReplaySource, endpoints: readonly Endpoint[]): Promise<FoundSource> {
  const siteIds = await listArchivedStores(source.dir);
  const names = new PlainNames(endpoints, source.fileNames);
  const below = siteIds.map((siteId) => path.join(source.dir, siteId));
  const folders: PlainFolder[] = [];
  for (const dir of [source.dir, ...below]) {
    const folder = await openPlainFolder(dir, { names, ...source });
    if (folder !== null) folders.push(folder);
    if (dir === source.dir && folder !== null) break;
  }
  if (folders.length === 0 && siteIds.length === 0) throw nothingThere(source.dir);
  if (folders.length === 0) tablesAsked(source, names);
  const leftOut = folders.flatMap(({ unknown }) => unknown.map((name) => describeUnknown(name, names)));
  return { siteIds, leftOut };
}

/** The walks of one store, in the order in which they were received. */
export async function openSource(
  source: ReplaySource,
  store: Store,
  options: {
    readonly endpoints: readonly Endpoint[];
    /** Names are understood by all endpoints, whichever of them are to be read. */
    readonly allEndpoints: readonly Endpoint[];
    /** Told of what cannot be read and is left out; the table it belongs to. */
    readonly onCorrupt: (error: ArchiveCorrupt, table: string) => void;
  },
): Promise<AsyncIterable<ArchivedWalk>> {
  const { endpoints, allEndpoints, onCorrupt } = options;
  const names = new PlainNames(allEndpoints, source.fileNames);
  const plain = await findPlainFolder(source, store, names);
  if (plain !== null) return readPlain(plain.dir, { ...plain, endpoints, siteId: store.siteId, onCorrupt });
  const asked = tablesAsked(source, names);
  const tables = endpoints.map(({ table }) => table).filter((table) => asked === null || asked.has(table));
  return readArchive(source.dir, {
    tables,
    siteIds: [store.siteId],
    onCorrupt: (error) => onCorrupt(error, error.file.split('/')[1] ?? ''),
  });
}

/** The folder of plain files for a store: the given one, or the one below it that is named by the store's id. */
async function findPlainFolder(source: ReplaySource, store: Store, names: PlainNames): Promise<PlainFolder | null> {
  const options = { names, ...source };
  const here = await openPlainFolder(source.dir, options);
  if (here !== null) return here;
  const below = path.join(source.dir, store.siteId);
  return (await isFolder(below)) ? openPlainFolder(below, options) : null;
}

/** In an archive, whose files have no names that people gave them, only tables can be asked for. */
function tablesAsked({ includeFiles = [] }: ReplaySource, names: PlainNames): ReadonlySet<string> | null {
  if (includeFiles.length === 0) return null;
  const tables = includeFiles.map((name) => {
    const table = names.tableNamed(name);
    if (table !== undefined) return table;
    throw new ConfigError(
      'BAD_INCLUDE_FILE',
      `INCLUDE_FILES names ${JSON.stringify(name)}, which is no ODS table.${names.hint(name)} An archive holds tables, not files`,
    );
  });
  return new Set(tables);
}

/** Store ids that an archive or a folder of plain files per store holds; throws ConfigError when it is no folder. */
export async function listArchivedStores(dir: string): Promise<string[]> {
  if (!(await isFolder(dir))) {
    throw new ConfigError('NO_FOLDER', `${dir} is not a folder that can be read`);
  }
  const entries = await readdir(dir, { withFileTypes: true });
  return entries.flatMap((one) => (one.isDirectory() && /^[1-9]\d{0,18}$/.test(one.name) ? [toSiteId(one.name)] : []));
}

async function isFolder(dir: string): Promise<boolean> {
  const found = await stat(dir).catch(() => undefined);
  return found?.isDirectory() === true;
}

function nothingThere(dir: string): ConfigError {
  return new ConfigError(
    'NOTHING_TO_REPLAY',
    `there is nothing to replay in ${dir}: neither an archive (folders named by store id) nor JSON files. ` +
      'Name the folder, or set JSON_DOC_DIR or EXPORT_ROOT',
    { details: { dir } },
  );
}
