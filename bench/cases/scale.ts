import { cpus } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { createPool, type Pool } from '../../src/database/connection.ts';
import { enqueue } from '../../src/orchestration/queue/job-queue.ts';
import { ensureQueue } from '../../src/orchestration/queue/run-worker.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import type { HallSource } from '../../src/simulator/hall-source.ts';
import { type Simulator, startSimulator } from '../../src/simulator/start-simulator.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { registerStores, tokenSetting } from '../lib/register-stores.ts';
import { startScratchServer } from '../lib/scratch-server.ts';
import { shown } from '../lib/stats.ts';
import { startWorkers } from '../lib/workers.ts';

const DAY = '2026-01-01';
const SIZES = {
  full: { stores: 40, visits: 20, latencyMs: 500, workers: [8, 4, 2, 1] },
  quick: { stores: 6, visits: 10, latencyMs: 150, workers: [3, 1] },
};
/** Times as fast as one worker; with less than this share of the processors busy, they are not what limits. */
const GOALS: Readonly<Record<number, number>> = { 8: 6, 4: 3.4 };
const QUICK_GOAL = 1.5;
const BUSY_LIMIT = 0.6;

type Size = (typeof SIZES)['full'];

/** Loading all stores with so many workers. */
interface Round {
  readonly workers: number;
  readonly ms: number;
  /** Share of all processors that was busy, by whatever. */
  readonly busy: number;
}

/** Stores loaded from an empty database by one to eight worker processes, from the first job to the last. */
export async function runScale(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const size: Size = context.options.quick ? SIZES.quick : SIZES.full;
  const hall = createHalls({ seed: 3, storeCount: size.stores, openingDate: DAY, visitsPerDay: size.visits });
  const simulator = await startSimulator({
    source: hall,
    frozen: true,
    startAt: '2026-01-02 09:00:00',
    latencyMs: size.latencyMs,
  });
  const rounds: Round[] = [];
  try {
    for (const workers of size.workers) {
      const round = await measure(context, { hall, simulator, workers });
      rounds.push(round);
      context.say(`  ${workers} workers: ${shown(round.ms)} ms, processors ${shown(round.busy * 100)} % busy`);
    }
  } finally {
    await simulator.close();
  }
  return report(rounds, size, { quick: context.options.quick, seconds: (performance.now() - startedAt) / 1000 });
}

interface Trial {
  readonly hall: HallSource;
  readonly simulator: Simulator;
  readonly workers: number;
}

async function measure({ scratch, say }: CaseContext, { hall, simulator, workers }: Trial): Promise<Round> {
  const folder = join(scratch, `scale-${workers}`);
  await using server = await startScratchServer(folder);
  const sites = Array.from({ length: hall.storeCount }, (_, i) => hall.siteIdAt(i));
  const env = {
    PG_DSN: server.url,
    API_BASE: simulator.url,
    API_PAGE_CONCURRENCY: '1',
    TASK_CONCURRENCY: '1',
    HISTORY_FROM: DAY,
    ETL_NOW: '2026-01-02T01:10:00Z',
    EXPORT_ROOT: join(folder, 'export'),
    LOG_ROOT: join(folder, 'logs'),
    ...Object.fromEntries(sites.map((siteId, i) => [tokenSetting(i), simulator.tokenFor(siteId)])),
  };
  const pool = createPool({ url: server.url, max: 2, applicationName: 'bench' });
  try {
    await registerStores(pool, sites, env);
    await pool.query(`update etl_admin.etl_task set enabled = false where task_code like '%TICKET%'`);
    await ensureQueue({ database: { url: server.url } });
    say(`${sites.length} stores, ${workers} workers`);
    await using processes = startWorkers(workers, env);
    await until(pool, `select count(*) = ${workers} as done from etl_admin.etl_worker`, processes.said);
    const before = cpuTimes();
    const startedAt = performance.now();
    await enqueue(
      pool,
      sites.map((siteId) => ({ siteId, lane: 'live' })),
    );
    await until(pool, 'select count(*) = 0 as done from graphile_worker.jobs', processes.said);
    const ms = performance.now() - startedAt;
    await assertLoaded(pool, sites.length);
    return { workers, ms, busy: busyShare(before, cpuTimes()) };
  } finally {
    await pool.end();
  }
}

const LOOK_MS = 50;
const PATIENCE_MS = 45 * 60_000;

async function until(pool: Pool, sql: string, said: () => string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const { rows } = await pool.query<{ done: boolean }>(sql);
    if (rows[0]?.done === true) return;
    await systemClock.sleep(LOOK_MS);
  }
  throw new Error(`the workers did not finish; they said: ${said()}`);
}

/** Speed by doing less does not count. */
async function assertLoaded(pool: Pool, stores: number): Promise<void> {
  const { rowCount } = await pool.query(
    `select 1 from etl_admin.etl_schedule_state where name = 'fast' and outcome in ('SUCCESS', 'CHECK_FAILED')`,
  );
  if (rowCount !== stores) throw new Error(`expected ${stores} stores loaded, got ${rowCount}`);
}

interface CpuTimes {
  readonly busy: number;
  readonly all: number;
}

function cpuTimes(): CpuTimes {
  const times = cpus().map((cpu) => cpu.times);
  const all = times.reduce((sum, one) => sum + one.user + one.nice + one.sys + one.irq + one.idle, 0);
  return { all, busy: all - times.reduce((sum, one) => sum + one.idle, 0) };
}

const busyShare = (before: CpuTimes, after: CpuTimes): number =>
  (after.busy - before.busy) / Math.max(1, after.all - before.all);

function report(
  rounds: readonly Round[],
  size: Size,
  { quick, seconds }: { readonly quick: boolean; readonly seconds: number },
): CaseResult {
  const alone = rounds.find(({ workers }) => workers === 1)?.ms ?? Number.NaN;
  const goalOf = (workers: number): number | undefined => (quick && workers > 1 ? QUICK_GOAL : GOALS[workers]);
  return {
    name: 'scale',
    title: 'Workers',
    method: [
      `${size.stores} simulated stores, one business day of ${size.visits} visits each, tickets off, into an empty database (embedded, fsync on); upstream answers after ${size.latencyMs} ms; each worker is a process that works on one store with one request in flight.`,
      'From the moment all jobs are in the queue until none is left: raw records, typed tables, marts and checks. The simulator, the database and the workers share one machine.',
      `A goal counts where less than ${BUSY_LIMIT * 100} % of the processors were busy: above that they are the limit, and more machines are what workers are for.`,
    ],
    columns: ['workers', 'ms', 'times as fast as one', 'stores a minute', 'processors busy'],
    lines: rounds
      .toSorted((a, b) => a.workers - b.workers)
      .map(({ workers, ms, busy }) => ({
        cells: [
          String(workers),
          shown(ms),
          (alone / ms).toFixed(2),
          ((size.stores * 60_000) / ms).toFixed(1),
          `${shown(busy * 100)} %`,
        ],
      })),
    goals: rounds.flatMap(({ workers, ms, busy }) => {
      const goal = goalOf(workers);
      if (goal === undefined || workers === 1 || busy >= BUSY_LIMIT) return [];
      const times = alone / ms;
      return [{ text: `${workers} workers ≥ ${goal} × one`, measured: times.toFixed(2), met: times >= goal }];
    }),
    notes: rounds
      .filter(({ busy }) => busy >= BUSY_LIMIT)
      .map(({ workers }) => `With ${workers} workers the processors were the limit: no goal is judged.`),
    seconds,
    raw: { rounds, size },
  };
}
