import { createHash } from 'node:crypto';
import { DIMENSIONS } from '../../catalog/dimensions.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { withTransaction } from '../../database/transaction.ts';
import type { DdlStep } from '../ods/ddl.ts';
import { loadCalendar } from './calendar.ts';
import { buildDimensionDdl } from './ddl.ts';
import { loadEnums } from './enum-table.ts';

/** Serialises starters: DDL of two at once would fail on the catalog's unique keys. */
const LOCK_KEY = 7_420_003;
const LAYER = 'billiards.dimensions';

/** What would be created now; empty when the dimension tables already stand as the catalog says. */
export async function planDimensionSchema(pool: Pick<Pool, 'query'>): Promise<DdlStep[]> {
  const steps = buildDimensionDdl(DIMENSIONS);
  const sql = 'select ddl_hash from etl_admin.etl_schema where layer = $layer';
  const { rows } = await pool.query<{ ddl_hash: string }>(statement(sql, { layer: LAYER }));
  return rows[0]?.ddl_hash === hashOf(steps) ? [] : steps;
}

/**
 * Creates or additively upgrades the dimension tables and fills those that come from the catalog alone (codes and
 * calendar); does nothing when they are current. Returns whether it did.
 */
export async function ensureDimensionSchema(pool: Pool): Promise<boolean> {
  const steps = await planDimensionSchema(pool);
  if (steps.length === 0) return false;
  await withTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(${LOCK_KEY})`);
    // Every upgrade says 'already exists, skipping' some hundred times.
    await client.query('set local client_min_messages = warning');
    await client.query(steps.map((step) => step.sql).join(';\n'));
    await loadEnums(client);
    await loadCalendar(client);
    await client.query(
      statement(
        `insert into etl_admin.etl_schema (layer, ddl_hash) values ($layer, $hash)
on conflict (layer) do update set ddl_hash = excluded.ddl_hash, applied_at = now()`,
        { layer: LAYER, hash: hashOf(steps) },
      ),
    );
  });
  return true;
}

function hashOf(steps: readonly DdlStep[]): string {
  return createHash('md5')
    .update(steps.map((step) => step.sql).join(';'))
    .digest('hex');
}
