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
  const pace = (credential: string, perSecond = PER_SECOND) =>
    createSharedPace(database.pool, systemClock, { credential, perSecond });

  /** One request: it arrives some time after its turn, and is answered some time after that. Returns when it arrived. */
  async function ask(credential: string, { way, work }: { readonly way: number; readonly work: number }) {
    const turn = await pace(credential).turn();
    await systemClock.sleep(way);
    const arrivedAt = performance.now();
    await systemClock.sleep(work);
    await turn.end();
    return arrivedAt;
  }

  it('lets no more requests arrive in a second than the limit, however long each is on its way', async () => {
    const startedAt = performance.now();
    // Seven and eleven share no divisor: every delay of 0 to 300 ms comes beside every other.
    const arrived = await Promise.all(
      Array.from({ length: 4 * PER_SECOND }, (_, i) => ask('one', { way: (i % 7) * 50, work: (i % 11) * 5 })),
    );
    expect(densest(arrived)).toBeLessThanOrEqual(PER_SECOND);
    // What certainty costs: a slot is on its way for 175 ms on average before it rests.
    expect(performance.now() - startedAt).toBeLessThan(6_500);
  });

  it('does not save up turns while nobody asks, and knows credentials apart', async () => {
    const burst = (credential: string, count: number) =>
      Promise.all(Array.from({ length: count }, () => ask(credential, { way: 0, work: 0 })));
    await burst('two', 1);
    await systemClock.sleep(500);
    expect(densest(await burst('two', PER_SECOND + 5))).toBeLessThanOrEqual(PER_SECOND);
    const other = performance.now();
    await burst('three', 5);
    expect(performance.now() - other).toBeLessThan(500);
  });

  it('takes one turn in so many seconds where the limit is below one a second', async () => {
    const slow = pace('slow', 0.8);
    const first = await slow.turn();
    await first.end();
    const startedAt = performance.now();
    await slow.turn();
    expect(performance.now() - startedAt).toBeGreaterThan(1_200);
  });

  it('frees the turn of a process that died, and leaves it to whoever has it since', async () => {
    const lost = await pace('lost', 1).turn();
    const waiting = pace('lost', 1).turn();
    const held = `from etl_admin.etl_pace_slot where credential = 'lost'`;
    const { rows: before } = await database.pool.query(
      `select held_until > now() + interval '20 seconds' as held ${held}`,
    );
    expect(before).toEqual([{ held: true }]);
    await database.pool.query(
      `update etl_admin.etl_pace_slot set held_until = now(), usable_at = now() where credential = 'lost'`,
    );
    await waiting;
    await lost.end();
    const { rows: after } = await database.pool.query(`select held_until is not null as held ${held}`);
    expect(after).toEqual([{ held: true }]);
  });

  it('keeps all silent when upstream asked one of them, and never shorter than the longest asked', async () => {
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

  it('are never refused, and all the time when each of them counts alone', async () => {
    const [shared, alone] = [await load(true), await load(false)];
    expect(shared.byOutcome['429'] ?? 0).toBe(0);
    expect(shared.peakPerSecond).toBeLessThanOrEqual(LIMIT);
    expect(shared.peakPerSecond).toBeGreaterThan(LIMIT / 2);
    expect(alone.byOutcome['429'] ?? 0).toBeGreaterThan(10);
    expect(alone.peakPerSecond).toBeGreaterThan(LIMIT + 2);
  }, 240_000);
});
