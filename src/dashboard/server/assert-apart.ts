import { ConfigError } from '../../base/errors.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { isPlaced } from '../../database/citus.ts';
import { warehousePlacement } from '../../loaders/schema/distribute.ts';
import type { Queryable } from '../../tasks/task.ts';

/**
 * Refuses a warehouse that is spread over machines: the database could not keep its stores apart. Citus 13 makes our
 * restrictive policies permissive on the shards, and beside the one that is open to everybody they limit nobody.
 */
export async function assertStoresApart(db: Queryable, endpoints: readonly Endpoint[]): Promise<void> {
  if (!(await isPlaced(db, warehousePlacement(endpoints)))) return;
  throw new ConfigError(
    'DASHBOARD_ON_CLUSTER',
    'the tables of this warehouse are spread over machines (Citus), where the database does not keep stores apart: a user of ' +
      'some stores could see the others, so the dashboard is not served. Serve it from a warehouse on one PostgreSQL (PG_DSN); ' +
      'on the cluster read with a login that is a member of BI_ROLE, as docs/scale-out.md says.',
  );
}
