import type { ArchivedWalk } from '../api/archive/walk.ts';
import { Cancelled, ConfigError, EtlError } from '../base/errors.ts';
import { endpointOfTable } from '../catalog/endpoints.ts';
import { TaskCounters } from '../tasks/counters.ts';
import { type LoadingContext, loadArchived } from '../tasks/ods-task.ts';
import type { Store, Task } from '../tasks/task.ts';
import { NO_UPSTREAM } from './connect-upstream.ts';
import { recordedRun } from './recorded-run.ts';
import { listArchivedStores, openSource, type ReplaySource } from './replay-source.ts';
import { type RunReport, type TaskReport, type TaskStatus, toFigures } from './run-report.ts';
import type { RunStart } from './run-tracker.ts';
import { asksUpstream, executeStoreTasks, type StoreRun, tasksOf } from './store-run.ts';
import { leaseStore, withWriter } from './store-writer.ts';
import { buildWindowRules, NO_RANGE } from './window-rules.ts';
import type { Workplace } from './workplace.ts';

export interface ReplayOptions extends ReplaySource {
  readonly stores: readonly Store[];
  readonly tasks: readonly Task[];
  /** True when the tasks were named on the command line: then a switched-off task runs as well. */
  readonly tasksNamed: boolean;
  readonly dryRun: boolean;
  readonly acceptDeletes: boolean;
  readonly waitMs: number;
  readonly onTaskEnd: (report: TaskReport) => void;
}

/** What has been replayed of one table. */
interface Progress {
  readonly counters: TaskCounters;
  readonly troubles: string[];
  readonly startedMs: number;
  failed: boolean;
}

/**
 * Loads archived answers again, in the order in which they were received, with the loader of the live run, and then runs
 * the tasks that work on the database alone. No request.
 */
export async function replayArchive(place: Workplace, options: ReplayOptions): Promise<RunReport> {
  await listArchivedStores(options.dir);
  return await recordedRun(place, toStart(options), async (tracker) => {
    const tasks: TaskReport[] = [];
    for (const store of options.stores) {
      await using lease = await leaseStore(place, store, options.waitMs);
      await tracker.startRun();
      tasks.push(...(await replayStore(place, options, { store, lease, tracker })));
    }
    return tasks;
  });
}

function toStart(options: ReplayOptions): RunStart {
  const stores = options.stores.map((store) => store.siteId);
  return { command: 'replay', dryRun: options.dryRun, arguments: { dir: options.dir, stores } };
}

/** What loading files works with. */
export type ReplayContext = Omit<LoadingContext, 'counters'>;

/** Files to ODS, and from there to whatever is made from it, through the same writer: a dry run sees what it would store. */
function replayStore(
  place: Workplace,
  options: ReplayOptions,
  run: Omit<StoreRun, 'upstreams'>,
): Promise<TaskReport[]> {
  const { store, lease, tracker } = run;
  const signal = AbortSignal.any([place.signal, lease.signal]);
  return withWriter(place, lease, options.dryRun, async (db, atomically) => {
    const { acceptDeletes } = options;
    const { runId } = tracker;
    const loaded = await replayWalks(place, options, { ...place, runId, store, db, atomically, signal, acceptDeletes });
    for (const report of loaded) {
      await tracker.endTask(report);
      options.onTaskEnd(report);
    }
    const tasks = (await tasksOf(place, options, store)).filter((task) => !asksUpstream(task));
    const windows = buildWindowRules(store, place.config, place.clock, NO_RANGE);
    const { upstream } = NO_UPSTREAM;
    const work = { store, lease, tracker, tasks, upstream, windows, signal, db, atomically };
    return [...loaded, ...(await executeStoreTasks(place, options, work))];
  });
}

/** Loads what the files hold of one store; one report a table. Walks are taken in the order in which they were received. */
export async function replayWalks(
  place: Workplace,
  options: ReplaySource & Pick<ReplayOptions, 'tasks'>,
  context: ReplayContext,
): Promise<TaskReport[]> {
  const byTable = new Map<string, Progress>();
  const progressOf = (table: string): Progress => {
    const known = byTable.get(table) ?? {
      counters: new TaskCounters(),
      troubles: [],
      startedMs: place.clock.now().getTime(),
      failed: false,
    };
    byTable.set(table, known);
    return known;
  };
  const onCorrupt = (error: Error, table: string): void => {
    place.reporter.warn(`${error.message}; the rest is loaded`);
    const progress = progressOf(table);
    progress.failed = true;
    progress.troubles.push(error.message);
  };
  const allEndpoints = place.endpoints;
  const endpoints = allEndpoints.filter(({ task }) => options.tasks.some(({ code }) => code === task));
  for await (const walk of await openSource(options, context.store, { endpoints, allEndpoints, onCorrupt })) {
    context.signal.throwIfAborted();
    await replayWalk(
      walk,
      { ...context, counters: progressOf(walk.scope.table).counters },
      progressOf(walk.scope.table),
    );
  }
  const now = place.clock.now().getTime();
  return [...byTable].map(([table, progress]) => toReport(context.store, table, progress, now));
}

/** A walk that cannot be loaded is told and left; the walks after it still load. */
async function replayWalk(walk: ArchivedWalk, context: LoadingContext, progress: Progress): Promise<void> {
  const endpoint = endpointOfTable(walk.scope.table, context.endpoints);
  try {
    const result = await loadArchived(context, endpoint, walk);
    if (result.deletesHeldBack > 0) progress.troubles.push(`${result.deletesHeldBack} deletes held back`);
  } catch (error) {
    if (!(error instanceof EtlError) || error instanceof Cancelled || error instanceof ConfigError) throw error;
    progress.failed = true;
    progress.troubles.push(`walk ${walk.walkId}: ${error.message}`);
    context.reporter.warn(`${walk.scope.table}: ${error.message}`);
  }
}

function toReport(store: Store, table: string, progress: Progress, nowMs: number): TaskReport {
  const status: TaskStatus = progress.failed ? 'INCOMPLETE' : progress.troubles.length > 0 ? 'WARNING' : 'SUCCESS';
  return {
    siteId: store.siteId,
    code: endpointOfTable(table).task,
    status,
    errorCode: progress.troubles.length > 0 ? 'REPLAY_TROUBLE' : null,
    message: progress.troubles.length > 0 ? progress.troubles.slice(0, 3).join('; ') : null,
    retryAt: null,
    ...toFigures(progress.counters),
    totalMs: nowMs - progress.startedMs,
  };
}
