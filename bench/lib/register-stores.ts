import { loadConfig } from '../../src/config/load-config.ts';
import type { Pool } from '../../src/database/connection.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { ensureStores } from '../../src/orchestration/stores.ts';

/** The name of the setting that holds the token of each store. */
export const tokenSetting = (index: number): string => `TOKEN_${index}`;

/** Registers stores, each with a token of its own, as `stores add` does. */
export async function registerStores(
  pool: Pool,
  sites: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  await ensureStores(pool, sites, loadConfig({ env, flags: {}, readFile: () => undefined }), TASKS);
  for (const [i, siteId] of sites.entries())
    await pool.query('update etl_admin.etl_store set token_env = $2 where site_id = $1', [siteId, tokenSetting(i)]);
}
