import { SNAPSHOTS } from '../../catalog/dimensions/dimension-table.ts';
import { DWD_SCHEMA } from '../../catalog/dwd-table.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { DWS_SCHEMA } from '../../catalog/mart.ts';
import { ODS_SCHEMA } from '../../catalog/ods-table.ts';
import { odsTables, TYPED_TABLES } from '../../catalog/warehouse.ts';
import { SITE_ID, type WarehouseTable } from '../../catalog/warehouse-table.ts';
import type { Reader, ReadGrant } from '../../database/readers.ts';
import type { LimitedTable } from '../../database/row-limit.ts';

/** Value of BI_ROLE that makes no role. */
export const NO_ROLE = 'none';

/** Setting of a transaction that tells the dashboard's roles whose rows they see: store ids, or `*`. */
export const SITES_SETTING = 'feiqiu.sites';

/** The roles as which the dashboard reads: `open` without personal data, `personal` with. */
export function dashboardRoles(role: string): { readonly open: string; readonly personal: string } {
  return { open: `${role}_dashboard`, personal: `${role}_dashboard_personal` };
}

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
    ...dashboardReaders(role, endpoints),
  ];
}

/**
 * The readers behind the dashboard see rows of the stores their transaction names. A view runs with the rights of its
 * owner and so past any limit, unless it says otherwise: those over marts do (`security_invoker`), the others are left out.
 */
function dashboardReaders(role: string, endpoints: readonly Endpoint[]): Reader[] {
  const roles = dashboardRoles(role);
  const typed = TYPED_TABLES.filter(({ kind, name }) => kind === 'table' || name.startsWith(`${DWS_SCHEMA}.`));
  const raw = odsTables(endpoints).filter(({ kind }) => kind === 'table');
  const limit = {
    setting: SITES_SETTING,
    tables: [...[...typed, ...raw].flatMap(toLimited), ...BOOKS.flatMap(toLimitedBook)],
  };
  return [
    {
      role: roles.open,
      comment: 'feiqiu-etl: the dashboard reads as this role, the stores of its user only, without personal data',
      schemas: ['etl_admin', DWD_SCHEMA, DWS_SCHEMA],
      grants: [...typed.filter((table) => table !== SNAPSHOTS).map(toOpenGrant), ...BOOKS.map(toOpenBook)],
      limit,
      takenByUs: true,
    },
    {
      role: roles.personal,
      comment: 'feiqiu-etl: the dashboard reads as this role where personal data was asked for with a reason',
      schemas: ['etl_admin', ODS_SCHEMA, DWD_SCHEMA, DWS_SCHEMA],
      grants: [
        ...[...typed, ...raw].map(({ name }) => ({ relation: name, columns: null })),
        ...BOOKS.map(({ table }) => ({ relation: `etl_admin.${table}`, columns: null })),
      ],
      limit,
      takenByUs: true,
    },
  ];
}

/** A table of the bookkeeping that the dashboard shows. */
interface Book {
  readonly table: string;
  /** Column of the store; none: the rows belong to no store. */
  readonly store?: string;
  /** Rows of store 0 or null concern all stores. */
  readonly hasSharedRows?: true;
  /** What may be seen without personal data; all of it where nothing is said. */
  readonly open?: readonly string[];
}

const BOOKS: readonly Book[] = [
  { table: 'etl_store', store: 'site_id' },
  { table: 'etl_business_day', store: 'site_id' },
  { table: 'etl_task', store: 'store_id' },
  { table: 'etl_cursor', store: 'site_id' },
  { table: 'etl_window', store: 'site_id' },
  { table: 'etl_run' },
  { table: 'etl_task_run', store: 'site_id' },
  { table: 'etl_lease', store: 'site_id' },
  { table: 'etl_dirty_day', store: 'site_id' },
  { table: 'etl_restatement', store: 'site_id' },
  { table: 'etl_check_result', store: 'site_id' },
  { table: 'etl_check_sql' },
  { table: 'etl_check_snooze', store: 'site_id', hasSharedRows: true },
  { table: 'etl_schedule', store: 'site_id', hasSharedRows: true },
  { table: 'etl_schedule_state', store: 'site_id', hasSharedRows: true },
  { table: 'etl_backfill', store: 'site_id' },
  { table: 'etl_wanted_window', store: 'site_id' },
  {
    table: 'etl_drift',
    store: 'site_id',
    open: 'site_id ods_table kind path first_seen_at last_seen_at rows_affected rows_checked run_id'.split(' '),
  },
  {
    table: 'etl_quarantine',
    store: 'site_id',
    open: `quarantine_id site_id target_table entry_key source_id rule column_name reason source_file page_no record_index
      status occurrences run_id first_seen_at last_seen_at resolved_at`.split(/\s+/),
  },
];

function toOpenBook({ table, open }: Book): ReadGrant {
  return { relation: `etl_admin.${table}`, columns: open ?? null };
}

function toLimitedBook({ table, store, hasSharedRows }: Book): LimitedTable[] {
  if (store === undefined) return [];
  return [{ relation: `etl_admin.${table}`, column: store, hasSharedRows: hasSharedRows === true }];
}

function toLimited({ name, kind, columns }: WarehouseTable): LimitedTable[] {
  const isOfStore = kind === 'table' && columns.some((column) => column.name === SITE_ID.name);
  return isOfStore ? [{ relation: name, column: SITE_ID.name, hasSharedRows: false }] : [];
}

/** Null when there is nothing to hide, so that columns to come can be read as well. */
function toOpenGrant({ name: relation, columns }: WarehouseTable): ReadGrant {
  const open = columns.filter((column) => column.personal !== true).map((column) => column.name);
  return { relation, columns: open.length === columns.length ? null : open };
}
