import type { Lease } from '../database/lease.ts';
import { ensureReaders } from '../database/readers.ts';
import { emptyTables, planEmptying } from '../loaders/schema/empty-warehouse.ts';
import { warehouseReaders } from '../loaders/schema/readers.ts';
import { ensureWarehouse } from '../loaders/schema/warehouse.ts';
import { leaseStore } from './store-writer.ts';
import { listStoreIds } from './stores.ts';
import type { Workplace } from './workplace.ts';

/**
 * Removes the data of all layers, saying what, and makes what is missing anew, while nobody loads: the lease of every
 * store is taken first.
 */
export async function emptyWarehouse(place: Workplace, waitMs: number): Promise<void> {
  const { config, database, endpoints, reporter } = place;
  const { pool } = database;
  const siteIds = await listStoreIds(pool);
  const leases: Lease[] = [];
  try {
    for (const siteId of siteIds) leases.push(await leaseStore(place, { siteId }, waitMs));
    const plan = await planEmptying(pool);
    for (const { sql } of plan) reporter.info(`emptying: ${sql}`);
    await emptyTables(pool, plan);
    await ensureWarehouse(pool, endpoints);
    // Rights on dropped tables went with them.
    await ensureReaders(pool, warehouseReaders(config.values.BI_ROLE, endpoints));
  } finally {
    for (const lease of leases) await lease.release();
  }
}
