import { SNAPSHOTS } from '../../catalog/dimensions/dimension-table.ts';
import { DWD_SCHEMA } from '../../catalog/dwd-table.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { DWS_SCHEMA } from '../../catalog/mart.ts';
import { ODS_SCHEMA } from '../../catalog/ods-table.ts';
import { odsTables, TYPED_TABLES } from '../../catalog/warehouse.ts';
import type { WarehouseTable } from '../../catalog/warehouse-table.ts';
import type { Reader, ReadGrant } from '../../database/readers.ts';

/** Value of BI_ROLE that makes no role. */
export const NO_ROLE = 'none';

/**
 * The readers of the warehouse: `role` sees typed tables and marts without personal data, `<role>_personal` sees those
 * whole, and the records as received, which are full of it.
 */
export function warehouseReaders(role: string, endpoints: readonly Endpoint[]): Reader[] {
  if (role === NO_ROLE) return [];
  const whole = [...TYPED_TABLES, ...odsTables(endpoints)].map(({ name }) => name);
  return [
    {
      role,
      comment: 'feiqiu-etl: reads typed tables and marts, without personal data',
      schemas: [DWD_SCHEMA, DWS_SCHEMA],
      grants: TYPED_TABLES.filter((table) => table !== SNAPSHOTS).map(toOpenGrant),
    },
    {
      role: `${role}_personal`,
      comment: 'feiqiu-etl: reads all data tables, personal data and raw records included',
      schemas: [ODS_SCHEMA, DWD_SCHEMA, DWS_SCHEMA],
      grants: whole.map((relation) => ({ relation, columns: null })),
    },
  ];
}

/** Null when there is nothing to hide, so that columns to come can be read as well. */
function toOpenGrant({ name: relation, columns }: WarehouseTable): ReadGrant {
  const open = columns.filter((column) => column.personal !== true).map((column) => column.name);
  return { relation, columns: open.length === columns.length ? null : open };
}
