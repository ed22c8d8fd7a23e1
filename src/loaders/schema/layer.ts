import type { ClientBase } from 'pg';
import { md5Hex } from '../../base/digest.ts';
import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { queryInTurn, withTransaction } from '../../database/transaction.ts';

/** One statement of the plan that `init` shows and runs. */
export interface DdlStep {
  readonly object: string;
  readonly sql: string;
}

/** Tables that come and change together, as the catalog declares them. */
export interface Layer {
  /** Name in etl_schema. */
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  /** Additive statements, each of which can be run again. */
  readonly steps: readonly DdlStep[];
  /** Rows that come from the catalog alone, written when the layer changes. */
  readonly fill?: (client: ClientBase) => Promise<void>;
}

/** Serialises starters: DDL of two at once would fail on the catalog's unique keys. */
const LOCK_KEY = 7_420_001;

/** What would be created now; empty when the layer already stands as the catalog says. */
export async function planLayer(db: Pick<Pool, 'query'>, layer: Layer): Promise<readonly DdlStep[]> {
  const sql = 'select ddl_hash from etl_admin.etl_schema where layer = $layer';
  const { rows } = await db.query<{ ddl_hash: string }>(statement(sql, { layer: layer.name }));
  return rows[0]?.ddl_hash === hashOf(layer.steps) ? [] : layer.steps;
}

/** Creates or additively upgrades a layer; does nothing when it is current. Returns whether it did. */
export async function ensureLayer(pool: Pool, layer: Layer): Promise<boolean> {
  if ((await planLayer(pool, layer)).length === 0) return false;
  await withTransaction(pool, async (client) => {
    await client.query(`select pg_advisory_xact_lock(${LOCK_KEY})`);
    // Every upgrade says 'already exists, skipping' some hundred times.
    await client.query('set local client_min_messages = warning');
    await queryInTurn(
      client,
      layer.steps.map((step) => step.sql),
    );
    await layer.fill?.(client);
    await client.query(
      statement(
        `insert into etl_admin.etl_schema (layer, ddl_hash) values ($layer, $hash)
on conflict (layer) do update set ddl_hash = excluded.ddl_hash, applied_at = now()`,
        { layer: layer.name, hash: hashOf(layer.steps) },
      ),
    );
  });
  return true;
}

function hashOf(steps: readonly DdlStep[]): string {
  return md5Hex(steps.map((step) => step.sql).join(';'));
}
