import { literal } from '../../base/sql-text.ts';
import { CALENDAR_TABLES } from '../../catalog/dimensions/calendar-tables.ts';
import { ENUM_TABLE } from '../../catalog/dimensions/enum-table.ts';
import { DWS_SCHEMA } from '../../catalog/mart.ts';
import { ODS_SCHEMA } from '../../catalog/ods-table.ts';
import { TYPED_TABLES } from '../../catalog/warehouse.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { withTransaction } from '../../database/transaction.ts';
import type { DdlStep } from './layer.ts';

/** What is known of upstream, and of what was made of it. Runs, results of checks and restatements stay: they happened. */
const BOOKKEEPING = ['cursor', 'window', 'load_counter', 'quarantine', 'drift', 'dirty_day'].map(
  (name) => `etl_admin.etl_${name}`,
);

/** Nothing in these comes from upstream. */
const OF_CATALOG = [ENUM_TABLE, ...CALENDAR_TABLES].map(({ name }) => name);
const OF_UPSTREAM = TYPED_TABLES.map(({ name }) => name).filter((name) => !OF_CATALOG.includes(name));

/**
 * Statements that remove all data of all stores: ODS whole, the rows of the typed tables and marts, which must not show
 * what ODS does not hold, and what is known of both. The archive stays.
 */
export async function planEmptying(db: Pick<Pool, 'query'>): Promise<DdlStep[]> {
  const sql = `select schemaname || '.' || tablename as name from pg_tables
where schemaname = $marts::text or schemaname || '.' || tablename = any($typed::text[]) order by 1`;
  const { rows } = await db.query<{ name: string }>(statement(sql, { marts: DWS_SCHEMA, typed: OF_UPSTREAM }));
  const tables = rows.map(({ name }) => name).join(', ');
  return [
    { object: ODS_SCHEMA, sql: `drop schema if exists ${ODS_SCHEMA} cascade` },
    ...(tables === '' ? [] : [{ object: 'typed tables and marts', sql: `truncate ${tables}` }]),
    ...BOOKKEEPING.map((table) => ({ object: table, sql: `delete from ${table}` })),
    // Else the layer would pass for standing, and not be made again.
    { object: ODS_SCHEMA, sql: `delete from etl_admin.etl_schema where layer = ${literal(ODS_SCHEMA)}` },
  ];
}

/** Removes all data, as planned, in one transaction. The ODS layer has to be made again. */
export async function emptyTables(pool: Pool, plan: readonly DdlStep[]): Promise<void> {
  await withTransaction(pool, async (client) => {
    for (const { sql } of plan) await client.query(sql);
  });
}
