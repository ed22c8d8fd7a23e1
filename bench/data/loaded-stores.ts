import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { createPool } from '../../src/database/connection.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { startSimulator } from '../../src/simulator/start-simulator.ts';
import { type ProgramCost, runFeiqiu } from '../lib/program.ts';
import { registerStores, tokenSetting } from '../lib/register-stores.ts';

const OPENING = '2025-01-01' as LocalDate;

/** Stores with so many days behind them. */
export interface StoresPlan {
  readonly stores: number;
  readonly days: number;
  readonly visitsPerDay: number;
  readonly latencyMs: number;
}

/** An upstream with stores, on the morning after their last day. */
export interface SimulatedStores extends AsyncDisposable {
  readonly url: string;
  readonly sites: readonly string[];
  tokenFor(siteId: string): string;
  /** From the opening to the present, half open. */
  readonly window: { readonly from: string; readonly to: string };
  /** What the program needs to know, but for the database. */
  readonly settings: Readonly<Record<string, string>>;
}

export async function simulateStores({ stores, days, visitsPerDay, latencyMs }: StoresPlan): Promise<SimulatedStores> {
  const source = createHalls({ seed: 5, storeCount: stores, openingDate: OPENING, visitsPerDay });
  const today = addDays(OPENING, days);
  const simulator = await startSimulator({ source, frozen: true, startAt: `${today} 09:00:00`, latencyMs });
  const sites = Array.from({ length: stores }, (_, i) => source.siteIdAt(i));
  return {
    url: simulator.url,
    sites,
    tokenFor: (siteId) => simulator.tokenFor(siteId),
    window: { from: `${OPENING} 08:00:00`, to: `${today} 09:30:00` },
    settings: {
      API_BASE: simulator.url,
      HISTORY_FROM: OPENING,
      ETL_NOW: `${today}T01:30:00Z`,
      ...Object.fromEntries(sites.map((siteId, i) => [tokenSetting(i), simulator.tokenFor(siteId)])),
    },
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

export interface StoresLoad extends Pick<ProgramCost, 'ms' | 'rssMb'> {
  /** New rows of ODS. */
  readonly rawRows: number;
  /** New rows of DWD. */
  readonly typedRows: number;
  /** Requests upstream answered. */
  readonly requests: number;
}

export interface LoadOptions {
  readonly serverUrl: string;
  readonly scratch: string;
  /** Task codes; default all. */
  readonly tasks?: readonly string[];
}

/**
 * Loads the stores with one `feiqiu-etl run` into a new database of the server, from upstream to marts and checks unless
 * fewer tasks are named. Registering the stores is not measured.
 */
export async function loadStoresOnce(stores: SimulatedStores, options: LoadOptions): Promise<StoresLoad> {
  const folder = join(options.scratch, `stores-${randomBytes(4).toString('hex')}`);
  const env = {
    ...stores.settings,
    PG_DSN: await createDatabase(options.serverUrl),
    EXPORT_ROOT: join(folder, 'export'),
    LOG_ROOT: join(folder, 'logs'),
  };
  await runFeiqiu(['init', '--quiet'], env);
  const pool = createPool({ url: env.PG_DSN, max: 1, applicationName: 'bench' });
  try {
    await registerStores(pool, stores.sites, env);
    const tasks = options.tasks === undefined ? [] : ['--tasks', options.tasks.join(',')];
    const { ms, rssMb } = await runFeiqiu(['run', '--quiet', ...tasks], env);
    const { rows } = await pool.query<Omit<StoresLoad, 'ms' | 'rssMb'>>(LOADED);
    return { ms, rssMb, ...(rows[0] ?? { rawRows: 0, typedRows: 0, requests: 0 }) };
  } finally {
    await pool.end();
  }
}

const LOADED = `select coalesce(sum(rows_new) filter (where task_code like 'ODS\\_%'), 0)::int as "rawRows",
  coalesce(sum(rows_new) filter (where task_code like 'DWD\\_%'), 0)::int as "typedRows", coalesce(sum(requests), 0)::int as requests
from etl_admin.etl_task_run`;

/** A database of its own on the server; returns its address. */
export async function createDatabase(serverUrl: string): Promise<string> {
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
