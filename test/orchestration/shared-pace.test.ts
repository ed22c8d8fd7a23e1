import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { readQueue } from '../../src/orchestration/queue/job-queue.ts';
import { createSharedPace } from '../../src/orchestration/queue/shared-pace.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { ensureStores } from '../../src/orchestration/stores.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import type { TrafficReport } from '../../src/simulator/server/traffic.ts';
import { useTestDatabase } from '../harness/database.ts';
import { runEtl, startEtl } from '../harness/etl-process.ts';
import { scalar } from '../harness/ods-state.ts';
import { OPENING, Scene } from '../harness/scenario.ts';

const database = useTestDatabase('shared_pace');
const PER_SECOND = 50;

/** The most moments within any one second. */
function densest(moments: readonly number[]): number {
  const sorted = moments.toSorted((a, b) => a - b);
  return Math.max(...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 1_000).length));
}

describe('a shared pace', () => {
  const pace = (credential: string) =>
    createSharedPace(database.pool, systemClock, { credential, perSecond: PER_SECOND });

  it('gives everybody who asks at once a turn of their own, no more of them in a second than the limit', async () => {
    const moments = await Promise.all(
      Array.from({ length: 2 * PER_SECOND }, async () => {
        await pace('one').turn();
        return performance.now();
      }),
    );
    expect(densest(moments)).toBeLessThanOrEqual(PER_SECOND);
    expect(densest(moments)).toBeGreaterThan(PER_SECOND / 2);
  });

  it('does not save up turns while nobody asks, and knows credentials apart', async () => {
    await pace('two').turn();
    await systemClock.sleep(200);
    const startedAt = performance.now();
    for (let turn = 0; turn < 5; turn += 1) await pace('two').turn();
    expect(performance.now() - startedAt).toBeGreaterThan((4 * 1_000) / PER_SECOND);
    const other = performance.now();
    await pace('three').turn();
    expect(performance.now() - other).toBeLessThan(1_000 / PER_SECOND + 100);
  });

  it('keeps all silent when upstream asked one of them, and never shorter than the longest asked', async () => {
    await pace('four').turn();
    const until = Date.now() + 600;
    await pace('four').pauseUntil(new Date(until));
    await pace('four').pauseUntil(new Date(until - 500));
    await pace('four').turn();
    expect(Date.now()).toBeGreaterThanOrEqual(until - 20);
  });

  it('ends with the signal', async () => {
    await pace('five').pauseUntil(new Date(Date.now() + 60_000));
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped')), 50);
    await expect(pace('five').turn(stop.signal)).rejects.toThrow('stopped');
  });
});

describe('workers that share a credential', () => {
  const LIMIT = 25;
  const STORES = 4;

  /** Four processes load four stores at once with one token; what upstream saw. */
  async function load(shared: boolean): Promise<TrafficReport> {
    const hall = createHalls({ seed: 5, storeCount: STORES, openingDate: OPENING, visitsPerDay: 4 });
    const sites = Array.from({ length: STORES }, (_, i) => hall.siteIdAt(i));
    await using scene = await Scene.open({ hall, simulator: { requestsPerSecond: LIMIT } });
    await scene.inWorkplace({}, (place) => ensureStores(scene.pool, sites, place.config, TASKS));
    const env = {
      ...scene.environment,
      API_TOKEN: scene.simulator.tokenFor(scene.siteId, { allSites: true }),
      API_REQUESTS_PER_SECOND: String(LIMIT),
      API_LIMIT_SHARED: String(shared),
      API_RETRIES: '10',
    };
    expect(await runEtl(['schedule', '--queue', '--once'], env)).toMatchObject({ code: 0 });
    const workers = sites.map(() => startEtl(['worker', '--concurrency', '1'], env));
    const jobs = async (): Promise<number | undefined> => (await readQueue(scene.pool))?.jobs.length;
    await vi.waitFor(async () => expect(await jobs()).toBe(0), { timeout: 90_000, interval: 200 });
    for (const { child } of workers) child.kill('SIGTERM');
    for (const { ended } of workers) expect(await ended).toMatchObject({ code: 0 });
    // A token for all stores does not go with every endpoint, which is not what this is about.
    expect(Number(await scalar(scene, 'select count(distinct site_id) from etl_admin.etl_task_run'))).toBe(STORES);
    return scene.simulator.stats();
  }

  // A machine that is busy may hold a request back until it meets the next one: then one is refused, and waits.
  it('are as good as never refused, and all the time when each of them counts alone', async () => {
    const [shared, alone] = [await load(true), await load(false)];
    expect(shared.byOutcome['429'] ?? 0).toBeLessThanOrEqual(2);
    expect(shared.peakPerSecond).toBeLessThanOrEqual(LIMIT + 2);
    expect(alone.byOutcome['429'] ?? 0).toBeGreaterThan(10);
    expect(alone.peakPerSecond).toBeGreaterThan(LIMIT + 2);
  });
});
