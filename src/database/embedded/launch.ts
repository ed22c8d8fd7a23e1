import { execFile } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../../base/clock.ts';
import { ConfigError } from '../../base/errors.ts';
import type { ClusterPlace } from './cluster.ts';
import { readPostmaster } from './postmaster.ts';
import { spawnProgram } from './run-program.ts';

export interface LaunchOptions {
  readonly clock: Clock;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly settings?: Readonly<Record<string, string>>;
}

/** What one attempt to start a server came to; anything else throws. */
export type LaunchOutcome = 'ready' | 'port-taken' | 'other-starter' | 'old-server-leaving';

const POLL_MS = 25;
const STILL_WAITING_MS = 10_000;
const ROOMY_SHM_BYTES = 512 * 1024 * 1024;
const LOG_ROTATE_BYTES = 10 * 1024 * 1024;
const WINDOWS_START_LIMIT_S = 600;

/** Starts the server and waits until it is ready or has ended; a crash recovery may take minutes and is let finish. */
export async function launch(place: ClusterPlace, port: number, options: LaunchOptions): Promise<LaunchOutcome> {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...(await sharedMemorySettings()),
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openLog(place.dataRoot);
  const ended =
    process.platform === 'win32' ? await byPgCtl(place, args) : await bySpawn(place, args, log.path, options);
  return ended === undefined ? 'ready' : classifyFailure(place, ended, log.tail());
}

/** Docker gives a container 64 MB of /dev/shm, which one parallel hash join exhausts; System V memory is not limited so. */
async function sharedMemorySettings(): Promise<Readonly<Record<string, string>>> {
  if (process.platform !== 'linux') return {};
  const shm = await statfs('/dev/shm').catch(() => undefined);
  const roomy = shm !== undefined && shm.bsize * shm.blocks >= ROOMY_SHM_BYTES;
  return roomy ? {} : { dynamic_shared_memory_type: 'sysv' };
}

/** Where the server writes its messages. */
export function logPath(dataRoot: string): string {
  return join(dataRoot, 'postgres.log');
}

/** Undefined when the server is ready, else how it ended. */
async function bySpawn(
  place: ClusterPlace,
  args: readonly string[],
  log: string,
  options: LaunchOptions,
): Promise<string | undefined> {
  const run = { program: place.programs.postgres, dataDir: place.dataDir, user: place.user, args };
  const fd = openSync(log, 'a', 0o600);
  // A session of its own: Ctrl-C in the terminal must reach us, not the database we still need to finish with.
  const child = spawnProgram(run, ['ignore', fd, fd], true);
  closeSync(fd);
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `exit ${code ?? signal}`;
  });
  child.unref();
  for (let waitedMs = 0; ended === undefined; waitedMs += POLL_MS) {
    if (options.signal?.aborted) child.kill('SIGINT');
    options.signal?.throwIfAborted();
    const found = readPostmaster(place.dataDir);
    if (found?.pid === child.pid && found?.status === 'ready') return undefined;
    if (waitedMs > 0 && waitedMs % STILL_WAITING_MS === 0) {
      options.report('the embedded PostgreSQL is still starting (recovering after a crash?)');
    }
    await options.clock.sleep(POLL_MS);
  }
  return ended;
}

/**
 * Windows, written from PostgreSQL's documentation and NOT verified on a Windows machine: pg_ctl gives up an
 * administrator's rights for the server, which postgres.exe refuses to run with, and waits until it is ready.
 */
async function byPgCtl(place: ClusterPlace, args: readonly string[]): Promise<string | undefined> {
  const quoted = args.map((arg) => `"${arg}"`).join(' ');
  const wait = ['-w', '-t', String(WINDOWS_START_LIMIT_S)];
  const start = ['start', '-D', place.dataDir, '-l', logPath(place.dataRoot), '-o', quoted, ...wait];
  return promisify(execFile)(place.programs.pgCtl, start, { windowsHide: true }).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** The server runs with LC_ALL=C, so its messages are in English whatever the machine speaks. */
function classifyFailure(place: ClusterPlace, ended: string, said: string): LaunchOutcome {
  if (said.includes('lock file "postmaster.pid" already exists')) return 'other-starter';
  if (said.includes('pre-existing shared memory block')) return 'old-server-leaving';
  if (said.includes('could not bind') || said.includes('could not create any TCP/IP sockets')) return 'port-taken';
  throw new ConfigError(
    'EMBEDDED_START',
    `the embedded PostgreSQL on ${place.dataDir} did not start (${ended}). Its log ${logPath(place.dataRoot)} says:\n${said.trim().slice(-2000)}`,
    { details: { dataDir: place.dataDir } },
  );
}

function openLog(dataRoot: string): { readonly path: string; tail(): string } {
  const path = logPath(dataRoot);
  if (existsSync(path) && statSync(path).size > LOG_ROTATE_BYTES) renameSync(path, `${path}.1`);
  const start = existsSync(path) ? statSync(path).size : 0;
  return { path, tail: () => (existsSync(path) ? readFileSync(path).subarray(start).toString() : '') };
}
