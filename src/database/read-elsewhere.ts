import type { QueryResultRow } from 'pg';
import { type Client, connectClient } from './connection.ts';
import { describeDsn, parseDsn } from './dsn.ts';
import { statement } from './statement.ts';

/** A database that is only read: everything read from it is as it was at one moment. */
export interface ReadDatabase extends AsyncDisposable {
  readonly client: Client;
  /** `user@host:port/database`, for messages. */
  readonly place: string;
}

/**
 * Connects and begins a transaction that sees one state and cannot write. Times come in UTC. `origin` is the flag or
 * setting that holds the connection string, for messages.
 */
export async function readElsewhere(url: string, origin: string): Promise<ReadDatabase> {
  const place = describeDsn(parseDsn(url, origin));
  const client = await connectClient(url, { applicationName: 'feiqiu-etl reader', origin });
  const close = (): Promise<void> => client.end();
  try {
    await client.query('begin isolation level repeatable read, read only');
    await client.query(
      `set local time zone 'UTC'; set local datestyle to 'ISO, YMD'; set local search_path to pg_catalog`,
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { client, place, [Symbol.asyncDispose]: close };
}

export interface StreamOptions {
  readonly values?: Readonly<Record<string, unknown>>;
  /** Rows held at a time. */
  readonly batch?: number;
  readonly signal: AbortSignal;
}

const BATCH_ROWS = 1_000;
let cursors = 0;

/** The rows of a query in its order, a batch in memory at a time. Needs an open transaction and no pipeline. */
export async function* streamRows<Row extends QueryResultRow>(
  client: Client,
  sql: string,
  { values = {}, batch = BATCH_ROWS, signal }: StreamOptions,
): AsyncGenerator<Row, void> {
  const name = `feiqiu_${++cursors}`;
  const { text, values: positional } = statement(`declare ${name} no scroll cursor for ${sql}`, values);
  await client.query(text, positional);
  for (;;) {
    signal.throwIfAborted();
    const { rows } = await client.query<Row>(`fetch ${batch} from ${name}`);
    yield* rows;
    if (rows.length < batch) break;
  }
  await client.query(`close ${name}`);
}
