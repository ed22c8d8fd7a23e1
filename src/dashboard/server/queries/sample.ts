import { SNAPSHOTS } from '../../../catalog/dimensions/dimension-table.ts';
import { DWS_SCHEMA } from '../../../catalog/mart.ts';
import { plainType, SITE_ID, type TableColumn, type WarehouseTable } from '../../../catalog/warehouse-table.ts';
import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import { MASKED } from '../mask.ts';

const SHOWN = 8;

/** Whether the dashboard may read rows of it: of views only those over marts keep stores apart. */
export function hasSample(table: WarehouseTable): boolean {
  return table !== SNAPSHOTS && (table.kind === 'table' || table.name.startsWith(`${DWS_SCHEMA}.`));
}

/** Some rows as text, times on the clock of their store. Personal columns are not even read. */
export async function readSample(
  db: Queryable,
  table: WarehouseTable,
  sites: readonly string[] | null,
): Promise<readonly (readonly (string | null)[])[]> {
  const isOfStore = table.columns.some(({ name }) => name === SITE_ID.name);
  const cells = table.columns.map((column) => cellOf(column, isOfStore));
  const from = isOfStore
    ? `${table.name} t join etl_admin.etl_store s on s.site_id = t.site_id
where $sites::bigint[] is null or t.site_id = any($sites::bigint[])`
    : `${table.name} t where $sites::bigint[] is null or true`;
  const sql = `select array[${cells.join(', ')}] as cells from ${from} limit ${SHOWN}`;
  const { rows } = await db.query<{ readonly cells: readonly (string | null)[] }>(statement(sql, { sites }));
  return rows.map((row) => row.cells);
}

function cellOf(column: TableColumn, isOfStore: boolean): string {
  if (column.personal === true) return `'${MASKED}'`;
  const isTime = isOfStore && plainType(column).startsWith('timestamptz');
  return isTime
    ? `to_char(t.${column.name} at time zone s.timezone, 'YYYY-MM-DD HH24:MI:SS')`
    : `left(t.${column.name}::text, 200)`;
}
