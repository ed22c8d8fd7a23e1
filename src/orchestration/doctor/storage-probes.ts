import { existsSync } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, DAY_MS } from '../../base/clock.ts';
import type { Config } from '../../config/load-config.ts';
import type { Pool } from '../../database/connection.ts';
import { listBackups } from '../../database/embedded/backup/backup-format.ts';
import { archiveRootOf } from '../connect-upstream.ts';
import { type FoundDatabase, needsTables } from './database-probes.ts';
import { ok, type Probe, skipped, type Verdict, warn } from './probe.ts';

const GIGABYTE = 1024 ** 3;
const OLDEST_BACKUP_DAYS = 7;
/** Days of the archive that are measured, and days it should still have room for. */
const MEASURED_DAYS = 3;
const ROOM_DAYS = 30;
const LARGE_RESULTS_BYTES = 2 * GIGABYTE;

/** What grows, and whether there is a copy of it. */
export function storageProbes(found: FoundDatabase, config: Config, clock: Clock): Probe[] {
  return [
    { id: 'backup', examine: () => examineBackup(config, clock) },
    { id: 'archive-growth', examine: () => examineArchive(archiveRootOf(config), clock) },
    needsTables(found, 'check-results', examineResults),
  ];
}

async function examineBackup({ values }: Config, clock: Clock): Promise<Verdict> {
  const { PG_DSN, DATA_ROOT, BACKUP_ROOT } = values;
  if (PG_DSN !== undefined) return skipped('PG_DSN names a server: its backups are not ours to judge');
  if (!existsSync(path.join(DATA_ROOT, 'postgres', 'PG_VERSION'))) return skipped('there is no embedded database yet');
  const [newest] = await listBackups(BACKUP_ROOT);
  const fix =
    'run "feiqiu-etl db backup --keep 7", best every night; the archive is a second copy of what upstream sent';
  if (newest === undefined) return warn(`no backup of the embedded database lies in ${BACKUP_ROOT}`, fix);
  return judgeBackup(newest.madeAt, clock.now(), fix);
}

/** What the age of the last backup means. */
export function judgeBackup(madeAt: Date, now: Date, fix: string): Verdict {
  const days = (now.getTime() - madeAt.getTime()) / DAY_MS;
  const finding = `the last backup was made ${days.toFixed(1)} days ago`;
  return days > OLDEST_BACKUP_DAYS ? warn(finding, fix) : ok(finding);
}

async function examineArchive(root: string, clock: Clock): Promise<Verdict> {
  if (!existsSync(root)) return skipped(`there is no archive in ${root} yet`);
  const now = clock.now().getTime();
  const dates = Array.from({ length: MEASURED_DAYS }, (_, i) => new Date(now - (i + 1) * DAY_MS));
  const names = new Set(dates.map((date) => date.toISOString().slice(0, 10).replaceAll('-', '')));
  const bytes = await sizeOfDates(root, names);
  const { bavail, bsize } = await statfs(root);
  return judgeGrowth(bytes / MEASURED_DAYS, bavail * bsize);
}

/** How long the free space lasts at so many bytes a day. */
export function judgeGrowth(bytesPerDay: number, free: number): Verdict {
  const grown = `the archive grew by ${(bytesPerDay / 1e6).toFixed(1)} MB a day`;
  const days = bytesPerDay === 0 ? Number.POSITIVE_INFINITY : Math.floor(free / bytesPerDay);
  if (days >= ROOM_DAYS) return ok(grown);
  return warn(
    `${grown}: there is room for ${days} days`,
    'move EXPORT_ROOT to a larger disk, or set RETENTION_ARCHIVE_DAYS and run "feiqiu-etl prune"',
  );
}

/** Of the folders `<site>/<table>/<date>`. */
async function sizeOfDates(root: string, dates: ReadonlySet<string>): Promise<number> {
  let bytes = 0;
  for (const site of await foldersIn(root, (name) => /^\d+$/.test(name))) {
    for (const table of await foldersIn(site, () => true)) {
      for (const date of await foldersIn(table, (name) => dates.has(name))) bytes += await sizeOf(date);
    }
  }
  return bytes;
}

async function foldersIn(folder: string, isMeant: (name: string) => boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((one) => one.isDirectory() && isMeant(one.name)).map((one) => path.join(folder, one.name));
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function examineResults(pool: Pool): Promise<Verdict> {
  const sql = `select pg_total_relation_size('etl_admin.etl_check_result')::float8 as bytes`;
  const bytes = (await pool.query<{ bytes: number }>(sql)).rows[0]?.bytes ?? 0;
  const finding = `the results of checks take ${(bytes / 1e6).toFixed(1)} MB`;
  if (bytes < LARGE_RESULTS_BYTES) return ok(finding);
  return warn(finding, '"feiqiu-etl prune" shows what may go; RETENTION_CHECK_DAYS says how long they are kept');
}
