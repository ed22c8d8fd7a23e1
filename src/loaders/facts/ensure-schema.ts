import { createHash } from 'node:crypto';
import { FACTS } from '../../catalog/facts.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { withTransaction } from '../../database/transaction.ts';
import type { DdlStep } from '../ods/ddl.ts';
import { buildFactDdl } from './ddl.ts';

const LAYER = 'billiards.facts';
/** Serialises starters: DDL of two at once would fail on the catalog's unique keys. */
const LOCK_KEY = 7_420_002;

const hashOf = (steps: readonly DdlStep[]): string =>
  createHash('md5')
    .update(steps.map((step) => step.sql).join(';'))
    .digest('hex');

/** What would be created now; empty when the fact tables already stand as the catalog says. */
export async function planFactSchema(pool: Pool): Promise<DdlStep[]> {
  const steps = buildFactDdl(FACTS);
  const sql = 'select ddl_hash from etl_admin.etl_schema where layer = $layer';
  const { rows } = await pool.query<{ ddl_hash: string }>(statement(sql, { layer: LAYER }));
  return rows[0]?.ddl_hash === hashOf(steps) ? [] : steps;
}

/** Creates or additively upgrades the fact tables; does nothing when they are current. Returns whether it did. */
export async function ensureFactSchema(pool: Pool): Promise<boolean> {
  const steps = await planFactSchema(pool);
  if (steps.length === 0) return false;
  await withTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(${LOCK_KEY})`);
    await client.query(steps.map((step) => step.sql).join(';\n'));
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
