import { EtlError } from '../base/errors.ts';
import type { Client, Pool, PoolClient } from './connection.ts';

/** Runs `work` in a transaction on a connection of its own: commits when it returns, rolls back when it throws. */
export async function withTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  try {
    return await inTransaction(client, work, () => {
      broken = true;
    });
  } finally {
    // A connection that could not roll back is in an unknown state: closed, never given to the next task.
    client.release(broken);
  }
}

/** Runs `work` in a transaction that sees one state of the database throughout and cannot write. */
export async function withReadOnlyTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  return withTransaction(pool, async (client) => {
    await client.query('set transaction isolation level repeatable read, read only');
    return work(client);
  });
}

/** Like withTransaction, on a connection the caller holds (a pipelined one, for example). */
export async function inTransaction<C extends Client, T>(
  client: C,
  work: (client: C) => Promise<T>,
  onBroken: () => void = () => undefined,
): Promise<T> {
  await client.query('begin');
  let result: T;
  try {
    result = await work(client);
  } catch (error) {
    await client.query('rollback').catch(onBroken);
    throw error;
  }
  await commit(client);
  return result;
}

/**
 * Runs `work` behind a savepoint: when it throws, only what it did is undone and the transaction goes on. The caller
 * decides whether the error may pass.
 */
export async function withSavepoint<T>(client: Client, name: string, work: () => Promise<T>): Promise<T> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`${JSON.stringify(name)} is not a savepoint name`);
  await client.query(`savepoint ${name}`);
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // A lost connection cannot roll back; the error that lost it is the one to report.
    await client.query(`rollback to savepoint ${name}`).catch(() => undefined);
    await client.query(`release savepoint ${name}`).catch(() => undefined);
    throw error;
  }
  await client.query(`release savepoint ${name}`);
  return result;
}

/** PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error: work that hid an error would be lost silently. */
async function commit(client: Client): Promise<void> {
  const { command } = await client.query('commit');
  if (command === 'COMMIT') return;
  throw new EtlError(
    'COMMIT_ROLLED_BACK',
    'the transaction was rolled back at its commit, because one of its statements had failed and the error was not passed on',
    { phase: 'database' },
  );
}

/**
 * Runs statements without values in their order, on a connection the caller holds; throws the error of the first that fails.
 * Each is a message of its own: a cluster passes on the whole text of a message for every statement in it.
 */
export async function queryInTurn(client: Pick<Client, 'query'>, statements: readonly string[]): Promise<void> {
  const answers = await Promise.allSettled(statements.map((sql) => client.query(sql)));
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
