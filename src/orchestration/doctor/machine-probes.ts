import { existsSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../base/errors.ts';
import { isTimeZone } from '../../base/local-time.ts';
import type { Config } from '../../config/load-config.ts';
import { findPlatformPackage } from '../../database/embedded/platform-package.ts';
import { fail, ok, type Probe, type Verdict, warn } from './probe.ts';

const OLDEST_NODE = [20, 19] as const;
const GIGABYTE = 1024 ** 3;
const WARN_BELOW_BYTES = 5 * GIGABYTE;
const FAIL_BELOW_BYTES = GIGABYTE;

/** What the machine must give: Node, the database's programs, room and writable folders. */
export function machineProbes(config: Config): Probe[] {
  const { EXPORT_ROOT, LOG_ROOT, DATA_ROOT, PG_DSN, TIMEZONE } = config.values;
  return [
    { id: 'node-version', examine: () => examineNode(process.versions.node) },
    { id: 'platform-package', examine: () => examinePackage(PG_DSN !== undefined) },
    { id: 'time-zone', examine: () => examineZone(TIMEZONE) },
    { id: 'export-root', examine: () => examineFolder('EXPORT_ROOT', EXPORT_ROOT) },
    { id: 'log-root', examine: () => examineFolder('LOG_ROOT', LOG_ROOT) },
    { id: 'data-root', examine: () => examineFolder('DATA_ROOT', DATA_ROOT) },
    { id: 'disk-space', examine: () => examineDisk([EXPORT_ROOT, LOG_ROOT, DATA_ROOT]) },
  ];
}

/** Whether a Node version, such as 20.19.0, is new enough. */
export function examineNode(version: string): Verdict {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor, needMinor] = OLDEST_NODE;
  const isEnough = major > needMajor || (major === needMajor && minor >= needMinor);
  const need = OLDEST_NODE.join('.');
  return isEnough ? ok(`Node ${version}`) : fail(`Node ${version} is too old`, `install Node ${need} or newer`);
}

function examinePackage(hasServer: boolean): Verdict {
  try {
    const { version } = findPlatformPackage();
    return ok(`the embedded PostgreSQL ${version} is installed`);
  } catch (error) {
    if (hasServer) return ok('no embedded PostgreSQL for this machine, and PG_DSN names a server: none is needed');
    return fail(messageOf(error), 'run "npm install --include=optional", or set PG_DSN to a server');
  }
}

function examineZone(zone: string): Verdict {
  return isTimeZone(zone)
    ? ok(`Node knows the time zone ${zone}`)
    : fail(`Node does not know the time zone ${zone}`, 'set TIMEZONE to an IANA name such as Asia/Shanghai');
}

/** A file is really written, because a read-only or full file system is not told by its permissions. */
async function examineFolder(setting: string, folder: string): Promise<Verdict> {
  const place = nearestExisting(folder);
  try {
    await rm(await mkdtemp(path.join(place, '.feiqiu-doctor-')), { recursive: true });
  } catch (error) {
    return fail(`${folder} cannot be written: ${messageOf(error)}`, `set ${setting} to a folder that can be written`);
  }
  return ok(place === folder ? `${folder} can be written` : `${folder} is not there yet and can be made`);
}

/** The folder itself, or the closest one above it that is there. */
function nearestExisting(folder: string): string {
  let place = path.resolve(folder);
  while (!existsSync(place) && path.dirname(place) !== place) place = path.dirname(place);
  return place;
}

async function examineDisk(folders: readonly string[]): Promise<Verdict> {
  const places = [...new Set(folders.map(nearestExisting))];
  const rooms = await Promise.all(places.map(async (place) => ({ place, bytes: await freeBytes(place) })));
  const [tightest] = rooms.toSorted((a, b) => a.bytes - b.bytes);
  return tightest === undefined ? ok('no folder to look at') : judgeRoom(tightest.bytes, tightest.place);
}

async function freeBytes(place: string): Promise<number> {
  const { bavail, bsize } = await statfs(place);
  return bavail * bsize;
}

/** What so much free space means. */
export function judgeRoom(bytes: number, place: string): Verdict {
  const finding = `${(bytes / GIGABYTE).toFixed(1)} GB free for ${place}`;
  const fix = 'free some space, or move EXPORT_ROOT and DATA_ROOT to a larger disk';
  if (bytes < FAIL_BELOW_BYTES) return fail(`only ${finding}`, fix);
  return bytes < WARN_BELOW_BYTES ? warn(`only ${finding}`, fix) : ok(finding);
}
