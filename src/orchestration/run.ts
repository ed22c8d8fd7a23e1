import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Reporter } from '../base/reporter.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { Config } from '../config/load-config.ts';
import type { Client } from '../database/connection.ts';
import { acquireLease, type Lease } from '../database/lease.ts';
import type { OpenDatabase } from '../database/open.ts';
import { withSavepoint, withTransaction } from '../database/transaction.ts';
import type { Atomically, Queryable, Store, Task } from '../tasks/task.ts';
import { connectUpstreams, type Upstreams } from './connect-upstream.ts';
import { executeTasks } from './execute-tasks.ts';
import { type RunReport, statusOfRun, type TaskReport } from './run-report.ts';
import { RunTracker } from './run-tracker.ts';
import { readDisabledTasks } from './stores.ts';
import { type AskedRange, buildWindowRules } from './window-rules.ts';

/** What every command that works on stores is given. */
export interface Workplace {
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly endpoints: readonly Endpoint[];
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

export interface RunOptions {
  readonly stores: readonly Store[];
  readonly tasks: readonly Task[];
  /** True when the tasks were named on the command line: then a switched-off task runs as well. */
  readonly tasksNamed: boolean;
  readonly range: AskedRange;
  readonly dryRun: boolean;
  readonly acceptDeletes: boolean;
  /** How long to wait for another run of the same store; 0 fails at once. */
  readonly waitMs: number;
  readonly onTaskEnd: (report: TaskReport) => void;
}

/** Reads upstream into ODS for the given stores and tasks, and keeps a record of it. */
export async function run(place: Workplace, options: RunOptions): Promise<RunReport> {
  const { clock, database } = place;
  const startedAt = clock.now().toISOString();
  const archive = options.dryRun ? await mkdtemp(path.join(tmpdir(), 'feiqiu-dry-run-')) : undefined;
  const tracker = new RunTracker(database.controlPool, clock);
  const tasks: TaskReport[] = [];
  let running = false;
  try {
    await using upstreams = connectUpstreams({ ...place, ...(archive === undefined ? {} : { archiveRoot: archive }) });
    for (const store of options.stores) {
      await using lease = await leaseStore(place, store, options.waitMs);
      if (!running) await tracker.startRun(toStart(options));
      running = true;
      tasks.push(...(await runStore(place, options, { store, lease, tracker, upstreams })));
    }
    const status = statusOfRun(tasks);
    await tracker.endRun({ status });
    const { runId } = tracker;
    return {
      runId,
      command: 'run',
      status,
      dryRun: options.dryRun,
      startedAt,
      endedAt: clock.now().toISOString(),
      tasks,
    };
  } catch (error) {
    if (running) await tracker.endRun({ status: 'FAILED' }, String(error)).catch(() => undefined);
    throw error;
  } finally {
    if (archive !== undefined) await rm(archive, { recursive: true, force: true });
  }
}

function toStart(options: RunOptions): Parameters<RunTracker['startRun']>[0] {
  return {
    command: 'run',
    dryRun: options.dryRun,
    arguments: {
      stores: options.stores.map((store) => store.siteId),
      tasks: options.tasks.map((task) => task.code),
      ...options.range,
      acceptDeletes: options.acceptDeletes,
    },
  };
}

/** Takes the store's lease, waiting as long as allowed; the lease ends when the store is done. */
export function leaseStore(place: Workplace, store: Store, waitMs: number): Promise<Lease> {
  const holder = { name: `run ${process.pid}`, host: hostname() };
  return acquireLease(place.database.controlPool, store.siteId, holder, {
    clock: place.clock,
    waitMs,
    signal: place.signal,
    report: (line) => place.reporter.warn(line),
  });
}

interface StoreRun {
  readonly store: Store;
  readonly lease: Lease;
  readonly tracker: RunTracker;
  readonly upstreams: Upstreams;
}

async function runStore(
  place: Workplace,
  options: RunOptions,
  { store, lease, tracker, upstreams }: StoreRun,
): Promise<TaskReport[]> {
  const abandoned = await tracker.closeAbandoned(store.siteId);
  if (abandoned > 0)
    place.reporter.info(`store ${store.siteId}: a former run died in ${abandoned} tasks; going on from there`);
  const disabled = options.tasksNamed ? new Set<string>() : await readDisabledTasks(place.database.pool, store.siteId);
  const { upstream, tokens } = upstreams.for(store);
  const signal = AbortSignal.any([place.signal, lease.signal]);
  await tokens.token(signal);
  const windows = buildWindowRules(store, place.config, place.clock, options.range);
  return withWriter(place, lease, options.dryRun, (db, atomically) =>
    executeTasks({
      store,
      tasks: options.tasks.filter((task) => !disabled.has(task.code)),
      concurrency: options.dryRun ? 1 : place.config.values.TASK_CONCURRENCY,
      quarantineLimit: place.config.values.QUARANTINE_LIMIT,
      clock: place.clock,
      reporter: place.reporter,
      signal,
      contextFor: (counters) => ({
        runId: tracker.runId,
        store,
        endpoints: place.endpoints,
        db,
        atomically,
        upstream,
        windows,
        acceptDeletes: options.acceptDeletes,
        clock: place.clock,
        reporter: place.reporter,
        signal,
        counters,
      }),
      onStart: (code) => tracker.startTask(store.siteId, code),
      onEnd: async (report) => {
        await tracker.endTask(report);
        options.onTaskEnd(report);
      },
    }),
  );
}

/** Undoes a dry run after its work has returned. */
class DryRunDone extends Error {}

/**
 * Gives the work its way to the database. Ordinarily every piece is one transaction, fenced by the lease. A dry run is
 * one connection in one transaction with a savepoint a piece, and all of it is rolled back.
 */
export async function withWriter<T>(
  place: Workplace,
  lease: Lease,
  dryRun: boolean,
  work: (db: Queryable, atomically: Atomically) => Promise<T>,
): Promise<T> {
  const { pool } = place.database;
  if (!dryRun) {
    return work(pool, (piece) =>
      withTransaction(pool, async (client) => {
        await lease.assertHeld(client);
        return piece(client);
      }),
    );
  }
  let result: { readonly value: T } | undefined;
  try {
    await withTransaction(pool, async (client: Client) => {
      result = { value: await work(client, (piece) => withSavepoint(client, 'dry_run_piece', () => piece(client))) };
      throw new DryRunDone();
    });
  } catch (error) {
    if (!(error instanceof DryRunDone)) throw error;
  }
  if (result === undefined) throw new Error('a dry run ended without a result');
  return result.value;
}
