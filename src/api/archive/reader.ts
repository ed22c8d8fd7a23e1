import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ArchiveCorrupt, messageOf } from '../../base/errors.ts';
import { isMissing } from '../../files/file-errors.ts';
import { archivedPage } from './body.ts';
import { MANIFEST_FILE, type Manifest, type PageLine, parseManifest, scopeOf } from './manifest.ts';
import type { ArchivedWalk } from './walk.ts';

export interface ReadArchiveOptions {
  /** ODS tables to read; default all. */
  readonly tables?: readonly string[] | undefined;
  /** Stores to read; default all. */
  readonly siteIds?: readonly string[] | undefined;
  /** Told of a walk whose manifest cannot be read, which is then left out; without it such a walk throws. */
  readonly onCorrupt?: (error: ArchiveCorrupt) => void;
}

/**
 * The walks of an archive in the order in which they were started, over all stores and tables. Holds one day's folder
 * names and one manifest at a time. The archive may have been copied from elsewhere.
 */
export async function* readArchive(root: string, options: ReadArchiveOptions = {}): AsyncIterable<ArchivedWalk> {
  const series = await listSeries(root, options);
  for (const date of await listDates(root, series)) {
    for (const folder of await listWalks(root, series, date)) {
      const walk = await readOrReport(root, folder, options.onCorrupt);
      if (walk !== null) yield walk;
    }
  }
}

/** A walk as it lies in the archive, unread. */
export interface WalkFolder {
  readonly walkId: string;
  /** Relative to the root. */
  readonly folder: string;
}

/** The walks of a store, those begun on one date (UTC) at a time, the oldest first. */
export async function* listWalkFolders(root: string, siteId: string): AsyncIterable<readonly WalkFolder[]> {
  const series = await listSeries(root, { siteIds: [siteId] });
  for (const date of await listDates(root, series)) {
    const folders = await listWalks(root, series, date);
    yield folders.map((folder) => ({ folder, walkId: path.posix.basename(folder) }));
  }
}

/** One walk by its folder, relative to the root; null when it was killed before its first line was whole. */
export async function readWalk(root: string, folder: string): Promise<ArchivedWalk | null> {
  const manifest = await readManifest(root, folder);
  return manifest === null ? null : toWalk(root, folder, manifest);
}

/** What the manifest of a walk's folder says; null when there is none, or not even its first line is whole. */
export async function readManifest(root: string, folder: string): Promise<Manifest | null> {
  const file = `${folder}/${MANIFEST_FILE}`;
  try {
    return parseManifest(await readFile(path.join(root, file), 'utf8'));
  } catch (error) {
    if (isMissing(error)) return null;
    throw new ArchiveCorrupt(file, `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function toWalk(root: string, folder: string, { header, pages, end }: Manifest): ArchivedWalk {
  const counted = new Map<number, PageLine>();
  for (const page of pages) if (page.kind === 'page') counted.set(page.pageNo, page);
  const ordered = [...counted.values()].toSorted((a, b) => a.pageNo - b.pageNo);
  return {
    walkId: header.walkId,
    scope: scopeOf(header),
    startedAt: header.startedAt,
    end,
    pages: ordered.map((page) => archivedPage(root, folder, page)),
  };
}

async function readOrReport(
  root: string,
  folder: string,
  onCorrupt: ReadArchiveOptions['onCorrupt'],
): Promise<ArchivedWalk | null> {
  try {
    return await readWalk(root, folder);
  } catch (error) {
    if (!(error instanceof ArchiveCorrupt) || onCorrupt === undefined) throw error;
    onCorrupt(error);
    return null;
  }
}

/** Folders `<site_id>/<ods_table>` that the options let through. */
async function listSeries(root: string, options: ReadArchiveOptions): Promise<string[]> {
  const series: string[] = [];
  for (const site of await listFolders(root)) {
    if (!/^\d+$/.test(site) || (options.siteIds && !options.siteIds.includes(site))) continue;
    for (const table of await listFolders(path.join(root, site))) {
      if (!options.tables || options.tables.includes(table)) series.push(`${site}/${table}`);
    }
  }
  return series;
}

async function listDates(root: string, series: readonly string[]): Promise<string[]> {
  const dates = new Set<string>();
  for (const folder of series) {
    for (const date of await listFolders(path.join(root, folder))) if (/^\d{8}$/.test(date)) dates.add(date);
  }
  return [...dates].toSorted();
}

/** Walk folders of one date, by walk id: that is by time, whatever the store. */
async function listWalks(root: string, series: readonly string[], date: string): Promise<string[]> {
  const walks: { readonly id: string; readonly folder: string }[] = [];
  for (const folder of series) {
    for (const id of await listFolders(path.join(root, folder, date)))
      walks.push({ id, folder: `${folder}/${date}/${id}` });
  }
  return walks
    .toSorted((a, b) => compareText(a.id, b.id) || compareText(a.folder, b.folder))
    .map((walk) => walk.folder);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Names of the folders in a folder; none when it does not exist. */
async function listFolders(folder: string): Promise<string[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
