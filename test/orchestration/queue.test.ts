import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalDate } from '../../src/base/local-time.ts';
import { beginBackfill, planStoreBackfill } from '../../src/orchestration/backfill/begin-backfill.ts';
import { listBackfills } from '../../src/orchestration/backfill/ledger.ts';
import { enqueueDue } from '../../src/orchestration/queue/enqueue-due.ts';
import { enqueue, readQueue } from '../../src/orchestration/queue/job-queue.ts';
import { ensureQueue, runWorker } from '../../src/orchestration/queue/run-worker.ts';
import { queueBackfill } from '../../src/orchestration/queue/store-work.ts';
import { freeJobsOfDead, registerWorker } from '../../src/orchestration/queue/worker-registry.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import type { Hooks } from '../../src/orchestration/schedule/perform.ts';
import { readScheduleStates } from '../../src/orchestration/schedule/schedule-store.ts';
import { loadStore } from '../../src/orchestration/stores.ts';
import type { Workplace } from '../../src/orchestration/workplace.ts';
import { hallRows, liveRows, scalar, TABLES } from '../harness/ods-state.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

const HOOKS: Hooks = {
  afterRun: async () => undefined,
  report: async () => 'sent',
  prune: async () => 'pruned',
  watch: async () => undefined,
};
const COMMANDS = `select string_agg(command || ' ' || status, ', ' order by started_at) from etl_admin.etl_run`;

const tick = (place: Workplace) => enqueueDue(place, { storeIds: null, refresh: () => place });

