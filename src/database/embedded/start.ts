import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { ConfigError, TransientError } from '../../base/errors.ts';
import { connectClient } from '../connection.ts';
import { SQLSTATE, sqlStateOf } from '../pg-error.ts';
import {
  assertUsableDataDir,
  type ClusterPlace,
  EMBEDDED_DATABASE,
  EMBEDDED_USER,
  ensureCluster,
  resetPassword,
} from './cluster.ts';
import { findPlatformPackage, type PlatformPackage } from './platform-package.ts';
import { awaitPostmaster, isServing, readPostmaster } from './postmaster.ts';
import { preparePrograms } from './programs.ts';
import { spawnProgram } from './run-program.ts';
import { chooseServerUser } from './server-user.ts';
import { createState, type EmbeddedState, readState, rememberPort } from './state.ts';
import { stopPostmaster } from './stop.ts';

export interface StartEmbeddedOptions {
  /** Folder that holds `postgres` (data), `postgres.json` (password, port; 0600) and `postgres.log`. */
  readonly dataRoot: string;
  readonly clock: Clock;
  /** Told, in plain words, about anything that takes a while or is unusual. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Server settings for this start only, stronger than postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the programs come from; by default the installed package of this platform. */
  readonly findPackage?: () => PlatformPackage;
}

/** A running embedded server. */
export interface EmbeddedServer {
  /** Connection string with the password. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** False: it was running already and we only attached to it. */
  readonly started: boolean;
  /** Stops the server if we started it and nobody else is connected; otherwise leaves it running. Idempotent. */
  stop(): Promise<void>;
}

type LaunchOutcome = 'ready' | 'port-taken' | 'other-starter' | 'old-server-leaving';

const MAX_ATTEMPTS = 8;
const POLL_MS = 25;
const STILL_WAITING_MS = 10_000;
const LOG_ROTATE_BYTES = 10 * 1024 * 1024;

/**
 * Starts the embedded PostgreSQL of a data root, or attaches to the one that is running there. Safe to call from any
 * number of processes at once: PostgreSQL's own lock on its data folder decides who starts, the others attach.
 */
export async function startEmbedded(options: StartEmbeddedOptions): Promise<EmbeddedServer> {
  const dataRoot = resolve(options.dataRoot);
  await mkdir(dataRoot, { recursive: true });
  const dataDir = join(dataRoot, 'postgres');
  const attached = await attach(dataRoot, options);
  if (attached !== undefined) return attached;

  const place = await prepare(dataRoot, options);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const state = await createState(dataRoot);
    const port = attempt === 0 && state.port !== undefined ? state.port : await freePort();
    const outcome = await launch(place, port, options);
    if (outcome === 'ready') return finishStart(dataRoot, state, options);
    if (outcome === 'other-starter') {
      const theirs = await attach(dataRoot, options);
      if (theirs !== undefined) return theirs;
    }
    if (outcome !== 'port-taken') await options.clock.sleep(10 * POLL_MS, options.signal);
  }
  throw new TransientError(
    'EMBEDDED_START',
    `the embedded PostgreSQL on ${dataDir} did not start in ${MAX_ATTEMPTS} attempts; see ${logPath(dataRoot)}`,
    {
      phase: 'database',
      details: { dataDir },
    },
  );
}

async function prepare(dataRoot: string, options: StartEmbeddedOptions): Promise<ClusterPlace> {
  const dataDir = join(dataRoot, 'postgres');
  const pkg = (options.findPackage ?? findPlatformPackage)();
  assertUsableDataDir(dataDir, pkg.major);
  const user = chooseServerUser(dataDir);
  const programs = await preparePrograms(pkg, { user, dataRoot, report: options.report });
  const fresh = !existsSync(join(dataDir, 'PG_VERSION'));
  const passwordLost = !fresh && (await readState(dataRoot)) === undefined;
  const { password } = await createState(dataRoot);
  const place: ClusterPlace = { dataRoot, dataDir, programs, user, password };
  if (fresh) options.report(`creating the embedded PostgreSQL ${pkg.major} in ${dataDir}`);
  await ensureCluster(place);
  if (passwordLost) {
    options.report(`the password of ${dataDir} was lost (postgres.json is missing): setting a new one`);
    await resetPassword(place);
  }
  return place;
}

/** The running server of a data root, without starting one. */
export async function attach(
  dataRoot: string,
  options: Pick<StartEmbeddedOptions, 'clock' | 'signal'>,
): Promise<EmbeddedServer | undefined> {
  const dataDir = join(resolve(dataRoot), 'postgres');
  if (!existsSync(dataDir)) return undefined;
  const running = await awaitPostmaster(dataDir, options.clock, options.signal);
  if (running === undefined) return undefined;
  const state = await readState(resolve(dataRoot));
  if (state === undefined) {
    throw new ConfigError(
      'EMBEDDED_STATE',
      `a PostgreSQL (process ${running.pid}) runs on ${dataDir}, but postgres.json with its password is missing. End it with ` +
        `"kill -INT ${running.pid}" and start again: a new password is set then.`,
    );
  }
  await ensureDatabase(state, running.port);
  return {
    url: urlOf(state, running.port),
    port: running.port,
    pid: running.pid,
    started: false,
    stop: async () => undefined,
  };
}

