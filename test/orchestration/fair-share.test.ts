import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureStarts, queueWindows, watchStarts } from '../../bench/lib/live-starts.ts';
import { p95Of } from '../../bench/lib/stats.ts';
import { ensureQueue, runWorker } from '../../src/orchestration/queue/run-worker.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import type { Hooks } from '../../src/orchestration/schedule/perform.ts';
import { ensureStores } from '../../src/orchestration/stores.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { scalar } from '../harness/ods-state.ts';
import { OPENING, Scene } from '../harness/scenario.ts';

const HOOKS: Hooks = {
  afterRun: async () => undefined,
  report: async () => '',
  prune: async () => '',
  watch: async () => undefined,
};
const WINDOWS = 2_000;
const STORES = 4;
/** No window takes less: upstream answers after that. */
const WINDOW_MS = 250;

describe('a backfill of very many windows', () => {
  const hall = createHalls({ seed: 3, storeCount: STORES, openingDate: OPENING, visitsPerDay: 2 });
  const [live = '', ...backfilled] = Array.from({ length: STORES }, (_, i) => hall.siteIdAt(i));
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open({ hall, simulator: { latencyMs: WINDOW_MS } });
    await scene.inWorkplace({}, async (place) => {
      await ensureQueue(place);
      await ensureStores(scene.pool, [live, ...backfilled], place.config, TASKS);
    });
    await watchStarts(scene.pool);
  });

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  /** The delays of live starts while a worker with two slots is at work. */
  async function starts(count: number): Promise<number[]> {
    const stop = new AbortController();
    const API_TOKEN = scene.simulator.tokenFor(live, { allSites: true });
    return await scene.inWorkplace({ signal: stop.signal, settings: { API_TOKEN } }, async (place) => {
      const working = runWorker(place, { workerId: randomUUID(), concurrency: 2, hooks: HOOKS, refresh: () => place });
      try {
        return await measureStarts(scene.pool, live, count);
      } finally {
        stop.abort();
        await working;
      }
    });
  }

  const read = async (): Promise<number> =>
    Number(await scalar(scene, `select count(*) from etl_admin.etl_wanted_window where status = 'DONE'`));
  /** Windows that scans of the whole table have passed. */
  const scanned = async (): Promise<number> =>
    Number(await scalar(scene, `select seq_tup_read from pg_stat_user_tables where relname = 'etl_wanted_window'`));

  it('does not make the live work of another store wait, and does not look at all its windows for each', async () => {
    const without = await starts(12);
    await queueWindows(scene.pool, backfilled[0] ?? '', WINDOWS);
    const before = await scanned();
    const beside = await starts(12);
    expect(p95Of(beside)).toBeLessThan(2 * p95Of(without) + 100);
    expect((await scanned()) - before).toBeLessThan(WINDOWS);
    expect(await read()).toBeGreaterThan(3);
  }, 60_000);

  it('leaves a slot to live work when more stores are backfilled than a worker has slots', async () => {
    for (const siteId of backfilled) await queueWindows(scene.pool, siteId, WINDOWS);
    // Without it, one of two starts waits for the rest of a window, which takes several times the latency.
    expect(p95Of(await starts(12))).toBeLessThan(WINDOW_MS);
  }, 60_000);
});
