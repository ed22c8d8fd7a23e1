import type { Lease } from '../database/lease.ts';
import { statement } from '../database/statement.ts';
import type { Store, Task, TaskContext, WindowRules } from '../tasks/task.ts';
import { DEFAULT_HISTORY_DAYS, historyStart } from '../tasks/window-plan.ts';
import { NO_UPSTREAM, type Upstreams } from './connect-upstream.ts';
import { executeTasks } from './execute-tasks.ts';
import type { RunOptions } from './run-options.ts';
import type { TaskReport } from './run-report.ts';
import type { RunTracker } from './run-tracker.ts';
import { withWriter } from './store-writer.ts';
import { learnStoreName, readDisabledTasks } from './stores.ts';
import { buildWindowRules } from './window-rules.ts';
import type { Workplace } from './workplace.ts';

/** What one store's part of a run works with. */
export interface StoreRun {
  readonly store: Store;
  readonly lease: Lease;
  readonly tracker: RunTracker;
  readonly upstreams: Upstreams;
}

/** Whether a task needs API_BASE and a token. */
export const asksUpstream = (task: Task): boolean => task.offline !== true;

/** Runs the tasks of one store under its lease. */
export async function runStore(
  place: Workplace,
  options: RunOptions,
  { store, lease, tracker, upstreams }: StoreRun,
): Promise<TaskReport[]> {
  const abandoned = await tracker.closeAbandoned(store.siteId);
  if (abandoned > 0)
    place.reporter.info(`store ${store.siteId}: a former run died in ${abandoned} tasks; going on from there`);
  const tasks = await tasksOf(place, options, store);
  const { upstream, tokens } = tasks.some(asksUpstream) ? upstreams.for(store) : NO_UPSTREAM;
  const signal = AbortSignal.any([place.signal, lease.signal]);
  await tokens?.token(signal);
  const windows = buildWindowRules(store, place.config, place.clock, options.range);
  if (tasks.some(asksUpstream)) await announceHistory(place, store, windows);
  return withWriter(place, lease, options.dryRun, async (db, atomically) => {
    const work = { store, lease, tracker, tasks, upstream, windows, signal, db, atomically };
    const reports = await executeStoreTasks(place, options, work);
    if (store.name === '') await learnStoreName(db, store.siteId);
    return reports;
  });
}

/** What the tasks of one store share while they run. */
export interface StoreWork
  extends Pick<TaskContext, 'store' | 'upstream' | 'windows' | 'signal' | 'db' | 'atomically'> {
  readonly lease: Lease;
  readonly tracker: RunTracker;
  readonly tasks: readonly Task[];
}

type TaskOptions = Pick<RunOptions, 'dryRun' | 'acceptDeletes' | 'onTaskEnd' | 'quarantineLimit'>;

/** Runs tasks of one store in the order of what they read, and keeps a record of each. */
export function executeStoreTasks(
  place: Workplace,
  { dryRun, acceptDeletes, onTaskEnd, quarantineLimit }: TaskOptions,
  { lease, tracker, tasks, ...shared }: StoreWork,
): Promise<TaskReport[]> {
  const { config, clock, reporter, endpoints } = place;
  const { runId } = tracker;
  const { store, signal } = shared;
  let ended = 0;
  return executeTasks({
    store,
    tasks,
    concurrency: dryRun ? 1 : config.values.TASK_CONCURRENCY,
    quarantineLimit: quarantineLimit ?? config.values.QUARANTINE_LIMIT,
    clock,
    reporter,
    signal,
    contextFor: (counters) => ({ ...shared, runId, endpoints, acceptDeletes, clock, reporter, counters }),
    onStart: (code) => {
      lease.setProgress(`${ended} tasks done, at ${code}`);
      return tracker.startTask(store.siteId, code);
    },
    onEnd: async (report) => {
      ended += 1;
      await tracker.endTask(report);
      reporter.record('task ended', { runId, ...report });
      onTaskEnd(report);
    },
  });
}

/** The tasks that are not switched off for the store; those that were named on the command line are not asked. */
export async function tasksOf(
  { database }: Pick<Workplace, 'database'>,
  { tasks: all, tasksNamed, codesByStore }: Pick<RunOptions, 'tasks' | 'tasksNamed' | 'codesByStore'>,
  { siteId }: Pick<Store, 'siteId'>,
): Promise<readonly Task[]> {
  const wanted = codesByStore?.get(siteId);
  const tasks = wanted === undefined ? all : all.filter((task) => wanted.has(task.code));
  if (tasksNamed) return tasks;
  const disabled = await readDisabledTasks(database.pool, siteId, tasks);
  return tasks.filter((task) => !disabled.has(task.code));
}

/** Says how far back a first load reaches when nobody has said how far it should. */
async function announceHistory(place: Workplace, store: Store, windows: WindowRules): Promise<void> {
  if (store.historyFrom !== null || windows.from !== null) return;
  const sql = 'select 1 from etl_admin.etl_cursor where site_id = $siteId::bigint limit 1';
  const { rowCount } = await place.database.pool.query(statement(sql, { siteId: store.siteId }));
  if (rowCount !== 0) return;
  place.reporter.info(
    `store ${store.siteId}: HISTORY_FROM is not set, so the first load starts at ${historyStart(store, windows.upperBound)}, ` +
      `${DEFAULT_HISTORY_DAYS} days back. Set HISTORY_FROM for more`,
  );
}
