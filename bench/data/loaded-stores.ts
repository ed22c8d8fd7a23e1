import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { createPool } from '../../src/database/connection.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { startSimulator } from '../../src/simulator/start-simulator.ts';
import { type ProgramCost, runFeiqiu } from '../lib/program.ts';
import { registerStores, tokenSetting } from '../lib/register-stores.ts';

const OPENING = '2025-01-01' as LocalDate;

/** Stores that are loaded from their opening on. */
export interface StoresPlan {
  readonly stores: number;
  readonly days: number;
  readonly visitsPerDay: number;
  readonly latencyMs: number;
}

export interface StoresLoad extends Pick<ProgramCost, 'ms' | 'rssMb'> {
  /** Typed rows afterwards. */
  readonly rows: number;
}

/**
 * Loads stores with one `feiqiu-etl run` into a new database of the server: every task, from upstream to marts and checks,
 * as on the morning after the last day. Registering them is not measured.
 */
export async function loadStoresOnce(serverUrl: string, scratch: string, plan: StoresPlan): Promise<StoresLoad> {
  const { stores, days, visitsPerDay, latencyMs } = plan;
  const source = createHalls({ seed: 5, storeCount: stores, openingDate: OPENING, visitsPerDay });
  const today = addDays(OPENING, days);
  const simulator = await startSimulator({ source, frozen: true, startAt: `${today} 09:00:00`, latencyMs });
  try {
    const folder = join(scratch, `stores-${randomBytes(4).toString('hex')}`);
    const sites = Array.from({ length: stores }, (_, i) => source.siteIdAt(i));
    const tokens = sites.map((siteId, i) => [tokenSetting(i), simulator.tokenFor(siteId)]);
    return await load(sites, {
      PG_DSN: await createDatabase(serverUrl),
      API_BASE: simulator.url,
      HISTORY_FROM: OPENING,
      ETL_NOW: `${today}T01:30:00Z`,
      EXPORT_ROOT: join(folder, 'export'),
      LOG_ROOT: join(folder, 'logs'),
      ...(Object.fromEntries(tokens) as Readonly<Record<string, string>>),
    });
  } finally {
    await simulator.close();
  }
}

const TYPED_ROWS = `select coalesce(sum(rows_new), 0)::int as rows from etl_admin.etl_task_run where task_code like 'DWD\\_%'`;

async function load(
  sites: readonly string[],
  env: Readonly<Record<string, string>> & { readonly PG_DSN: string },
): Promise<StoresLoad> {
  await runFeiqiu(['init', '--quiet'], env);
  const pool = createPool({ url: env.PG_DSN, max: 1, applicationName: 'bench' });
  try {
    await registerStores(pool, sites, env);
    const { ms, rssMb } = await runFeiqiu(['run', '--quiet'], env);
    const { rows } = await pool.query<{ rows: number }>(TYPED_ROWS);
    return { ms, rssMb, rows: rows[0]?.rows ?? 0 };
  } finally {
    await pool.end();
  }
}

/** A database of its own on the server; returns its address. */
async function createDatabase(serverUrl: string): Promise<string> {
  const name = `bench_${randomBytes(4).toString('hex')}`;
  const pool = createPool({ url: serverUrl, max: 1, applicationName: 'bench' });
  try {
    await pool.query(`create database ${name}`);
  } finally {
    await pool.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
