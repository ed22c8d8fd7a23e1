import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ConfigError } from '../../base/errors.ts';
import type { Config } from '../../config/load-config.ts';
import { parseDsn } from '../../database/dsn.ts';
import { EMBEDDED_DATABASE, EMBEDDED_USER } from '../../database/embedded/cluster.ts';
import { readPostmaster } from '../../database/embedded/postmaster.ts';
import { startEmbedded } from '../../database/embedded/start.ts';
import { readState } from '../../database/embedded/state.ts';
import type { CommonOptions } from '../common-options.ts';
import { loadSurroundings } from '../workplace.ts';

/** What `db url` prints. */
export interface ConnectionUrl {
  /** With the password: printing it is the purpose of the command. */
  readonly url: string;
  readonly kind: 'embedded' | 'server';
}

/** The connection string of the configured database; nothing is started or connected. */
export async function connectionUrl(options: CommonOptions): Promise<ConnectionUrl> {
  const { config, reporter } = loadSurroundings(options);
  const { PG_DSN: dsn, DATA_ROOT: dataRoot } = config.values;
  if (dsn !== undefined) return { url: forLibpq(parseDsn(dsn).url), kind: 'server' };
  const state = await readState(dataRoot);
  const running = readPostmaster(join(dataRoot, 'postgres'));
  const port = running?.port ?? state?.port;
  if (state === undefined || port === undefined) {
    throw new ConfigError(
      'NEVER_STARTED',
      `the embedded database on ${dataRoot} has never been started, so it has no address yet: "feiqiu-etl db start" makes it`,
    );
  }
  if (running === undefined) {
    reporter.info(
      `it is not running now: "feiqiu-etl db start" starts it, on this port as long as nobody else takes it`,
    );
  }
  return { url: embeddedUrl(state.password, port), kind: 'embedded' };
}

/**
 * Runs psql from PATH on the configured database, and resolves true when it ended well. The embedded database is started
 * for it and stopped behind it unless it was running. Without psql the connection string is printed instead.
 */
export async function openPsql(options: CommonOptions, args: readonly string[]): Promise<boolean> {
  const { config, clock, reporter } = loadSurroundings(options);
  const report = (line: string): void => reporter.info(line);
  const embedded = await startIfEmbedded(config, (dataRoot) => startEmbedded({ dataRoot, clock, report }));
  const url = forLibpq(embedded?.url ?? parseDsn(config.values.PG_DSN ?? '').url);
  try {
    const code = await runPsql(url, args);
    if (code !== 'missing') return code === 0;
    reporter.warn('there is no psql in PATH: install the PostgreSQL client, or give this address to another one');
    process.stdout.write(`${url}\n`);
    return false;
  } finally {
    await embedded?.stop();
  }
}

async function startIfEmbedded<T>(config: Config, start: (dataRoot: string) => Promise<T>): Promise<T | undefined> {
  return config.values.PG_DSN === undefined ? start(config.values.DATA_ROOT) : undefined;
}

function embeddedUrl(password: string, port: number): string {
  return `postgresql://${EMBEDDED_USER}:${password}@127.0.0.1:${port}/${EMBEDDED_DATABASE}`;
}

/** Our driver's own parameter, which libpq refuses to read. */
function forLibpq(url: string): string {
  const parsed = new URL(url);
  parsed.searchParams.delete('uselibpqcompat');
  return parsed.toString();
}

/** The password goes through the environment: the arguments of a process can be seen by everyone on the machine. */
function runPsql(url: string, args: readonly string[]): Promise<number | 'missing'> {
  const shown = new URL(url);
  const password = decodeURIComponent(shown.password);
  shown.password = '';
  const env = password === '' ? process.env : { ...process.env, PGPASSWORD: password };
  return new Promise((resolve, reject) => {
    // Ctrl-C in psql cancels its query; we must stay to stop the server behind it.
    const stay = (): void => undefined;
    process.on('SIGINT', stay);
    const child = spawn('psql', [shown.toString(), ...args], { stdio: 'inherit', env });
    child.once('error', (error: NodeJS.ErrnoException) => {
      process.off('SIGINT', stay);
      if (error.code === 'ENOENT') resolve('missing');
      else reject(error);
    });
    child.once('exit', (code) => {
      process.off('SIGINT', stay);
      resolve(code ?? 1);
    });
  });
}
