import type { Clock } from '../../base/clock.ts';
import { ConfigError, messageOf } from '../../base/errors.ts';
import type { Reporter } from '../../base/reporter.ts';
import type { Config } from '../../config/load-config.ts';
import { connectClient } from '../../database/connection.ts';
import { describeDsn, parseDsn } from '../../database/dsn.ts';
import { attach, startEmbedded } from '../../database/embedded/start.ts';
import { stopEmbedded } from '../../database/embedded/stop.ts';
import type { CommonOptions } from '../common-options.ts';
import { loadSurroundings } from '../workplace.ts';

/** What `db start` did. */
export interface DatabaseStarted {
  readonly started: boolean;
  readonly pid: number;
  readonly port: number;
  /** `user@host:port/database`, without the password. */
  readonly place: string;
  readonly summary: string;
}

/** What `db stop` did. */
export interface DatabaseStopped {
  readonly stopped: boolean;
  readonly pid: number | null;
  readonly summary: string;
}

/** Whether the configured database answers. */
export interface DatabaseStatus {
  readonly kind: 'embedded' | 'server';
  readonly running: boolean;
  readonly place: string | null;
  readonly pid: number | null;
  readonly version: string | null;
  readonly summary: string;
}

/** Starts the embedded database and leaves it to itself; finding it running is success as well. */
export async function startDatabase(options: CommonOptions): Promise<DatabaseStarted> {
  const { config, clock, reporter } = loadEmbedded(options, 'start');
  const { DATA_ROOT: dataRoot } = config.values;
  const server = await startEmbedded({ dataRoot, clock, report: (line) => reporter.info(line) });
  const { started, pid, port } = server;
  const place = describeDsn(parseDsn(server.url));
  const found = started ? 'started' : 'runs already';
  const summary = `the embedded database ${place} ${found} (process ${pid}); "feiqiu-etl db url" prints its connection string, "feiqiu-etl db stop" ends it`;
  return { started, pid, port, place, summary };
}

/** Stops the embedded database whoever started it; finding none running is success as well. */
export async function stopDatabase(options: CommonOptions): Promise<DatabaseStopped> {
  const { config, clock } = loadEmbedded(options, 'stop');
  const { DATA_ROOT: dataRoot } = config.values;
  const pid = await stopEmbedded({ dataRoot, clock });
  const summary =
    pid === undefined
      ? `no embedded database runs on ${dataRoot}`
      : `the embedded database (process ${pid}) is stopped`;
  return { stopped: pid !== undefined, pid: pid ?? null, summary };
}

/** Looks for the configured database without starting anything. */
export async function readDatabaseStatus(options: CommonOptions): Promise<DatabaseStatus> {
  const { config, clock } = loadSurroundings(options);
  const { PG_DSN: dsn, DATA_ROOT: dataRoot } = config.values;
  if (dsn !== undefined) return describeServer(parseDsn(dsn).url, 'server', null);
  const embedded = await attach(dataRoot, { clock });
  if (embedded !== undefined) return describeServer(embedded.url, 'embedded', embedded.pid);
  const summary = `the embedded database on ${dataRoot} is not running; runs start it by themselves, "feiqiu-etl db start" keeps it up`;
  return { kind: 'embedded', running: false, place: null, pid: null, version: null, summary };
}

async function describeServer(url: string, kind: DatabaseStatus['kind'], pid: number | null): Promise<DatabaseStatus> {
  const place = describeDsn(parseDsn(url));
  try {
    const version = await readVersion(url);
    const process = pid === null ? '' : ` (process ${pid})`;
    const summary = `the ${kind} database ${place} answers: PostgreSQL ${version}${process}`;
    return { kind, running: true, place, pid, version, summary };
  } catch (error) {
    return { kind, running: false, place, pid, version: null, summary: messageOf(error) };
  }
}

async function readVersion(url: string): Promise<string> {
  const client = await connectClient(url);
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    return rows[0]?.server_version ?? '';
  } finally {
    await client.end();
  }
}

export interface EmbeddedSurroundings {
  readonly config: Config;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

/** What a command for the embedded database needs; throws ConfigError when a server of one's own is configured. */
export function loadEmbedded(options: CommonOptions, command: string, instead = ''): EmbeddedSurroundings {
  const surroundings = loadSurroundings(options);
  const { PG_DSN: dsn } = surroundings.config.values;
  if (dsn === undefined) return surroundings;
  throw new ConfigError(
    'NOT_EMBEDDED',
    `PG_DSN is set (${describeDsn(parseDsn(dsn))}), so the embedded database is not in use: db ${command} is not for ` +
      `servers of one's own.${instead} Leave PG_DSN empty to use the embedded one.`,
  );
}
