import { join } from 'node:path';
import { createPool } from '../../src/database/connection.ts';
import { ensureQueue } from '../../src/orchestration/queue/run-worker.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { startSimulator } from '../../src/simulator/start-simulator.ts';
import { measureStarts, queueWindows, watchStarts } from '../lib/live-starts.ts';
import { registerStores, tokenSetting } from '../lib/register-stores.ts';
import { startScratchServer } from '../lib/scratch-server.ts';
import { p95Of } from '../lib/stats.ts';
import { startWorkers } from '../lib/workers.ts';

const DAY = '2026-01-01';
const LATENCY_MS = 100;

/** How late the live work of a store starts, without a backfill of another store and beside it. */
export interface Share {
  readonly windows: number;
  readonly without: readonly number[];
  readonly beside: readonly number[];
  /** Windows that were read meanwhile. */
  readonly read: number;
}

/** One worker process with two slots, a store with live work, and another one that gets a backfill of so many windows. */
export async function measureShare(
  scratch: string,
  { windows, starts }: { readonly windows: number; readonly starts: number },
): Promise<Share> {
  const folder = join(scratch, 'share');
  const hall = createHalls({ seed: 3, storeCount: 2, openingDate: DAY, visitsPerDay: 2 });
  const sites = [hall.siteIdAt(0), hall.siteIdAt(1)] as const;
  const startAt = '2026-01-02 09:00:00';
  await using server = await startScratchServer(folder);
  const simulator = await startSimulator({ source: hall, frozen: true, startAt, latencyMs: LATENCY_MS });
  const pool = createPool({ url: server.url, max: 2, applicationName: 'bench' });
  try {
    const env = {
      PG_DSN: server.url,
      API_BASE: simulator.url,
      HISTORY_FROM: DAY,
      ETL_NOW: '2026-01-02T01:10:00Z',
      EXPORT_ROOT: join(folder, 'export'),
      LOG_ROOT: join(folder, 'logs'),
      ...Object.fromEntries(sites.map((siteId, i) => [tokenSetting(i), simulator.tokenFor(siteId)])),
    };
    await registerStores(pool, sites, env);
    await watchStarts(pool);
    await ensureQueue({ database: { url: server.url } });
    await using _worker = startWorkers(1, env, 2);
    // The first start is that of the process, and the first load that of everything there is.
    await measureStarts(pool, sites[0], 1);
    const without = await measureStarts(pool, sites[0], starts);
    await queueWindows(pool, sites[1], windows);
    const beside = await measureStarts(pool, sites[0], starts);
    const [done] = await server.rows<{ read: number }>(
      `select count(*)::int as read from etl_admin.etl_wanted_window where status = 'DONE'`,
    );
    return { windows, without, beside, read: done?.read ?? 0 };
  } finally {
    await pool.end();
    await simulator.close();
  }
}

/** How many times as late as without it live work starts beside the backfill. */
export const shareRatio = ({ without, beside }: Share): number => p95Of(beside) / p95Of(without);