/** Lets a worker of this process work until the queue is empty, or `until` says so. */
async function work(scene: Scene, until?: (place: Workplace) => Promise<boolean>): Promise<void> {
  const stop = new AbortController();
  await scene.inWorkplace({ signal: stop.signal }, async (place) => {
    const working = runWorker(place, { workerId: randomUUID(), concurrency: 2, hooks: HOOKS, refresh: () => place });
    const isDone =
      until ?? (async ({ database }: Workplace) => (await readQueue(database.controlPool))?.jobs.length === 0);
    const deadline = Date.now() + 60_000;
    while (!(await isDone(place)) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await working;
  });
}

describe('the queue', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open({ hall: scenarioHall() });
    await scene.inWorkplace({}, async (place) => ensureQueue(place));
  });

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  it('holds one job a store and lane, however often the scheduler looks', async () => {
    await scene.inWorkplace({}, async (place) => {
      expect(await readQueue(place.database.pool)).toEqual({ workers: [], jobs: [] });
      expect(await tick(place)).toMatchObject({ stores: 1, due: 1, added: 1 });
      expect(await tick(place)).toMatchObject({ due: 1, added: 0 });
      expect((await readQueue(place.database.pool))?.jobs).toMatchObject([
        { siteId: scene.siteId, lane: 'live', state: 'waiting', worker: null },
      ]);
    });
  });

  it('gives the job to a worker, who does what is due as the scheduler would', async () => {
    const busy = new Set<string | null>();
    await work(scene, async ({ database }) => {
      const { jobs = [] } = (await readQueue(database.controlPool)) ?? {};
      for (const { worker } of jobs) busy.add(worker);
      return jobs.length === 0;
    });
    // Whoever cannot be named as the one who holds a job cannot lose it when killed.
    expect([...busy]).toContain(`${hostname()}:${process.pid}`);
    expect(await scalar(scene, COMMANDS)).toBe('schedule fast SUCCESS');
    const tables = TABLES.filter((table) => table !== 'goods_stock_summary');
    expect(await liveRows(scene, tables)).toEqual(await hallRows(scene, tables));
    expect(await readQueue(scene.pool)).toEqual({ workers: [], jobs: [] });
  });

  it('does nothing when a job comes twice', async () => {
    await enqueue(scene.pool, [{ siteId: scene.siteId, lane: 'live' }]);
    await enqueue(scene.pool, [{ siteId: scene.siteId, lane: 'backfill' }]);
    await work(scene);
    expect(await scalar(scene, COMMANDS)).toBe('schedule fast SUCCESS');
  });

  it('reads a backfill a window a job, and makes the rest of it at the end', async () => {
    const id = await scene.inWorkplace({}, async (place) => {
      const store = await loadStore(place.database.pool, scene.siteId);
      const day = (text: string) => text as LocalDate;
      const asked = {
        tasks: TASKS.filter(({ code }) => code === 'ODS_PAYMENT' || code === 'ODS_REFUND'),
        tasksNamed: true,
        range: { from: day('2026-01-01'), to: day('2026-01-03'), rereadDays: 0 },
        windowDays: 1,
        onlyMissing: false,
      };
      const started = await beginBackfill(place, store, await planStoreBackfill(place, store, asked));
      await queueBackfill(place.database.pool, { id: started, siteId: scene.siteId });
      return started;
    });
    await work(scene);
    const [backfill] = await listBackfills(scene.pool);
    expect(backfill).toMatchObject({ backfillId: id, status: 'DONE', windows: 6, done: 6, failed: 0 });
    const runs = `select count(*)::int from etl_admin.etl_run where command = 'backfill' and status = 'SUCCESS'`;
    expect(Number(await scalar(scene, runs))).toBe(6);
  });

  it('takes up a start whose process died, once its store is free', async () => {
    await scene.pool.query(
      `update etl_admin.etl_schedule_state set ended_at = null, outcome = null where name = 'fast'`,
    );
    await enqueue(scene.pool, [{ siteId: scene.siteId, lane: 'live' }]);
    await work(scene);
    const fast = (await readScheduleStates(scene.pool)).find(({ name }) => name === 'fast');
    expect(fast).toMatchObject({ outcome: 'SUCCESS', retries: 1 });
  });

  it('frees the jobs of a worker that gives no sign of life, and of no other', async () => {
    await scene.inWorkplace({}, async (place) => {
      await using living = await registerWorker(place, { workerId: randomUUID(), concurrency: 1 });
      living.addQueueId('worker-living');
      await place.database.pool.query(`insert into etl_admin.etl_worker (worker_id, host, pid, concurrency, queue_ids, heartbeat_at)
values (gen_random_uuid(), 'gone', 7, 1, '{worker-dead}', now() - interval '10 seconds')`);
      await enqueue(place.database.pool, [
        { siteId: '11', lane: 'live' },
        { siteId: '22', lane: 'live' },
      ]);
      await place.database.pool.query(`update graphile_worker._private_jobs set locked_at = now(), attempts = 1,
locked_by = case key when '11:live' then 'worker-dead' else 'worker-living' end where key in ('11:live', '22:live')`);
      expect((await readQueue(place.database.pool))?.jobs).toMatchObject([
        { siteId: '11', state: 'running', worker: 'gone:7' },
        { siteId: '22', state: 'running' },
      ]);
      expect(await freeJobsOfDead(place.database.pool)).toEqual([expect.stringContaining('gone:7')]);
      const states = (await readQueue(place.database.pool))?.jobs.map(({ siteId, state }) => `${siteId} ${state}`);
      expect(states).toEqual(['22 running', '11 waiting']);
      await place.database.pool.query(`delete from graphile_worker._private_jobs`);
    });
  });

  it('has its jobs free again as soon as it comes back from a database that was away, or leaves', async () => {
    await scene.inWorkplace({}, async (place) => {
      const db = place.database.pool;
      const states = async () => (await readQueue(db))?.jobs.map(({ siteId, state }) => `${siteId} ${state}`);
      const lock = `update graphile_worker._private_jobs set locked_at = now(), attempts = 1, locked_by = $1 where key = '33:live'`;
      await enqueue(db, [{ siteId: '33', lane: 'live' }]);
      const self = { workerId: randomUUID(), concurrency: 1 };
      // What a worker leaves that could not sign off.
      await db.query(
        `insert into etl_admin.etl_worker (worker_id, host, pid, concurrency, queue_ids) values ($1, $2, $3, 1, '{former}')`,
        [self.workerId, hostname(), process.pid],
      );
      await db.query(lock, ['former']);
      expect(await states()).toEqual(['33 running']);
      {
        await using again = await registerWorker(place, self);
        expect(await states()).toEqual(['33 waiting']);
        again.addQueueId('present');
        await expect
          .poll(async () => (await db.query(`select from etl_admin.etl_worker where queue_ids = '{present}'`)).rowCount)
          .toBe(1);
        await db.query(lock, ['present']);
        expect(await states()).toEqual(['33 running']);
      }
      expect(await readQueue(db)).toMatchObject({ workers: [], jobs: [{ siteId: '33', state: 'waiting' }] });
      await db.query(`delete from graphile_worker._private_jobs`);
    });
  });
});
