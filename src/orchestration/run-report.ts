import type { TaskCounters } from '../tasks/counters.ts';
import type { Restatement } from './restatements.ts';

/** How a task of a store ended in a run. */
export type TaskStatus = 'SUCCESS' | 'INCOMPLETE' | 'WARNING' | 'FAILED' | 'SKIPPED' | 'CANCELLED';
/** How a run ended. */
export type RunStatus = 'SUCCESS' | 'PARTIAL' | 'FAILED' | 'CANCELLED';

export interface TaskReport {
  readonly siteId: string;
  readonly code: string;
  readonly status: TaskStatus;
  /** Why it is not SUCCESS: a code for machines, a sentence for people. */
  readonly errorCode: string | null;
  readonly message: string | null;
  readonly retryAt: string | null;
  readonly requests: number;
  readonly retries: number;
  readonly pages: number;
  readonly rowsSeen: number;
  readonly rowsNew: number;
  readonly rowsChanged: number;
  readonly rowsUnchanged: number;
  readonly rowsLate: number;
  readonly rowsDuplicate: number;
  readonly rowsQuarantined: number;
  readonly rowsDeleted: number;
  readonly bytes: number;
  readonly extractMs: number;
  readonly loadMs: number;
  readonly totalMs: number;
}

export interface RunReport {
  readonly runId: string;
  readonly command: string;
  readonly status: RunStatus;
  readonly dryRun: boolean;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly tasks: readonly TaskReport[];
  /** The store-days whose figures were computed; none of a dry run, which keeps nothing. */
  readonly restated: readonly Restatement[];
}

/** The figures of a task as its report shows them. */
export function toFigures(
  counters: TaskCounters,
): Omit<TaskReport, 'siteId' | 'code' | 'status' | 'errorCode' | 'message' | 'retryAt' | 'totalMs'> {
  const { meter: _, ...figures } = counters;
  return {
    ...figures,
    requests: counters.count('requests'),
    retries: counters.count('retries'),
    bytes: counters.count('bytes'),
  };
}

/** Tasks that read less than they should have, though they did not fail. */
export const LIMIT_CODE = 'QUARANTINE_LIMIT';

/** A run is as good as its tasks: all failed, some not whole, or all well (warnings included). */
export function statusOfRun(tasks: readonly TaskReport[]): RunStatus {
  if (tasks.some((task) => task.status === 'CANCELLED')) return 'CANCELLED';
  const bad = tasks.filter((task) => task.status === 'FAILED' || task.status === 'SKIPPED');
  if (bad.length > 0 && bad.length === tasks.length) return 'FAILED';
  const short = tasks.some((task) => task.status === 'INCOMPLETE' || task.errorCode === LIMIT_CODE);
  return bad.length > 0 || short ? 'PARTIAL' : 'SUCCESS';
}
