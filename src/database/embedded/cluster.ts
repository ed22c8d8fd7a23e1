import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, lchownSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../base/errors.ts';
import type { Programs } from './programs.ts';
import { runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** The superuser and the database of the embedded server. */
export const EMBEDDED_USER = 'feiqiu';
export const EMBEDDED_DATABASE = 'feiqiu';

/** Written into postgresql.conf once, so that an owner of the data may change them later. fsync stays on. */
const INITIAL_SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  maintenance_work_mem: '128MB',
  work_mem: '16MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
};

export interface ClusterPlace {
  readonly dataRoot: string;
  readonly dataDir: string;
  readonly programs: Programs;
  readonly user: ServerUser | undefined;
  readonly password: string;
}

/** Refuses a folder that is not ours to use: of another major version, or something other than a database. */
export function assertUsableDataDir(dataDir: string, major: number): void {
  if (!existsSync(dataDir)) return;
  const versionFile = join(dataDir, 'PG_VERSION');
  if (!existsSync(versionFile)) {
    if (readdirSync(dataDir).length === 0) return;
    throw new ConfigError(
      'EMBEDDED_DATA_UNKNOWN',
      `${dataDir} is not empty and is not a PostgreSQL data folder. Move it away or choose another DATA_ROOT.`,
    );
  }
  const found = readFileSync(versionFile, 'utf8').trim();
  if (found === String(major)) return;
  throw new ConfigError(
    'EMBEDDED_DATA_VERSION',
    `${dataDir} was made by PostgreSQL ${found}; this release carries PostgreSQL ${major}, which cannot read it. Nothing was changed. Either\n` +
      `  1. go back to the release of feiqiu-etl that carries PostgreSQL ${found}, or\n` +
      `  2. start that folder with a PostgreSQL ${found} of your own, dump it with pg_dump, rename the folder, run ` +
      `"feiqiu-etl db start" and restore the dump with psql, or\n` +
      '  3. rename the folder, run "feiqiu-etl init" and rebuild from the archived responses with "feiqiu-etl replay".',
    { details: { dataDir, found, needed: major } },
  );
}

/**
 * Makes the data folder when there is none. initdb works in a folder of its own, renamed when complete: a killed
 * initdb leaves no half database, and of two starters at once the slower one finds the place taken and throws its
 * work away, so no lock file is needed that could go stale.
 */
export async function ensureCluster(place: ClusterPlace): Promise<void> {
  if (existsSync(join(place.dataDir, 'PG_VERSION'))) {
    giveTo(place.dataDir, place.user);
    return;
  }
  await removeAbandoned(place.dataRoot);
  const fresh = join(place.dataRoot, `postgres.new-${process.pid}-${randomBytes(3).toString('hex')}`);
  await mkdir(fresh, { mode: 0o700 });
  if (place.user !== undefined) chownSync(fresh, place.user.uid, place.user.gid);
  try {
    await runInitdb(place, fresh);
    await rename(fresh, place.dataDir);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!existsSync(join(place.dataDir, 'PG_VERSION'))) throw error;
  }
}

/**
 * scram with a random password rather than trust: on a shared machine every local account can reach 127.0.0.1, and the
 * superuser of a database with members' phone numbers in it may also run programs.
 */
async function runInitdb(place: ClusterPlace, dir: string): Promise<void> {
  const settings = Object.entries(INITIAL_SETTINGS).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const passwordFile = `${dir}.pw`;
  await writeFile(passwordFile, `${place.password}\n`, { mode: 0o600 });
  if (place.user !== undefined) chownSync(passwordFile, place.user.uid, place.user.gid);
  const input = await open(passwordFile);
  try {
    // By descriptor, because the server's account may be unable to reach the file by its path.
    const pwfile = process.platform === 'win32' ? passwordFile : '/dev/stdin';
    const access = ['-U', EMBEDDED_USER, '-A', 'scram-sha-256', `--pwfile=${pwfile}`];
    const format = ['--encoding=UTF8', '--locale=C', '--no-instructions'];
    const stdin = process.platform === 'win32' ? undefined : input.fd;
    const run = { program: place.programs.initdb, dataDir: dir, user: place.user };
    await runProgram({ ...run, args: [...access, ...format, ...settings], stdin });
  } finally {
    await input.close();
    await rm(passwordFile, { force: true });
  }
}

/** Sets the password of a stopped database whose `postgres.json` was lost. */
export async function resetPassword(place: ClusterPlace): Promise<void> {
  const script = join(place.dataRoot, `postgres.new-${process.pid}.sql`);
  await writeFile(script, `alter role ${EMBEDDED_USER} password '${place.password}'\n`, { mode: 0o600 });
  const input = await open(script);
  try {
    const run = { program: place.programs.postgres, dataDir: place.dataDir, user: place.user };
    await runProgram({ ...run, leadingArgs: ['--single'], args: ['postgres'], stdin: input.fd });
  } finally {
    await input.close();
    await rm(script, { force: true });
  }
}

/** After a copy or restore as root the files belong to root, and the server's account cannot open them. */
function giveTo(dataDir: string, user: ServerUser | undefined): void {
  if (user === undefined || lstatSync(dataDir).uid === user.uid) return;
  for (const entry of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(dataDir, entry), user.uid, user.gid);
  }
  chownSync(dataDir, user.uid, user.gid);
}

async function removeAbandoned(dataRoot: string): Promise<void> {
  for (const name of await readdir(dataRoot)) {
    const pid = Number(/^postgres\.new-(\d+)/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(dataRoot, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
