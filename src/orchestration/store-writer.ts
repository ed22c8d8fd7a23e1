import { hostname } from 'node:os';
import type { Client } from '../database/connection.ts';
import { acquireLease, type Lease, type LeaseHolder } from '../database/lease.ts';
import { withSavepoint, withTransaction } from '../database/transaction.ts';
import type { Atomically, Queryable, Store } from '../tasks/task.ts';
import type { Workplace } from './workplace.ts';

/** As good as for ever. */
export const FOREVER_MS = 24 * 3600 * 1000;

/** Takes the store's lease, waiting as long as allowed; the lease ends when the store is done. */
export function leaseStore(
  place: Omit<Workplace, 'config'>,
  store: Pick<Store, 'siteId'>,
  waitMs: number,
  as: Omit<LeaseHolder, 'host'> = { name: `run ${process.pid}` },
): Promise<Lease> {
  const holder = { ...as, host: hostname() };
  return acquireLease(place.database.controlPool, store.siteId, holder, {
    clock: place.clock,
    waitMs,
    signal: place.signal,
    report: (line) => place.reporter.warn(line),
  });
}

/** Undoes a dry run after its work has returned. */
class DryRunDone extends Error {}

/**
 * Gives the work its way to the database. Ordinarily every piece is one transaction, fenced by the lease. A dry run is
 * one connection in one transaction with a savepoint a piece, and all of it is rolled back.
 */
export async function withWriter<T>(
  place: Workplace,
  lease: Lease,
  dryRun: boolean,
  work: (db: Queryable, atomically: Atomically) => Promise<T>,
): Promise<T> {
  const { pool } = place.database;
  if (!dryRun) {
    return work(pool, (piece) =>
      withTransaction(pool, async (client) => {
        await lease.assertHeld(client);
        return piece(client);
      }),
    );
  }
  let result: { readonly value: T } | undefined;
  try {
    await withTransaction(pool, async (client: Client) => {
      result = { value: await work(client, (piece) => withSavepoint(client, 'dry_run_piece', () => piece(client))) };
      throw new DryRunDone();
    });
  } catch (error) {
    if (!(error instanceof DryRunDone)) throw error;
  }
  if (result === undefined) throw new Error('a dry run ended without a result');
  return result.value;
}
