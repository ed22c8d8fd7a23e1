import { Cancelled, ConfigError, LockedError } from '../base/errors.ts';
import type { RunStatus } from '../orchestration/run-report.ts';

/** What the process tells its caller; the one table of exit codes. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  partial: 3,
  checkFailed: 4,
  drift: 5,
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

export function exitCodeOfRun(status: RunStatus): ExitCode {
  return OF_STATUS[status];
}

export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof Cancelled) return EXIT.cancelled;
  if (error instanceof LockedError) return EXIT.locked;
  if (error instanceof ConfigError) return EXIT.usage;
  return EXIT.failure;
}