async function finishStart(
  dataRoot: string,
  state: EmbeddedState,
  options: StartEmbeddedOptions,
): Promise<EmbeddedServer> {
  const dataDir = join(dataRoot, 'postgres');
  const running = readPostmaster(dataDir);
  if (running === undefined)
    throw new TransientError(
      'EMBEDDED_START',
      `the embedded PostgreSQL on ${dataDir} ended right after its start; see ${logPath(dataRoot)}`,
      { phase: 'database' },
    );
  await rememberPort(dataRoot, state, running.port);
  await ensureDatabase(state, running.port);
  const url = urlOf(state, running.port);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= stopUnlessShared(running.pid, dataDir, url, options);
    return stopping;
  };
  return { url, port: running.port, pid: running.pid, started: true, stop };
}

/** Another process may have attached meanwhile; stopping would break its run, and it will be attached to again. */
async function stopUnlessShared(
  pid: number,
  dataDir: string,
  url: string,
  options: StartEmbeddedOptions,
): Promise<void> {
  if (!isServing(pid, dataDir)) return;
  const others = await countOtherClients(url).catch(() => 0);
  if (others > 0) {
    options.report(
      `the embedded PostgreSQL stays up: ${others} other connection(s) use it. Stop it with "feiqiu-etl db stop".`,
    );
    return;
  }
  await stopPostmaster(pid, dataDir, options.clock);
}

async function countOtherClients(url: string): Promise<number> {
  const client = await connectClient(url);
  try {
    // A connection we closed a moment ago may still be leaving, so it is looked at twice.
    const count = `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    await client.query(`select pg_sleep(0.02) where (${count}) > 0`);
    const { rows } = await client.query<{ others: number }>(count);
    return rows[0]?.others ?? 0;
  } finally {
    await client.end();
  }
}

/** Starts the server and waits until it is ready or has ended; a crash recovery may take minutes and is let finish. */
async function launch(place: ClusterPlace, port: number, options: StartEmbeddedOptions): Promise<LaunchOutcome> {
  const log = openLog(place.dataRoot);
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...options.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const run = { program: place.programs.postgres, dataDir: place.dataDir, user: place.user, args };
  // A session of its own: Ctrl-C in the terminal must reach us, not the database we still need to finish with.
  const child = spawnProgram(run, ['ignore', log.fd, log.fd], true);
  closeSync(log.fd);
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `exit ${code ?? signal}`;
  });
  child.unref();
  for (let waitedMs = 0; ended === undefined; waitedMs += POLL_MS) {
    if (options.signal?.aborted) {
      child.kill('SIGINT');
      options.signal.throwIfAborted();
    }
    const found = readPostmaster(place.dataDir);
    if (found?.pid === child.pid && found?.status === 'ready') return 'ready';
    if (waitedMs > 0 && waitedMs % STILL_WAITING_MS === 0)
      options.report('the embedded PostgreSQL is still starting (recovering after a crash?)');
    await options.clock.sleep(POLL_MS);
  }
  return classifyFailure(place, ended, log.tail());
}

function classifyFailure(place: ClusterPlace, ended: string, said: string): LaunchOutcome {
  if (said.includes('lock file "postmaster.pid" already exists')) return 'other-starter';
  if (said.includes('pre-existing shared memory block')) return 'old-server-leaving';
  if (said.includes('could not bind') || said.includes('could not create any TCP/IP sockets')) return 'port-taken';
  throw new ConfigError(
    'EMBEDDED_START',
    `the embedded PostgreSQL on ${place.dataDir} did not start (${ended}). Its log ${logPath(place.dataRoot)} says:\n${said.trim().slice(-2000)}`,
    {
      details: { dataDir: place.dataDir },
    },
  );
}

async function ensureDatabase(state: EmbeddedState, port: number): Promise<void> {
  const admin = await connectClient(urlOf(state, port, 'postgres'));
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [EMBEDDED_DATABASE]);
    if (rowCount === 0) await admin.query(`create database ${EMBEDDED_DATABASE}`);
  } catch (error) {
    // Two starters create it at once: either error means that the other one did.
    if (![SQLSTATE.duplicateDatabase, SQLSTATE.uniqueViolation].includes(sqlStateOf(error) as never)) throw error;
  } finally {
    await admin.end();
  }
}

function urlOf(state: EmbeddedState, port: number, database = EMBEDDED_DATABASE): string {
  return `postgresql://${EMBEDDED_USER}:${state.password}@127.0.0.1:${port}/${database}`;
}

function logPath(dataRoot: string): string {
  return join(dataRoot, 'postgres.log');
}

function openLog(dataRoot: string): { readonly fd: number; tail(): string } {
  const path = logPath(dataRoot);
  if (existsSync(path) && statSync(path).size > LOG_ROTATE_BYTES) renameSync(path, `${path}.1`);
  const fd = openSync(path, 'a', 0o600);
  const start = statSync(path).size;
  return { fd, tail: () => readFileSync(path).subarray(start).toString() };
}

/** A port nobody listens on now; if somebody takes it before the server does, the start is tried with another. */
function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
