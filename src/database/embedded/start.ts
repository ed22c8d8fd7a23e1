import { existsSync } from 'node:fs';
import { access, constants, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { ConfigError, messageOf, TransientError } from '../../base/errors.ts';
import { connectClient } from '../connection.ts';
import { SQLSTATE, sqlStateOf } from '../pg-error.ts';
import { finishRestore } from './backup/finish-restore.ts';
import {
  assertUsableDataDir,
  type ClusterPlace,
  EMBEDDED_DATABASE,
  EMBEDDED_USER,
  ensureCluster,
  resetPassword,
} from './cluster.ts';
import { launch, logPath } from './launch.ts';
import { findPlatformPackage, type PlatformPackage } from './platform-package.ts';
import { awaitPostmaster, endOrphans, isServing, type Postmaster, readPostmaster } from './postmaster.ts';
import { preparePrograms } from './programs.ts';
import { chooseServerUser, type ServerUser } from './server-user.ts';
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

const MAX_ATTEMPTS = 8;
const RETRY_MS = 250;
const LOOKS_FOR_OTHERS = 10;
const OTHERS = `
select application_name as name from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;

/**
 * Starts the embedded PostgreSQL of a data root, or attaches to the one that is running there. Safe to call from any
 * number of processes at once: PostgreSQL's own lock on its data folder decides who starts, the others attach.
 */
export async function startEmbedded(options: StartEmbeddedOptions): Promise<EmbeddedServer> {
  const dataRoot = resolve(options.dataRoot);
  const dataDir = join(dataRoot, 'postgres');
  // First of all, because another account's folder cannot even be looked into.
  const user = chooseServerUser(dataDir);
  await makeDataRoot(dataRoot);
  const attached = await attach(dataRoot, options);
  if (attached !== undefined) {
    options.report(`using the embedded PostgreSQL that runs already (process ${attached.pid}, port ${attached.port})`);
    return attached;
  }

  const place = await prepare(dataRoot, user, options);
  const state = await createState(dataRoot);
  let port = state.port ?? (await freePort());
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const outcome = await launch(place, port, options);
    if (outcome === 'ready') return finishStart(dataRoot, state, options);
    if (outcome === 'other-starter') {
      const theirs = await attach(dataRoot, options);
      if (theirs !== undefined) return theirs;
    }
    if (outcome === 'old-server-leaving') await endOrphans(dataDir, options.clock, options.signal);
    if (outcome === 'port-taken') port = await freePort();
    else await options.clock.sleep(RETRY_MS, options.signal);
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

async function makeDataRoot(dataRoot: string): Promise<void> {
  try {
    await mkdir(dataRoot, { recursive: true });
    await access(dataRoot, constants.W_OK);
  } catch (cause) {
    throw new ConfigError(
      'DATA_ROOT',
      `the folder of the embedded database cannot be written (${messageOf(cause)}). Set DATA_ROOT to one that can, or PG_DSN to a server.`,
      { cause, details: { dataRoot } },
    );
  }
}

async function prepare(
  dataRoot: string,
  user: ServerUser | undefined,
  options: StartEmbeddedOptions,
): Promise<ClusterPlace> {
  const dataDir = join(dataRoot, 'postgres');
  await finishRestore(dataRoot);
  const pkg = (options.findPackage ?? findPlatformPackage)();
  assertUsableDataDir(dataDir, pkg.major);
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

/** The running server of a data root, without starting one; undefined when none runs. */
export async function attach(
  dataRoot: string,
  options: Pick<StartEmbeddedOptions, 'clock' | 'signal'>,
): Promise<EmbeddedServer | undefined> {
  const dataDir = join(resolve(dataRoot), 'postgres');
  for (let attempt = 1; existsSync(dataDir); attempt++) {
    const running = await awaitPostmaster(dataDir, options.clock, options.signal);
    if (running === undefined) return undefined;
    try {
      return await attachTo(running, dataRoot);
    } catch (error) {
      // It may be on its way out, killed a moment ago or shutting down: look again whether it is still there.
      if (!(error instanceof TransientError) || attempt >= MAX_ATTEMPTS) throw error;
    }
    await options.clock.sleep(RETRY_MS, options.signal);
  }
  return undefined;
}

async function attachTo({ pid, port }: Postmaster, dataRoot: string): Promise<EmbeddedServer> {
  const state = await readState(resolve(dataRoot));
  if (state === undefined) {
    throw new ConfigError(
      'EMBEDDED_STATE',
      `a PostgreSQL (process ${pid}) runs on ${dataRoot}, but postgres.json with its password is missing. End it with ` +
        `"kill -INT ${pid}" and start again: a new password is set then.`,
    );
  }
  await ensureDatabase(state, port);
  return { url: urlOf(state, port), port, pid, started: false, stop: async () => undefined };
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
  const others = await readOtherClients(url, options.clock).catch(() => []);
  if (others.length > 0) {
    options.report(
      `the embedded PostgreSQL stays up: ${others.length} other connection(s) use it. Stop it with "feiqiu-etl db stop".`,
    );
    return;
  }
  await stopPostmaster(pid, dataDir, options.clock);
}

/**
 * The names of the connections besides our own. Those that were closed a moment ago may still be leaving, so those seen are
 * given a second to go.
 */
export async function readOtherClients(url: string, clock: Clock): Promise<readonly string[]> {
  const client = await connectClient(url);
  try {
    let others: readonly string[] = [];
    for (let look = 0; look < LOOKS_FOR_OTHERS; look++) {
      if (look > 0) await clock.sleep(1000 / LOOKS_FOR_OTHERS);
      const { rows } = await client.query<{ name: string }>(OTHERS);
      others = rows.map(({ name }) => name);
      if (others.length === 0) break;
    }
    return others;
  } finally {
    await client.end();
  }
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
