import { ConfigError } from '../base/errors.ts';

/** A checked connection string, and its parts that may be shown to people. */
export interface Dsn {
  /** `postgresql://` form for the driver; holds the password, so it is never printed. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** The setting or flag that states it, for messages. */
  readonly origin: string;
}

type DsnParts = Omit<Dsn, 'origin'>;

/** Raised while reading; `parseDsn` adds where the text came from. */
class MalformedDsn extends Error {}

const DEFAULT_PORT = 5432;
const SHAPE = 'postgresql://user:password@host:5432/database, or host=… port=… dbname=… user=… password=…';
const PERCENT_HINT = 'Characters like @ : / # % in a user name or password must be percent-encoded (@ is %40).';

/** Reads either form of connection string. Malformed: ConfigError that says what is wrong, never the password. */
export function parseDsn(text: string, origin = 'PG_DSN'): Dsn {
  try {
    return { ...parseParts(text.trim()), origin };
  } catch (error) {
    if (!(error instanceof MalformedDsn)) throw error;
    const said = `the database connection string (${origin}) is malformed: ${error.message.replace(/\.?$/, '.')}`;
    throw new ConfigError('BAD_DSN', `${said} Expected: ${SHAPE}`);
  }
}

function parseParts(trimmed: string): DsnParts {
  if (trimmed === '') throw malformed('it is empty');
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)) return parseUrl(trimmed);
  if (/^[a-z_]+\s*=/i.test(trimmed)) return parseUrl(urlFromKeywords(trimmed));
  throw malformed('it starts with neither postgresql:// nor keyword=value');
}

/** `user@host:port/database`, for messages. */
export function describeDsn(dsn: Dsn): string {
  return `${dsn.user === '' ? '' : `${dsn.user}@`}${dsn.host}:${dsn.port}/${dsn.database}`;
}

function parseUrl(text: string): DsnParts {
  const scheme = text.slice(0, text.indexOf(':'));
  if (!/^postgres(ql)?$/i.test(scheme)) throw malformed(`its scheme is ${scheme}://, not postgresql://`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // The thrown error repeats the whole text, so it must not become the cause.
    throw malformed(`${badPartOf(text)} ${PERCENT_HINT}`);
  }
  const database = decode(url.pathname.slice(1), 'database name');
  const host = url.searchParams.get('host') ?? decode(url.hostname.replace(/^\[|\]$/g, ''), 'host');
  if (url.hash !== '') throw malformed(`it has a # in it. ${PERCENT_HINT}`);
  if (database === '' || database.includes('/'))
    throw malformed(`it does not end in one database name. ${PERCENT_HINT}`);
  if (host === '') throw malformed('it names no host');
  decode(url.password, 'password');
  const port = Number(url.port || url.searchParams.get('port') || DEFAULT_PORT);
  return { url: withLibpqSsl(url), host, port, database, user: decode(url.username, 'user name') };
}

/** What `new URL` refused, without repeating a secret: the port is the usual suspect. */
function badPartOf(text: string): string {
  const authority = text.replace(/^[^:]*:\/\//, '').split(/[/?#]/)[0] ?? '';
  const port = /:([^:\]]*)$/.exec(authority.slice(authority.lastIndexOf('@') + 1))?.[1];
  if (port !== undefined && authority.includes('@') && !isPort(port))
    return `its port ${JSON.stringify(port)} is not a number from 1 to 65535.`;
  return 'it is not a URL.';
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65535;
}

/** The driver reads sslmode=require as verify-full; users paste strings that work in psql, so read it as psql does. */
function withLibpqSsl(url: URL): string {
  if (url.searchParams.has('sslmode') && !url.searchParams.has('uselibpqcompat')) {
    url.searchParams.set('uselibpqcompat', 'true');
  }
  return url.toString();
}

/** libpq's keyword form; values may be quoted with ' and escaped with \. */
function urlFromKeywords(text: string): string {
  const values = new Map<string, string>();
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/giy;
  let end = 0;
  for (let match = pair.exec(text); match !== null; match = pair.exec(text)) {
    end = pair.lastIndex;
    values.set((match[1] ?? '').toLowerCase(), (match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1'));
  }
  if (text.slice(end).trim() !== '') {
    throw malformed(`after ${values.size} keyword=value pairs the rest cannot be read; quote values that hold spaces`);
  }
  return buildUrl(values);
}

function buildUrl(values: ReadonlyMap<string, string>): string {
  const {
    host = 'localhost',
    port = String(DEFAULT_PORT),
    dbname,
    user,
    password,
    ...rest
  } = Object.fromEntries(values);
  if (dbname === undefined) throw malformed('it has no dbname=');
  if (!isPort(port)) throw malformed(`its port ${JSON.stringify(port)} is not a number from 1 to 65535.`);
  const credentials = [user, password].filter((one) => one !== undefined).map(encodeURIComponent);
  const socket = host.startsWith('/');
  const url = new URL(`postgresql://${socket ? 'localhost' : bracketed(host)}:${port}/${encodeURIComponent(dbname)}`);
  if (user !== undefined) [url.username, url.password] = [credentials[0] ?? '', credentials[1] ?? ''];
  if (socket) url.searchParams.set('host', host);
  for (const [name, value] of Object.entries(rest)) url.searchParams.set(name, value);
  return url.toString();
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(`its ${part} holds a % that is not followed by two hexadecimal digits. ${PERCENT_HINT}`);
  }
}

function malformed(what: string): MalformedDsn {
  return new MalformedDsn(what);
}
