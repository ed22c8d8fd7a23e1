import { ODS_SCHEMA } from '../../catalog/ods-table.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { withTransaction } from '../../database/transaction.ts';

/** Removes the ODS layer with all its data. The archive stays; `replay` fills it again. */
export async function dropOdsSchema(pool: Pool): Promise<void> {
  await withTransaction(pool, async (client) => {
    await client.query(`drop schema if exists ${ODS_SCHEMA} cascade`);
    await client.query(statement('delete from etl_admin.etl_schema where layer = $layer', { layer: ODS_SCHEMA }));
    for (const table of ['etl_cursor', 'etl_window', 'etl_load_counter', 'etl_quarantine', 'etl_drift']) {
      await client.query(`delete from etl_admin.${table}`);
    }
  });
}
