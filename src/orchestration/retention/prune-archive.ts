import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { listWalkFolders, type WalkFolder } from '../../api/archive/reader.ts';
import { statement } from '../../database/statement.ts';
import type { Queryable } from '../../tasks/task.ts';
import { type Amount, NOTHING, plus } from './prune-rows.ts';

/** Which walks may go. */
export interface ArchiveWanted {
  readonly root: string;
  readonly siteId: string;
  /** Walks begun before it. */
  readonly before: Date;
  readonly dryRun: boolean;
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** What became of the archive of a store. */
export interface ArchivePruned extends Amount {
  /** Old walks of which the database knows nothing: they stay, because nothing else has what they hold. */
  readonly notLoaded: number;
}

/** Out of sight of readers, whose stores are folders of digits. */
const ON_ITS_WAY_OUT = '.pruned';

const LOADED = `select walk_id from etl_admin.etl_window where site_id = $siteId::bigint and walk_id = any($walkIds::text[])`;

const MARK = `update etl_admin.etl_window set pruned_at = $now::timestamptz
where site_id = $siteId::bigint and walk_id = any($walkIds::text[]) and pruned_at is null`;

/**
 * Removes whole walks that were loaded, a day at a time. A walk is noted as pruned before it goes, and leaves by one rename:
 * whoever reads the archive sees all of it or nothing, also after a kill. Needs the lease of the store.
 */
export async function pruneArchive(db: Queryable, wanted: ArchiveWanted): Promise<ArchivePruned> {
  const { root, siteId, before, dryRun, signal } = wanted;
  if (!dryRun) await rm(path.join(root, ON_ITS_WAY_OUT, siteId), { recursive: true, force: true });
  let amount = NOTHING;
  let notLoaded = 0;
  for await (const folders of listWalkFolders(root, siteId)) {
    signal.throwIfAborted();
    const old = folders.filter(({ walkId }) => startOf(walkId) < before.toISOString());
    if (old.length === 0) continue;
    const known = await loadedOf(db, siteId, old);
    const going = old.filter(({ walkId }) => known.has(walkId));
    const staying = old.filter(({ walkId }) => !known.has(walkId));
    notLoaded += staying.length;
    if (!dryRun) for (const { folder } of staying) await removeHalves(path.join(root, folder));
    for (const walk of going) amount = plus(amount, await measureWalk(root, walk));
    if (!dryRun) await removeWalks(db, wanted, going);
  }
  return { ...amount, notLoaded };
}

async function loadedOf(db: Queryable, siteId: string, walks: readonly WalkFolder[]): Promise<ReadonlySet<string>> {
  const walkIds = walks.map(({ walkId }) => walkId);
  const { rows } = await db.query<{ walk_id: string }>(statement(LOADED, { siteId, walkIds }));
  return new Set(rows.map(({ walk_id }) => walk_id));
}

async function removeWalks(
  db: Queryable,
  { root, siteId, now }: ArchiveWanted,
  walks: readonly WalkFolder[],
): Promise<void> {
  await db.query(statement(MARK, { siteId, now, walkIds: walks.map(({ walkId }) => walkId) }));
  const exit = path.join(root, ON_ITS_WAY_OUT, siteId);
  await mkdir(exit, { recursive: true, mode: 0o700 });
  for (const { folder } of walks) {
    const out = path.join(exit, folder.replaceAll('/', '_'));
    await rename(path.join(root, folder), out);
    await rm(out, { recursive: true, force: true });
    await removeIfEmpty(path.dirname(path.join(root, folder)));
  }
}

/** Bodies of which a killed process had written a part: nobody reads them, and what was asked for is asked again. */
async function removeHalves(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith('.tmp')) await rm(path.join(folder, name));
}

async function measureWalk(root: string, { folder, walkId }: WalkFolder): Promise<Amount> {
  const names = await readdir(path.join(root, folder));
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(root, folder, name))).size));
  return { items: 1, bytes: sizes.reduce((sum, size) => sum + size, 0), oldest: `${startOf(walkId).slice(0, 19)}Z` };
}

/** The moment at which a walk was begun, which its id begins with: `20251124T020000000Z-…`. */
function startOf(walkId: string): string {
  return walkId.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z');
}

async function removeIfEmpty(folder: string): Promise<void> {
  if ((await readdir(folder)).length === 0) await rmdir(folder);
}
