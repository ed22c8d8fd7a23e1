import { hostname } from 'node:os';
import { expect, vi } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import { FACTS as FACT_TABLES } from '../../src/catalog/facts.ts';
import { readQueue } from '../../src/orchestration/queue/job-queue.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { ensureStores } from '../../src/orchestration/stores.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import type { HallSource } from '../../src/simulator/hall-source.ts';
import { type EtlProcess, runEtl, startEtl } from '../harness/etl-process.ts';
import { hallRows, liveRows, scalar } from '../harness/ods-state.ts';
import { OPENING, Scene } from '../harness/scenario.ts';

/** How long and how hard the workers have it. */
export interface WorkerKills {
  readonly stores: number;
  readonly visitsPerDay: number;
  readonly latencyMs: number;
  readonly kills: number;
  readonly everyMs: number;
}

const WORKERS = 3;
/** So many that two workers have room for every store while the third is dead: waiting for a slot is no takeover. */
const SLOTS = '4';
/** A killed worker's store must be at work elsewhere within this. */
export const TAKEOVER_MS = 15_000;
const SETTINGS = { TASK_CONCURRENCY: '1', API_PAGE_CONCURRENCY: '2' };
const FACTS = FACT_TABLES.map(({ table }) => `billiards.${table}`);
const MARTS = ['billiards_dws.dws_site_day_summary', 'billiards_dws.dws_payment_day_mix'];

/** Workers that are killed all the time leave what undisturbed ones leave. Returns how long takeovers took, in ms. */
export async function expectWorkerKillsHarmless(how: WorkerKills): Promise<number[]> {
  await runEtl(['--version'], {});
  const hall = createHalls({ seed: 11, storeCount: how.stores, openingDate: OPENING, visitsPerDay: how.visitsPerDay });
  await using undisturbed = await openScene(hall, 0);
  await using disturbed = await openScene(hall, how.latencyMs);
  await runEtl(['run', '--quiet'], { ...environmentOf(undisturbed), API_PAGE_CONCURRENCY: '8' });

  const takeovers = await killWorkers(disturbed, how);

  for (const siteId of siteIds(hall)) {
    expect(await liveRows(disturbed, undefined, siteId)).toEqual(await hallRows(disturbed, undefined, siteId));
  }
  for (const table of [...FACTS, ...MARTS])
    expect(await contentOf(disturbed, table)).toEqual(await contentOf(undisturbed, table));
  expect(await scalar(disturbed, `select count(*) from etl_admin.etl_run where status = 'RUNNING'`)).toBe('0');
  expect(await readQueue(disturbed.pool)).toMatchObject({ jobs: [] });
  return takeovers;
}

async function openScene(hall: HallSource, latencyMs: number): Promise<Scene> {
  const scene = await Scene.open({ hall, settings: SETTINGS, simulator: { latencyMs } });
  await scene.inWorkplace({}, (place) => ensureStores(scene.pool, siteIds(hall), place.config, TASKS));
  for (const [i, siteId] of siteIds(hall).entries())
    await scene.pool.query('update etl_admin.etl_store set token_env = $2 where site_id = $1', [siteId, `TOKEN_${i}`]);
  return scene;
}

const siteIds = (hall: HallSource): string[] => Array.from({ length: hall.storeCount }, (_, i) => hall.siteIdAt(i));

function environmentOf(scene: Scene): Record<string, string> {
  const tokens = siteIds(scene.hall).map((siteId, i) => [`TOKEN_${i}`, scene.simulator.tokenFor(siteId)] as const);
  return { ...scene.environment, ...Object.fromEntries(tokens) };
}

/** What a table says, without the marks of who wrote it and when. */
async function contentOf({ pool }: Scene, table: string): Promise<string[]> {
  const marks = await pool.query<{ names: string[] }>(
    `select coalesce(array_agg(attname::text), '{}') as names from pg_attribute
where attrelid = $1::regclass and attname ~ '^_|_at$|run_id$'`,
    [table],
  );
  const { rows } = await pool.query<{ line: string }>(
    `select (to_jsonb(t) - $1::text[])::text as line from ${table} t order by 1`,
    [marks.rows[0]?.names],
  );
  return rows.map(({ line }) => line);
}

