import type { Clock } from '../base/clock.ts';
import { Cancelled, EtlError, messageOf, TransientError } from '../base/errors.ts';
import type { Reporter } from '../base/reporter.ts';
import { TaskCounters } from '../tasks/counters.ts';
import type { Store, Task, TaskContext, TaskEnding } from '../tasks/task.ts';
import { LIMIT_CODE, type TaskReport, type TaskStatus, toFigures } from './run-report.ts';

/** How the tasks of one store are run. */
export interface Execution {
  readonly store: Store;
  readonly tasks: readonly Task[];
  /** Tasks at work at the same time; a dry run has one connection and so 1. */
  readonly concurrency: number;
  readonly quarantineLimit: number;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  readonly contextFor: (counters: TaskCounters) => TaskContext;
  readonly onStart: (code: string) => Promise<void>;
  readonly onEnd: (report: TaskReport) => Promise<void>;
}

/**
 * Runs the tasks in dependency order, several at once. A task that fails stops nothing but the tasks that read what it
 * should have brought; these are skipped, with the reason.
 */
export async function executeTasks(execution: Execution): Promise<TaskReport[]> {
  const reports = new Map<string, TaskReport>();
  const waiting = [...execution.tasks];
  const codes = new Set(waiting.map((task) => task.code));
  const running = new Map<string, Promise<void>>();
  while (waiting.length > 0 || running.size > 0) {
    for (const task of readyTasks(waiting, codes, reports).slice(0, execution.concurrency - running.size)) {
      waiting.splice(waiting.indexOf(task), 1);
      const work = executeTask(execution, task, reports).then((report) => {
        reports.set(task.code, report);
        running.delete(task.code);
      });
      running.set(task.code, work);
    }
    if (running.size === 0)
      throw new Error(`tasks depend on each other in a circle: ${waiting.map((t) => t.code).join(', ')}`);
    await Promise.race(running.values());
  }
  return execution.tasks.map((task) => reports.get(task.code)).filter((report) => report !== undefined);
}

/** Tasks whose dependencies within this run have ended. One that is not part of the run counts as met. */
function readyTasks(
  waiting: readonly Task[],
  codes: ReadonlySet<string>,
  ended: ReadonlyMap<string, TaskReport>,
): Task[] {
  const goFirst = (task: Task): readonly string[] => [...task.dependsOn, ...(task.after ?? [])];
  return waiting.filter((task) => goFirst(task).every((code) => !codes.has(code) || ended.has(code)));
}

async function executeTask(
  execution: Execution,
  task: Task,
  ended: ReadonlyMap<string, TaskReport>,
): Promise<TaskReport> {
  const started = execution.clock.now().getTime();
  const counters = new TaskCounters();
  const ending = reasonToSkip(task, ended) ?? (await runGuarded(execution, task, counters));
  const report: TaskReport = {
    siteId: execution.store.siteId,
    code: task.code,
    ...ending,
    ...toFigures(counters),
    totalMs: execution.clock.now().getTime() - started,
  };
  await execution.onEnd(report);
  return report;
}

type Ending = Pick<TaskReport, 'status' | 'errorCode' | 'message' | 'retryAt'>;

/** A task is not started when what it reads did not arrive, or when upstream has refused the credential already. */
function reasonToSkip(task: Task, ended: ReadonlyMap<string, TaskReport>): Ending | null {
  const broken = task.dependsOn.find((code) => NOT_DONE.has(ended.get(code)?.status ?? 'SUCCESS'));
  if (broken !== undefined) {
    const status = ended.get(broken)?.status === 'CANCELLED' ? 'CANCELLED' : 'SKIPPED';
    return skip(status, 'DEPENDENCY_FAILED', `${broken} did not succeed, nothing to read`);
  }
  const refused = [...ended.values()].find((report) => AUTH_CODES.has(report.errorCode ?? ''));
  if (refused === undefined) return null;
  return skip('SKIPPED', 'CREDENTIAL_REFUSED', `not asked, because upstream refused the token of ${refused.code}`);
}

const NOT_DONE: ReadonlySet<TaskStatus> = new Set(['FAILED', 'SKIPPED', 'CANCELLED']);
/** The credential itself is the trouble, so the next task would hear the same. FORBIDDEN concerns one endpoint. */
const AUTH_CODES: ReadonlySet<string> = new Set([
  'TOKEN_REFUSED',
  'TOKEN_EXPIRED',
  'RENEWED_TOKEN_REFUSED',
  'TOKEN_COMMAND_FAILED',
  'TOKEN_COMMAND_STALE',
  'BAD_TOKEN',
]);

const skip = (status: TaskStatus, errorCode: string, message: string): Ending => ({
  status,
  errorCode,
  message,
  retryAt: null,
});

/** The run boundary: whatever a task throws becomes its ending, and the other tasks go on. */
async function runGuarded(execution: Execution, task: Task, counters: TaskCounters): Promise<Ending> {
  try {
    execution.signal.throwIfAborted();
    await execution.onStart(task.code);
    return withinLimit(toEnding(await task.run(execution.contextFor(counters))), counters, execution.quarantineLimit);
  } catch (error) {
    return toFailure(error, execution.signal);
  }
}

function toEnding(ending: TaskEnding): Ending {
  if (ending.status === 'SUCCESS') return { status: 'SUCCESS', errorCode: null, message: null, retryAt: null };
  const { status, code, message, retryAt } = ending;
  return { status, errorCode: code, message, retryAt: retryAt?.toISOString() ?? null };
}

function withinLimit(ending: Ending, counters: TaskCounters, limit: number): Ending {
  const { rowsQuarantined, rowsSeen } = counters;
  if (ending.status !== 'SUCCESS' || rowsQuarantined <= rowsSeen * limit) return ending;
  return {
    ...ending,
    status: 'WARNING',
    errorCode: LIMIT_CODE,
    message:
      `${rowsQuarantined} of ${rowsSeen} records are in quarantine, more than QUARANTINE_LIMIT (${limit}) allows; ` +
      'see "feiqiu-etl quarantine list"',
  };
}

function toFailure(error: unknown, signal: AbortSignal): Ending {
  if (signal.aborted || error instanceof Cancelled) {
    return { status: 'CANCELLED', errorCode: 'CANCELLED', message: 'stopped before it was done', retryAt: null };
  }
  const code = error instanceof EtlError ? error.code : 'UNEXPECTED';
  return {
    status: 'FAILED',
    errorCode: code,
    message: error instanceof EtlError ? error.message : `unexpected: ${describeUnexpected(error)}`,
    retryAt: error instanceof TransientError ? (error.retryAt?.toISOString() ?? null) : null,
  };
}

/** An error we did not foresee is a bug: its place is worth more than its text. */
function describeUnexpected(error: unknown): string {
  const where = error instanceof Error ? (error.stack?.split('\n')[1]?.trim() ?? '') : '';
  return `${messageOf(error)} ${where}`.trim();
}
