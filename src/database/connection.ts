import pg from 'pg';
import { ConfigError, type EtlError, messageOf, TransientError } from '../base/errors.ts';
import { type Dsn, describeDsn, parseDsn } from './dsn.ts';
import { SQLSTATE, sqlStateOf } from './pg-error.ts';

export type Pool = pg.Pool;
/** A checked-out connection of a pool. */
export type PoolClient = pg.PoolClient;
/** Any single connection: a pool's, or one of our own. */
export type Client = pg.ClientBase;

export interface PoolOptions {
  /** Connection string in either form. */
  readonly url: string;
  /** Most connections held at a time. */
  readonly max: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Sends queries without waiting for earlier answers; streams of COPY and cursors do not work then (`copyIn` does). Default false. */
  readonly pipeline?: boolean;
}

/** The limit to reach a server, so that an unreachable one is reported within 10 seconds. */
const CONNECT_TIMEOUT_MS = 8_000;

/**
 * Most servers compile a statement that looks expensive. Ours are wide and look so on a table that was never analysed:
 * compiling one took 8 seconds where running it takes a tenth. A statement, because poolers refuse startup options.
 */
const SESSION_SQL = 'set jit = off';

/**
 * Types whose JavaScript form would lose something: 64-bit integers and decimals their digits, times their zone or
 * microseconds, json its numbers. They and their arrays stay the text PostgreSQL sent.
 */
const TEXT_TYPE_OIDS: ReadonlySet<number> = new Set([
  20, 1016, 1700, 1231, 1082, 1182, 1083, 1183, 1114, 1115, 1184, 1185, 1266, 1270, 1186, 1187, 114, 199, 3802, 3807,
]);

const asText = (value: string): string => value;

const LOSSLESS_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    TEXT_TYPE_OIDS.has(oid) && format !== 'binary' ? asText : pg.types.getTypeParser(oid, format),
};

/** A connection pool whose rows are lossless and whose connect failures are EtlErrors without secrets. */
export function createPool(options: PoolOptions): Pool {
  const dsn = parseDsn(options.url);
  const pool = new pg.Pool({
    ...connectionOptions(dsn, options.applicationName),
    max: options.max,
    pipeline: options.pipeline ?? false,
    idleTimeoutMillis: 30_000,
    Client: clientClassFor(dsn),
  });
  // Without a listener an idle connection that the server closes ends the process; the pool already replaces it.
  pool.on('error', () => undefined);
  return pool;
}

/**
 * One connection outside any pool. The caller ends it. With `pipeline` queries are sent without waiting for earlier answers,
 * each still fails alone; streams of COPY and cursors do not work then (`copyIn` does).
 */
export async function connectClient(
  url: string,
  options: { readonly applicationName?: string; readonly pipeline?: boolean; readonly origin?: string } = {},
): Promise<pg.Client> {
  const dsn = parseDsn(url, options.origin);
  const ClientClass = clientClassFor(dsn);
  const settings = connectionOptions(dsn, options.applicationName ?? 'feiqiu-etl');
  const client = new ClientClass({ ...settings, pipeline: options.pipeline ?? false });
  await client.connect();
  return client;
}

function connectionOptions(dsn: Dsn, applicationName: string): pg.ClientConfig {
  return { connectionString: dsn.url, application_name: applicationName, keepAlive: true, types: LOSSLESS_TYPES };
}

/**
 * The time limit is set on the client, not on the pool: there it would also count the time a task waits for a free
 * connection, and a busy pool would look like an unreachable server.
 */
function clientClassFor(dsn: Dsn): typeof pg.Client {
  return class DescribedClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      const given = typeof config === 'string' ? { connectionString: config } : config;
      super({ ...given, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
      // A connection lost while checked out and idle would end the process; the next query on it reports the loss.
      this.on('error', () => undefined);
    }

    override connect(): Promise<this>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<this> | undefined {
      if (callback === undefined) return connectDescribed(this, (one) => this.#connectPrepared(one), dsn);
      this.#connectPrepared((error) => callback(error ? toConnectError(error, dsn) : error));
      return undefined;
    }

    #connectPrepared(done: (error: Error) => void): void {
      super.connect((error: Error) => {
        if (!error) return this.query(SESSION_SQL, done);
        // The driver may give up in the middle of a login: the server then waits a minute for us, and so would our process.
        this.end(() => undefined);
        done(error);
      });
    }
  };
}

function connectDescribed<T>(client: T, connect: (done: (error: Error) => void) => void, dsn: Dsn): Promise<T> {
  return new Promise((resolve, reject) => {
    connect((error) => (error ? reject(toConnectError(error, dsn)) : resolve(client)));
  });
}

/** Says who could not be reached and what to do; the driver's own errors never hold the password. */
function toConnectError(error: Error, dsn: Dsn): EtlError {
  const place = describeDsn(dsn);
  const details = { host: dsn.host, port: dsn.port, database: dsn.database, user: dsn.user };
  const options = { cause: error, details, phase: 'database' } as const;
  switch (toRefusal(error)) {
    case 'login':
      return new ConfigError(
        'DB_LOGIN',
        `the database ${place} refused the login: ${error.message}. Check user and password in ${dsn.origin}.`,
        options,
      );
    case 'encryption':
      return new ConfigError(
        'DB_TLS',
        `no encrypted connection to the database ${place}: ${error.message}. Check sslmode and sslrootcert in ${dsn.origin}.`,
        options,
      );
    case 'database':
      return new ConfigError(
        'DB_MISSING',
        `the server ${dsn.host}:${dsn.port} has no database ${JSON.stringify(dsn.database)}. Create it or correct ${dsn.origin}.`,
        options,
      );
    case undefined:
      return new TransientError(
        'DB_UNREACHABLE',
        `the database at host ${dsn.host}, port ${dsn.port}, database ${dsn.database} cannot be reached: ` +
          `${reasonOf(error)}. Check that it runs and that ${dsn.origin} is right.`,
        options,
      );
  }
}

/** Why a server that was reached did not let us in: trying again would not help. */
function toRefusal(error: Error): 'login' | 'encryption' | 'database' | undefined {
  const state = sqlStateOf(error);
  if (state === SQLSTATE.invalidPassword || state === SQLSTATE.invalidAuthorization) return 'login';
  if (state === SQLSTATE.noSuchDatabase) return 'database';
  // The driver's own, without SQLSTATE: the server asks for a password and there is none to give.
  if (/client password must be/.test(error.message)) return 'login';
  const { code } = error as NodeJS.ErrnoException;
  const tls = /does not support SSL/.test(error.message) || /CERT|TLS|SSL/.test(code ?? '');
  return tls ? 'encryption' : undefined;
}

function reasonOf(error: Error): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error.message === 'timeout expired' ? `no answer within ${CONNECT_TIMEOUT_MS / 1000} seconds` : error.message;
}
