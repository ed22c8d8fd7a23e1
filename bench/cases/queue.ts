import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { silentReporter } from '../../src/base/reporter.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { openDatabase } from '../../src/database/open.ts';
import { enqueueDue } from '../../src/orchestration/queue/enqueue-due.ts';
import { ensureQueue, runWorker } from '../../src/orchestration/queue/run-worker.ts';
import type { Hooks } from '../../src/orchestration/schedule/perform.ts';
import type { Workplace } from '../../src/orchestration/workplace.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { startScratchServer } from '../lib/scratch-server.ts';
import { shown } from '../lib/stats.ts';

const SIZES = { full: { stores: 10_000, jobs: 10_000 }, quick: { stores: 1_000, jobs: 1_000 } };
const CONCURRENCY = 8;
const HOOKS: Hooks = {
  afterRun: async () => undefined,
  report: async () => '',
  prune: async () => '',
  watch: async () => undefined,
};

/** The price of the queue itself: one look of the scheduler at very many stores, and jobs that have nothing to do. */
export async function runQueue(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { stores, jobs } = context.options.quick ? SIZES.quick : SIZES.full;
  await using server = await startScratchServer(context.scratch);
  await ensureQueue({ database: { url: server.url } });
  await server.run(`insert into etl_admin.etl_store (site_id, timezone)
select 1000000000000000 + n, 'Asia/Shanghai' from generate_series(1, ${stores}) n`);
  await server.run(`insert into etl_admin.etl_business_day (site_id, start_hour, timezone)
select site_id, 8, timezone from etl_admin.etl_store`);
  await server.run('analyze');
  const ticks = await inPlace(server.url, context.scratch, lookTwice);
  await server.run('update etl_admin.etl_store set enabled = false');
  const ours = await inPlace(server.url, context.scratch, (place) => drain(place, server));
  const library = await drainTrivial(server, jobs);
  const rate = (count: number, ms: number): string => shown((count * 1_000) / ms);
  return {
    name: 'queue',
    title: 'The queue',
    method: [
      `${shown(stores)} stores with the shipped schedules, all due for the first time: one look of \`schedule --queue\` (states of all schedules written, a job for each store), then another that finds every job there; in this process, which also holds the measurement.`,
      `Jobs that have nothing to do: ${shown(stores)} of ours, for stores that are switched off, and ${shown(jobs)} with an empty function, by graphile-worker alone; one process each, ${CONCURRENCY} at a time, the same server.`,
    ],
    columns: ['what', 'ms', 'a second', 'RSS MB'],
    lines: [
      { cells: ['first look, all due', shown(ticks.first), '', shown(ticks.rssMb)] },
      { cells: ['second look, nothing new', shown(ticks.second), '', shown(ticks.rssMb)] },
      { cells: ['our jobs', shown(ours), rate(stores, ours), ''] },
      { cells: ["graphile-worker's own", shown(library), rate(jobs, library), ''] },
    ],
    goals: [
      {
        text: 'a look finds what is due within its minute',
        measured: `${shown(ticks.first)} ms`,
        met: ticks.first < 60_000,
      },
    ],
    notes: [],
    seconds: (performance.now() - startedAt) / 1000,
    raw: { ticks, ours, library, stores, jobs },
  };
}

type Server = Awaited<ReturnType<typeof startScratchServer>>;

async function inPlace<T>(pgDsn: string, scratch: string, work: (place: Workplace) => Promise<T>): Promise<T> {
  const env = { PG_DSN: pgDsn, EXPORT_ROOT: join(scratch, 'export'), LOG_ROOT: join(scratch, 'logs') };
  const config = loadConfig({ env, flags: {}, readFile: () => undefined });
  await using database = await openDatabase({
    pgDsn,
    dataRoot: scratch,
    poolSize: CONCURRENCY,
    clock: systemClock,
    report: () => undefined,
    applicationName: 'bench',
  });
  const { signal } = new AbortController();
  return await work({
    config,
    database,
    endpoints: ENDPOINTS,
    contractInForce: null,
    clock: systemClock,
    reporter: silentReporter,
    signal,
  });
}

async function lookTwice(place: Workplace): Promise<{ first: number; second: number; rssMb: number }> {
  const look = async (): Promise<number> => {
    const startedAt = performance.now();
    await enqueueDue(place, { storeIds: null, refresh: () => place });
    return performance.now() - startedAt;
  };
  const [first, second] = [await look(), await look()];
  return { first, second, rssMb: process.memoryUsage().rss / 1024 ** 2 };
}

async function drain(place: Workplace, server: Server): Promise<number> {
  const stop = new AbortController();
  const working = { ...place, signal: stop.signal };
  const startedAt = performance.now();
  const ended = runWorker(working, { concurrency: CONCURRENCY, hooks: HOOKS, refresh: () => working });
  await untilEmpty(server);
  const ms = performance.now() - startedAt;
  stop.abort();
  await ended;
  return ms;
}

async function drainTrivial(server: Server, jobs: number): Promise<number> {
  const { Logger, run } = await import('graphile-worker');
  await server.run(`select graphile_worker.add_job('nothing') from generate_series(1, ${jobs})`);
  const startedAt = performance.now();
  const runner = await run({
    connectionString: server.url,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    logger: new Logger(() => () => undefined),
    taskList: { nothing: () => undefined },
  });
  await untilEmpty(server);
  const ms = performance.now() - startedAt;
  await runner.stop();
  return ms;
}

async function untilEmpty(server: Server): Promise<void> {
  while ((await server.rows('select 1 from graphile_worker.jobs limit 1')).length > 0) await systemClock.sleep(20);
}