async function killWorkers(scene: Scene, how: WorkerKills): Promise<number[]> {
  // Asked for each time: a process whose present began minutes ago would wait for what is due to the others.
  const start = (...args: string[]): EtlProcess => startEtl(args, environmentOf(scene));
  const scheduler = start('schedule', '--queue');
  await scheduler.says('put into the queue');
  const [first = ''] = siteIds(scene.hall);
  const days = ['--from', OPENING, '--to', '2026-01-03', '--window', '1'];
  expect(
    await runEtl(['backfill', ...days, '--stores', first, '--queue', '--quiet'], environmentOf(scene)),
  ).toMatchObject({ code: 0 });
  const workers = Array.from({ length: WORKERS }, () => start('worker', '--concurrency', SLOTS));
  const takeovers: Promise<number>[] = [];
  const killedAt = new Map<string, number>();
  for (let kill = 0; kill < how.kills; kill += 1) {
    await sleep(how.everyMs);
    const { victim, killed, stores } = await oneAtWork(scene, workers, kill);
    const begun = await jobsOf(scene, killed);
    killed.child.kill('SIGKILL');
    const at = performance.now();
    // Whoever was about to take a store over, and is killed as well, is the next to be taken over from.
    for (const siteId of [...stores.map((store) => store.siteId), ...begun]) killedAt.set(siteId, at);
    const since = ({ siteId }: HeldStore): number => performance.now() - (killedAt.get(siteId) ?? at);
    takeovers.push(...stores.map((store) => takenOver(scene, store).then(() => since(store))));
    await killed.ended;
    workers[victim] = start('worker', '--concurrency', SLOTS);
  }
  const took = await Promise.all(takeovers);
  await vi.waitFor(async () => expect(await unfinished(scene)).toEqual([]), { timeout: 180_000, interval: 500 });
  // The last to be started may still be starting, and a process that is ends at once when it is told to.
  await Promise.all(workers.map(async (one) => await one.says('worker started')));
  for (const one of [scheduler, ...workers]) one.child.kill('SIGTERM');
  for (const one of [scheduler, ...workers]) expect(await one.ended).toMatchObject({ code: 0 });
  return took;
}

interface HeldStore {
  readonly siteId: string;
  readonly token: string;
}

interface AtWork {
  readonly victim: number;
  readonly killed: EtlProcess;
  readonly stores: readonly HeldStore[];
}

/** A worker that is writing a store; they are asked in turn, from another one each time. On a busy machine all may still be starting. */
async function oneAtWork(scene: Scene, workers: readonly EtlProcess[], kill: number): Promise<AtWork> {
  return await vi.waitFor(
    async () => {
      for (let i = 0; i < workers.length; i += 1) {
        const victim = (kill + i) % workers.length;
        const killed = workers[victim];
        const stores = killed === undefined ? [] : await storesOf(scene, killed);
        if (killed !== undefined && stores.length > 0) return { victim, killed, stores };
      }
      throw new Error(`no worker is writing a store; left: ${(await unfinished(scene)).join(', ') || 'nothing'}`);
    },
    { timeout: 30_000, interval: 50 },
  );
}

/** The stores that a worker is writing. */
async function storesOf({ pool }: Scene, { child }: EtlProcess): Promise<HeldStore[]> {
  const { rows } = await pool.query<HeldStore>(
    'select site_id as "siteId", token from etl_admin.etl_lease where host = $1 and holder = $2',
    [hostname(), `run ${child.pid}`],
  );
  return rows;
}

/** The stores of which a worker has a job, writing or not yet. */
async function jobsOf({ pool }: Scene, { child }: EtlProcess): Promise<string[]> {
  const { rows } = await pool.query<{ siteId: string }>(
    `select distinct split_part(j.key, ':', 1) as "siteId" from graphile_worker.jobs j
join etl_admin.etl_worker w on j.locked_by = any(w.queue_ids) where w.host = $1 and w.pid = $2`,
    [hostname(), child.pid],
  );
  return rows.map(({ siteId }) => siteId);
}

/** Resolves when somebody else has the store, or has finished it. */
async function takenOver({ pool }: Scene, { siteId, token }: HeldStore): Promise<void> {
  const sql = 'select 1 from etl_admin.etl_lease where site_id = $1 and token > $2';
  await vi
    .waitFor(async () => expect((await pool.query(sql, [siteId, token])).rowCount).toBe(1), {
      timeout: 60_000,
      interval: 100,
    })
    .catch(async (cause: unknown) => {
      throw new Error(`nobody took over store ${siteId}: ${await stateOf(pool, siteId)}`, { cause });
    });
}

/** All that says who has a store and what is to be done for it. */
async function stateOf(pool: Scene['pool'], siteId: string): Promise<string> {
  const { rows } = await pool.query<{ line: string }>(
    `select to_jsonb(l)::text as line from etl_admin.etl_lease l where site_id = $1
union all select to_jsonb(s)::text from etl_admin.etl_schedule_state s where site_id = $1 and name = 'fast'
union all select to_jsonb(b)::text from etl_admin.etl_backfill b where site_id = $1
union all select to_jsonb(j)::text from graphile_worker.jobs j where key like $1 || ':%'
union all select to_jsonb(w)::text from etl_admin.etl_worker w
union all select clock_timestamp()::text`,
    [siteId],
  );
  return rows.map(({ line }) => line).join('\n');
}

/** What is still to be done: jobs, starts, windows. */
async function unfinished({ pool }: Scene): Promise<string[]> {
  const { jobs = [] } = (await readQueue(pool)) ?? {};
  const { rows } = await pool.query<{ what: string }>(`select concat_ws(' ', site_id, name, outcome) as what
from etl_admin.etl_schedule_state where name = 'fast' and (outcome is distinct from 'SUCCESS')
union all select 'backfill ' || backfill_id from etl_admin.etl_backfill where status = 'OPEN'`);
  return [...jobs.map(({ siteId, lane, state }) => `${siteId} ${lane} ${state}`), ...rows.map(({ what }) => what)];
}
