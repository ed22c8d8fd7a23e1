import { randomUUID } from 'node:crypto';
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
import { runFeiqiu } from '../lib/program.ts';
import { startScratchServer } from '../lib/scratch-server.ts';
import { p95Of, shown } from '../lib/stats.ts';
import { measureShare, shareRatio } from './queue-share.ts';

const SIZES = {
  full: { stores: 10_000, jobs: 10_000, share: { windows: 100_000, starts: 60 } },
  quick: { stores: 1_000, jobs: 1_000, share: { windows: 2_000, starts: 20 } },
};
/** The look of the scheduler at rest must leave a small machine its memory. */
const MOST_MB = 300;
/** Live work may start so many times as late beside a backfill. */
const MOST_LATE = 2;
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
  const { stores, jobs, share: asked } = context.options.quick ? SIZES.quick : SIZES.full;
  await using server = await startScratchServer(context.scratch);
  await ensureQueue({ database: { url: server.url } });
  await server.run(`insert into etl_admin.etl_store (site_id, timezone)
select 1000000000000000 + n, 'Asia/Shanghai' from generate_series(1, ${stores}) n`);
  await server.run(`insert into etl_admin.etl_business_day (site_id, start_hour, timezone)
select site_id, 8, timezone from etl_admin.etl_store`);
  await server.run('analyze');
  const ticks = await inPlace(server.url, context.scratch, lookTwice);
  await server.run(`insert into etl_admin.etl_schedule_state (name, site_id, due_at)
select 'fast', site_id, clock_timestamp() from etl_admin.etl_store
on conflict (name, site_id) do update set due_at = excluded.due_at`);
  const rest = await inPlace(server.url, context.scratch, lookTwice);
  const command = await runFeiqiu(['schedule', '--queue', '--once'], {
    PG_DSN: server.url,
    EXPORT_ROOT: join(context.scratch, 'export'),
    LOG_ROOT: join(context.scratch, 'logs'),
  });
  await server.run('update etl_admin.etl_store set enabled = false');
  const ours = await inPlace(server.url, context.scratch, (place) => drain(place, server));
  const library = await drainTrivial(server, jobs);
  context.say('live starts beside a backfill');
  const share = await measureShare(context.scratch, asked);
  const rate = (count: number, ms: number): string => shown((count * 1_000) / ms);
  return {
    name: 'queue',
    title: 'The queue',
    method: [
      `${shown(stores)} stores with the shipped schedules, all due for the first time: one look of \`schedule --queue\` (states of all schedules written, a job for each store), then another that finds every job there; in this process, which also holds the measurement.`,
      'Then nothing is due any more: a look in this process, and the command as it is installed, from its start to its end and with its peak memory.',
      `Jobs that have nothing to do: ${shown(stores)} of ours, for stores that are switched off, and ${shown(jobs)} with an empty function, by graphile-worker alone; one process each, ${CONCURRENCY} at a time, the same server.`,
      `One worker process with two slots and ${asked.starts} live starts of one store, one after the other: from the job until the work is claimed. Then the same while it also reads a backfill of ${shown(asked.windows)} windows of another store (${share.read} were read meanwhile; upstream answers after 100 ms).`,
    ],
    columns: ['what', 'ms', 'a second', 'RSS MB'],
    lines: [
      { cells: ['first look, all due', shown(ticks.first), '', shown(ticks.rssMb)] },
      { cells: ['second look, nothing new', shown(ticks.second), '', shown(ticks.rssMb)] },
      { cells: ['a look, none due', shown(rest.second), '', shown(rest.rssMb)] },
      { cells: ['the command, none due', shown(command.ms), '', shown(command.rssMb)] },
      { cells: ['our jobs', shown(ours), rate(stores, ours), ''] },
      { cells: ["graphile-worker's own", shown(library), rate(jobs, library), ''] },
      { cells: ['live start, p95', shown(p95Of(share.without), 1), '', ''] },
      { cells: [`beside ${shown(asked.windows)} windows, p95`, shown(p95Of(share.beside), 1), '', ''] },
    ],
    goals: [
      {
        text: 'a look finds what is due within its minute',
        measured: `${shown(ticks.first)} ms`,
        met: ticks.first < 60_000,
      },
      {
        text: `the command at rest needs less than ${MOST_MB} MB`,
        measured: `${shown(command.rssMb)} MB`,
        met: command.rssMb < MOST_MB,
      },
      {
        text: `beside a backfill live work starts at most ${MOST_LATE} × as late`,
        measured: `${shareRatio(share).toFixed(2)} ×`,
        met: shareRatio(share) <= MOST_LATE,
      },
    ],
    notes: [],
    seconds: (performance.now() - startedAt) / 1000,
    raw: { ticks, rest, command, ours, library, stores, jobs, share },
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
  const ended = runWorker(working, {
    workerId: randomUUID(),
    concurrency: CONCURRENCY,
    hooks: HOOKS,
    refresh: () => working,
  });
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
