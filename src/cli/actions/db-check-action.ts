import { ConfigError } from '../../base/errors.ts';
import { maskUrl } from '../../config/mask.ts';
import { connectClient } from '../../database/connection.ts';
import { type Dsn, describeDsn, parseDsn } from '../../database/dsn.ts';
import { explainFailure } from '../../database/explain-failure.ts';
import type { CheckCommandOptions } from '../commands/db.ts';
import { readConfig } from '../workplace.ts';

/** Whether a database answers a query. */
export interface ConnectionCheck {
  readonly ok: boolean;
  /** `user@host:port/database`, without the password. */
  readonly place: string;
  readonly ms: number;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Why not; null when all is well. */
  readonly problem: string | null;
}

/** A query that takes longer says nothing about the connection. */
const QUERY_TIMEOUT_MS = 30_000;

/** Connects and asks, without writing. Throws ConfigError only when nobody says which database is meant. */
export async function checkConnection({
  dsn: asked,
  query,
  ...options
}: CheckCommandOptions): Promise<ConnectionCheck> {
  const url = asked ?? readConfig(options).values.TEST_DB_DSN;
  if (url === undefined) {
    throw new ConfigError(
      'NO_TEST_DB_DSN',
      'TEST_DB_DSN is not set: put it into the environment or .env, or give --dsn. "feiqiu-etl db status" asks the configured database',
    );
  }
  const dsn = parseDsn(url, asked === undefined ? 'TEST_DB_DSN' : '--dsn');
  const place = describeDsn(dsn);
  const started = performance.now();
  const ended = (): number => Math.round(performance.now() - started);
  try {
    const { columns, rows } = await ask(dsn, query);
    return { ok: true, place, ms: ended(), columns, rows, problem: null };
  } catch (error) {
    return { ok: false, place, ms: ended(), columns: [], rows: [], problem: maskUrl(explainFailure(error, dsn)) };
  }
}

async function ask({ url, origin }: Dsn, query: string): Promise<Pick<ConnectionCheck, 'columns' | 'rows'>> {
  const client = await connectClient(url, { applicationName: 'feiqiu-etl db check', origin });
  try {
    await client.query(`set default_transaction_read_only = on; set statement_timeout = ${QUERY_TIMEOUT_MS}`);
    const { fields, rows } = await client.query<Record<string, unknown>>(query);
    return { columns: fields.map(({ name }) => name), rows };
  } finally {
    await client.end();
  }
}
