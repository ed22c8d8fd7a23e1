import { toInstant } from '../base/local-time.ts';
import type { PlannedTask, RunPlan } from './plan.ts';
import { buildSchedule } from './plan-schedule.ts';
import type { PastTaskRun } from './task-history.ts';

/** What a task will probably ask and take, by its former runs. */
export interface TaskEstimate {
  readonly requests: number;
  readonly ms: number;
  /** Former runs it is judged by: those that had about as much to do. */
  readonly runs: number;
}

/** A planned task with what is to be expected of it; null while it has never run well. */
export interface EstimatedTask extends PlannedTask {
  readonly estimate: TaskEstimate | null;
}

export interface StoreEstimate {
  readonly siteId: string;
  /** Tasks without history count as nothing. */
  readonly requests: number;
  readonly ms: number;
  /** Codes of the tasks that decide how long the store takes. */
  readonly criticalPath: readonly string[];
  /** Codes of the tasks that have never run well, so that nothing can be said of them. */
  readonly withoutHistory: readonly string[];
}

/** How much is done at the same time. */
export interface Concurrency {
  /** Tasks of a store (TASK_CONCURRENCY). */
  readonly tasks: number;
  /** Requests in flight per token (API_PAGE_CONCURRENCY). */
  readonly requests: number;
  /** `run` takes stores one after the other. */
  readonly stores: 1;
}

export interface EstimatedPlan extends RunPlan {
  readonly tasks: readonly EstimatedTask[];
  readonly stores: readonly StoreEstimate[];
  readonly concurrency: Concurrency;
  /** Over all stores, one after the other. */
  readonly total: Pick<StoreEstimate, 'requests' | 'ms'> & { readonly tasksWithoutHistory: number };
}

/** Adds to a plan what former runs let expect. Pure; the plan itself stays as it is. */
export function estimatePlan(
  plan: RunPlan,
  history: readonly PastTaskRun[],
  concurrency: Omit<Concurrency, 'stores'>,
): EstimatedPlan {
  const tasks = plan.tasks.map((task) => ({ ...task, estimate: estimateTask(task, plan, history) }));
  const stores = Object.keys(plan.upperBounds).map((siteId) =>
    estimateStore(
      siteId,
      tasks.filter((task) => task.siteId === siteId),
      concurrency.tasks,
    ),
  );
  const sum = (value: (store: StoreEstimate) => number): number => stores.reduce((all, one) => all + value(one), 0);
  const total = {
    requests: sum(({ requests }) => requests),
    ms: sum(({ ms }) => ms),
    tasksWithoutHistory: sum(({ withoutHistory }) => withoutHistory.length),
  };
  return { ...plan, tasks, stores, concurrency: { ...concurrency, stores: 1 }, total };
}

/** Codes of the tasks that would be skipped if this one failed: those that read what it brings, and so on. */
export function skippedIfFails(code: string, tasks: readonly Pick<PlannedTask, 'code' | 'dependsOn'>[]): string[] {
  const lost = new Set([code]);
  // A set is walked with what is added on the way.
  for (const one of lost) {
    for (const task of tasks) if (task.dependsOn.includes(one)) lost.add(task.code);
  }
  return [...new Set(tasks.map((task) => task.code))].filter((one) => one !== code && lost.has(one));
}

function estimateStore(siteId: string, tasks: readonly EstimatedTask[], concurrency: number): StoreEstimate {
  const timed = tasks.map(({ code, dependsOn, after, estimate }) => {
    return { code, waitsFor: [...dependsOn, ...after], ms: estimate?.ms ?? 0 };
  });
  const { totalMs, criticalPath } = buildSchedule(timed, concurrency);
  return {
    siteId,
    requests: tasks.reduce((all, { estimate }) => all + (estimate?.requests ?? 0), 0),
    ms: Math.round(totalMs),
    criticalPath,
    withoutHistory: tasks.filter(({ estimate }) => estimate === null).map(({ code }) => code),
  };
}

/**
 * A windowed task asks in proportion to the time it reads; one that follows what others bring (tickets of settlements) in
 * proportion to what they read; a list is asked for as a whole, whatever the window. The time goes by requests where
 * there are any. What works on the database alone takes what it took when there was about as much to do.
 */
function estimateTask(task: PlannedTask, plan: RunPlan, history: readonly PastTaskRun[]): TaskEstimate | null {
  const past = history.filter(({ siteId, code }) => siteId === task.siteId && code === task.code);
  const isWindowed = past.some(({ hours }) => hours !== null);
  if (isWindowed && task.windows.length === 0) return { requests: 0, ms: 0, runs: past.length };
  const wanted = isWindowed ? hoursOf(task) : extentOf(task.siteId, plan);
  const measured = past.flatMap((run) => {
    const extent = isWindowed ? run.hours : run.runHours;
    return extent === null ? [] : [{ ...run, extent }];
  });
  const basis = mostSimilar(measured, wanted);
  if (basis.length === 0) return null;
  const scales = isWindowed || (task.dependsOn.length > 0 && task.requests !== null);
  const ratioTo = (extent: number): number => (scales && extent > 0 && wanted > 0 ? wanted / extent : 1);
  const expected = median(basis.map(({ requests, extent }) => requests * ratioTo(extent)));
  const requests = Math.max(task.requests ?? 0, Math.round(expected));
  const asking = basis.filter((run) => run.requests > 0);
  const ms =
    asking.length === 0
      ? median(basis.map((run) => run.ms))
      : median(asking.map((run) => run.ms / run.requests)) * requests;
  return { requests, ms: Math.round(ms), runs: basis.length };
}

/** Runs that had at most twice, and at least half as much to do; without any, the nearest one. */
function mostSimilar<Run extends { readonly extent: number }>(runs: readonly Run[], wanted: number): readonly Run[] {
  const distance = ({ extent }: Run): number => Math.abs(Math.log((extent + 1) / (wanted + 1)));
  const similar = runs.filter((run) => distance(run) <= Math.log(2));
  return similar.length > 0 ? similar : runs.toSorted((a, b) => distance(a) - distance(b)).slice(0, 1);
}

/** How much there is to do in a store: the longest time that any of its tasks reads. */
function extentOf(siteId: string, { tasks }: RunPlan): number {
  return Math.max(0, ...tasks.filter((task) => task.siteId === siteId).map(hoursOf));
}

/** Hours of event time. Windows are in the store's wall clock; any zone tells their length but for a clock change. */
function hoursOf({ windows }: Pick<PlannedTask, 'windows'>): number {
  const ms = windows.map(({ from, to }) => toInstant(to, 'UTC').getTime() - toInstant(from, 'UTC').getTime());
  return ms.reduce((all, one) => all + one, 0) / 3_600_000;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
