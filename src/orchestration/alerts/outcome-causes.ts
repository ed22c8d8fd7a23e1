import { Cancelled, EtlError, LockedError, messageOf } from '../../base/errors.ts';
import type { RunReport, TaskReport } from '../run-report.ts';
import type { Cause } from './cause.ts';

/** How a run ended: its report, or what kept it from making one. */
export type Outcome = RunReport | Error;

/** What an ending says of the stores of the run. */
export interface Verdict {
  /** Stores of which it tells whether a run can start. */
  readonly siteIds: readonly string[];
  readonly causes: readonly Cause[];
}

/** Somebody else at work, and a stop by hand, are no trouble; messages that fail are told where they are sent. */
export function isNoTrouble(outcome: Outcome): boolean {
  if (!(outcome instanceof Error)) return outcome.dryRun || outcome.status === 'CANCELLED';
  if (outcome instanceof Cancelled || outcome instanceof LockedError) return true;
  return outcome instanceof EtlError && outcome.code.startsWith('CHANNEL_');
}

/** For which of its stores a run could not start. */
export function judgeOutcome(outcome: Outcome, siteIds: readonly string[]): Verdict {
  if (outcome instanceof Error) {
    const code = outcome instanceof EtlError ? outcome.code : 'UNEXPECTED';
    return { siteIds, causes: siteIds.map((siteId) => toCause(siteId, code, messageOf(outcome))) };
  }
  const own = siteIds.map((siteId) => ({ siteId, tasks: outcome.tasks.filter((task) => task.siteId === siteId) }));
  const judged = own.filter(({ tasks }) => startProblem(tasks)?.errorCode !== LOCKED);
  return {
    siteIds: judged.map(({ siteId }) => siteId),
    causes: judged.flatMap(({ siteId, tasks }) => {
      const problem = startProblem(tasks);
      return problem === null ? [] : [toCause(siteId, problem.errorCode ?? 'FAILED', problem.message ?? '')];
    }),
  };
}

/** Somebody else is at work on the store. */
const LOCKED = 'LEASE_HELD';

/** A store that could not be started is told as the same failure of all of its tasks, none of which took any time. */
function startProblem(tasks: readonly TaskReport[]): TaskReport | null {
  const [first, ...others] = tasks;
  if (first === undefined || first.status !== 'FAILED') return null;
  const isSame = (task: TaskReport): boolean => task.totalMs === 0 && task.message === first.message;
  return [first, ...others].every(isSame) ? first : null;
}

function toCause(siteId: string, code: string, detail: string): Cause {
  return { siteId, kind: 'run', subject: '', code, severity: 'error', detail };
}
