import type { Endpoint } from '../../catalog/endpoint.ts';
import { odsTables, TYPED_TABLES } from '../../catalog/warehouse.ts';
import { SITE_ID } from '../../catalog/warehouse-table.ts';
import type { Placement } from '../../database/citus.ts';

/** Functions of the bookkeeping schema that transforms call for each row. */
const CALLED_BY_ROW = [
  'etl_admin.accepts(text, text)',
  'etl_admin.business_date(timestamptz, timestamptz[], integer[], text[], date[])',
];

/** Bookkeeping that transforms read beside the rows: the zone of the store. */
const CONFIGURATION = [{ table: 'etl_admin.etl_store', by: null }];

/**
 * Where the data tables belong on many machines: the rows of a store together, so that nothing computed from them crosses
 * the network; what the catalog alone fills, and every store reads, everywhere. The rest of the bookkeeping stays where it is.
 */
export function warehousePlacement(endpoints: readonly Endpoint[]): Placement {
  const tables = [...odsTables(endpoints), ...TYPED_TABLES].filter(({ kind }) => kind === 'table');
  const data = tables.map(({ name, columns }) => ({
    table: name,
    by: columns.some((column) => column.name === SITE_ID.name) ? SITE_ID.name : null,
  }));
  return { tables: [...data, ...CONFIGURATION], functions: CALLED_BY_ROW };
}
