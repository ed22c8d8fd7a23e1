import { EtlError, messageOf } from '../base/errors.ts';
import { type Dsn, describeDsn } from './dsn.ts';
import { SQLSTATE, sqlStateOf } from './pg-error.ts';

/** Why a connection or a query failed, for people who look after servers: what it means and what to look at. */
export function explainFailure(error: unknown, dsn: Dsn): string {
  return explainState(error, dsn) ?? explainNetwork(error, dsn) ?? messageOf(error);
}

function explainState(error: unknown, dsn: Dsn): string | null {
  const said = messageOf(error instanceof EtlError ? (error.cause ?? error) : error);
  switch (sqlStateOf(error)) {
    case SQLSTATE.invalidPassword:
      return `the password of user ${JSON.stringify(dsn.user)} is wrong, or there is no such user (${said})`;
    case SQLSTATE.invalidAuthorization:
      return `the server does not let ${describeDsn(dsn)} in from this machine: look at its pg_hba.conf (${said})`;
    case SQLSTATE.noSuchDatabase:
      return `the server has no database ${JSON.stringify(dsn.database)}: create it (createdb), or correct the name`;
    case SQLSTATE.insufficientPrivilege:
      return `user ${JSON.stringify(dsn.user)} may not do this: ask for the right, or use another user (${said})`;
    case SQLSTATE.undefinedTable:
      return `the connection is well, but the query is not: ${said}. "feiqiu-etl init" makes the tables`;
    case SQLSTATE.queryCanceled:
      return `the query was stopped before it ended: ${said}`;
    case SQLSTATE.readOnlyTransaction:
      return `a check only looks, and this query would write: ${said}`;
    case SQLSTATE.tooManyConnections:
      return `the server is there but has no connection to spare: close some, or raise max_connections (${said})`;
    case SQLSTATE.cannotConnectNow:
      return `the server is starting or stopping: try again in a moment (${said})`;
    default:
      return null;
  }
}

function explainNetwork(error: unknown, { host, port }: Dsn): string | null {
  const said = messageOf(error instanceof EtlError ? (error.cause ?? error) : error);
  const codes = networkCodes(error);
  const known = NETWORK.find((one) => one.codes.some((code) => codes.has(code)) || one.words?.test(said));
  return known === undefined ? null : known.why(host, `${host}:${port}`);
}

interface NetworkFailure {
  readonly codes: readonly string[];
  /** What the driver says when it has no code. */
  readonly words?: RegExp;
  readonly why: (host: string, place: string) => string;
}

const NETWORK: readonly NetworkFailure[] = [
  {
    codes: ['ECONNREFUSED'],
    why: (_, place) => `nothing listens at ${place} (refused): is PostgreSQL running there, and is the port right?`,
  },
  { codes: ['ENOTFOUND', 'EAI_AGAIN'], why: (host) => `no machine is called ${host} (unknown host)` },
  { codes: ['EHOSTUNREACH', 'ENETUNREACH'], why: (host) => `there is no way to ${host} from this machine` },
  {
    codes: ['ECONNRESET'],
    why: (_, place) => `${place} hung up: something else may listen there, or a firewall cut it off`,
  },
  {
    codes: ['ETIMEDOUT'],
    words: /timeout expired/,
    why: (_, place) =>
      `${place} does not answer (timeout): a firewall may be in the way, or the address is another machine's`,
  },
  {
    codes: [],
    words: /client password must be/,
    why: () => 'the server asks for a password, and there is none',
  },
  {
    codes: [],
    words: /does not support SSL/,
    why: () => 'the server has no TLS: leave sslmode out, or set sslmode=disable',
  },
];

/** Of the error, of what caused it, and of every address that was tried. */
function networkCodes(error: unknown): ReadonlySet<string> {
  if (!(error instanceof Error)) return new Set();
  const { code } = error as NodeJS.ErrnoException;
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return new Set([...(code === undefined ? [] : [code]), ...inner.flatMap((one) => [...networkCodes(one)])]);
}
