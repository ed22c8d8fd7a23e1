import { Cancelled, ConfigError, LockedError } from '../base/errors.ts';
import type { RunReport, RunStatus } from '../orchestration/run-report.ts';
import { CHECK_FAILED } from '../tasks/task.ts';

/** What the process tells its caller; the one table of exit codes. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  partial: 3,
  checkFailed: 4,
  drift: 5,
  different: 6,
  locked: 75,
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const OF_STATUS: Readonly<Record<RunStatus, ExitCode>> = {
  SUCCESS: EXIT.ok,
  PARTIAL: EXIT.partial,
  FAILED: EXIT.failure,
  CANCELLED: EXIT.cancelled,
};

/** A run in which all tasks did their work, and a check said that the result is wrong, is a case of its own. */
export function exitCodeOfRun({ status, tasks }: Pick<RunReport, 'status' | 'tasks'>): ExitCode {
  if (status === 'SUCCESS' && tasks.some(({ errorCode }) => errorCode === CHECK_FAILED)) return EXIT.checkFailed;
  return OF_STATUS[status];
}

export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof Cancelled) return EXIT.cancelled;
  if (error instanceof LockedError) return EXIT.locked;
  if (error instanceof ConfigError) return EXIT.usage;
  return EXIT.failure;
}
