import { toSiteId } from '../base/ids.ts';
import type { Lease } from '../database/lease.ts';
import { dropOdsSchema } from '../loaders/ods/drop-schema.ts';
import { ensureWarehouse } from '../loaders/schema/warehouse.ts';
import { leaseStore } from './store-writer.ts';
import type { Workplace } from './workplace.ts';

/** Removes all ODS data and makes the layer anew, while nobody loads: the lease of every store is taken first. */
export async function emptyOds(place: Omit<Workplace, 'config'>, waitMs: number): Promise<void> {
  const { pool } = place.database;
  const { rows } = await pool.query<{ site_id: string }>('select site_id from etl_admin.etl_store order by site_id');
  const leases: Lease[] = [];
  try {
    for (const { site_id } of rows) leases.push(await leaseStore(place, { siteId: toSiteId(site_id) }, waitMs));
    await dropOdsSchema(pool);
    await ensureWarehouse(pool, place.endpoints);
  } finally {
    for (const lease of leases) await lease.release();
  }
}
