import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { ConfigError, messageOf } from '../../base/errors.ts';
import type { PlatformPackage } from './platform-package.ts';
import type { ServerUser } from './server-user.ts';

/** Where the runnable PostgreSQL programs are. */
export interface Programs {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

export interface PrepareOptions {
  readonly user: ServerUser | undefined;
  /** A folder of ours that may take a copy of the programs. */
  readonly dataRoot: string;
  readonly report: (line: string) => void;
}

/**
 * Makes the programs runnable by the server's account and says where they are. In place when possible; as a copy when
 * that account cannot reach node_modules (a project in root's home) or the library links cannot be made there.
 */
export async function preparePrograms(pkg: PlatformPackage, options: PrepareOptions): Promise<Programs> {
  const inPlace = programsIn(pkg.root);
  await linkLibraries(pkg.root).catch(() => undefined);
  const reasons = [`${pkg.root}: ${await whyNotRunnable(inPlace, options.user)}`];
  if (reasons[0]?.endsWith(': undefined')) return inPlace;

  for (const place of copyPlaces(pkg, options)) {
    const programs = programsIn(place);
    const reason = await copyPackage(pkg.root, place).then(() => whyNotRunnable(programs, options.user), messageOf);
    if (reason === undefined) {
      options.report(`PostgreSQL programs run from a copy in ${place}: the installed ones cannot be run in place`);
      return programs;
    }
    reasons.push(`${place}: ${reason}`);
  }
  const account = options.user === undefined ? '' : ` by the account ${options.user.name}`;
  throw new ConfigError(
    'EMBEDDED_NOT_RUNNABLE',
    `the embedded PostgreSQL cannot be run${account} from any of these places:\n  ${reasons.join('\n  ')}\n` +
      'Make one of them reachable and executable, reinstall with npm ci, or set PG_DSN.',
    { details: { reasons } },
  );
}

/** The programs of a platform package or of a copy of one. */
export function programsIn(root: string): Programs {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const at = (name: string): string => join(root, 'native', 'bin', name + suffix);
  return { postgres: at('postgres'), initdb: at('initdb'), pgCtl: at('pg_ctl') };
}

/**
 * Recreates the links between library file names. npm packages cannot hold symbolic links, so the platform package
 * makes them in an install script, which `npm ci --ignore-scripts` does not run.
 */
async function linkLibraries(packageRoot: string): Promise<void> {
  const list = join(packageRoot, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(packageRoot, target);
    const present = await lstat(path).catch(() => undefined);
    if (present === undefined)
      await symlink(relative(dirname(path), join(packageRoot, source)), path).catch(ignoreExisting);
  }
}

/** Runs `postgres --version` as the server will be run: the one check that covers paths, rights and libraries. */
function whyNotRunnable(programs: Programs, user: ServerUser | undefined): Promise<string | undefined> {
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  return new Promise((resolve) => {
    const options = { cwd: '/', timeout: 30_000, ...identity };
    execFile(programs.postgres, ['--version'], options, (error, _stdout, stderr) => {
      resolve(error === null ? undefined : stderr.trim() || error.message);
    });
  });
}

/**
 * Candidate places, best first: our own data folder; a cache folder that nobody tidies away; the temporary folder.
 * The data folder comes first because it is ours alone, but under a root-only home the server cannot reach it.
 */
function copyPlaces(pkg: PlatformPackage, options: PrepareOptions): string[] {
  const name = `postgres-programs-${pkg.version}`;
  const places = [join(options.dataRoot, name)];
  if (options.user !== undefined && process.platform === 'linux') places.push(join('/var/cache/feiqiu-etl', name));
  if (options.user !== undefined) places.push(join(tmpdir(), `feiqiu-etl-${name}`));
  return places;
}

async function copyPackage(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  if (existsSync(to)) return healCopy(from, to);
  const half = `${to}.${process.pid}.tmp`;
  await copyTree(from, half);
  // Two starters may copy at once; the second rename finds the first's folder and the copies are alike.
  await rename(half, to).catch(ignoreExisting);
  await rm(half, { recursive: true, force: true });
}

/** Puts back what a tidy-up of the temporary folder took away, without touching files a server may be using. */
async function healCopy(from: string, to: string): Promise<void> {
  const stats = await lstat(to);
  const foreign = stats.uid !== (process.getuid?.() ?? stats.uid) || (stats.mode & 0o022) !== 0;
  if (!stats.isDirectory() || (foreign && process.platform !== 'win32')) {
    throw new Error('exists and is not ours alone: programs there could have been planted');
  }
  await copyTree(from, to);
}

async function copyTree(from: string, to: string): Promise<void> {
  for (const part of ['package.json', 'native']) {
    await cp(join(from, part), join(to, part), { recursive: true, force: false, verbatimSymlinks: true });
  }
  await makeReadable(to);
  await linkLibraries(to);
}

/** A umask of 077 would leave the copy unreadable for the server's account. */
async function makeReadable(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) await makeReadable(path);
    else if (entry.isFile()) await chmod(path, dirname(path).endsWith('bin') ? 0o755 : 0o644);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
}
