import { createHash } from 'node:crypto';
import type { Endpoint } from '../../catalog/endpoint.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { withTransaction } from '../../database/transaction.ts';
import { buildOdsDdl, type DdlStep } from './ddl.ts';
import { ODS_SCHEMA } from './tables.ts';

/** Serialises starters: DDL of two at once would fail on the catalog's unique keys. */
const LOCK_KEY = 7_420_001;

/** What would be created now; empty when the ODS layer already stands as the catalog says. */
export async function planOdsSchema(pool: Pool, endpoints: readonly Endpoint[]): Promise<DdlStep[]> {
  const steps = buildOdsDdl(endpoints);
  const sql = 'select ddl_hash from etl_admin.etl_schema where layer = $layer';
  const { rows } = await pool.query<{ ddl_hash: string }>(statement(sql, { layer: ODS_SCHEMA }));
  return rows[0]?.ddl_hash === hashOf(steps) ? [] : steps;
}

/** Creates or additively upgrades the ODS tables; does nothing when they are current. Returns whether it did. */
export async function ensureOdsSchema(pool: Pool, endpoints: readonly Endpoint[]): Promise<boolean> {
  if ((await planOdsSchema(pool, endpoints)).length === 0) return false;
  const steps = buildOdsDdl(endpoints);
  await withTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(${LOCK_KEY})`);
    await client.query(steps.map((step) => step.sql).join(';\n'));
    await client.query(
      statement(
        `insert into etl_admin.etl_schema (layer, ddl_hash) values ($layer, $hash)
on conflict (layer) do update set ddl_hash = excluded.ddl_hash, applied_at = now()`,
        { layer: ODS_SCHEMA, hash: hashOf(steps) },
      ),
    );
  });
  return true;
}

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

function hashOf(steps: readonly DdlStep[]): string {
  return createHash('md5')
    .update(steps.map((step) => step.sql).join(';'))
    .digest('hex');
}
