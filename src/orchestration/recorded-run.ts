import { Cancelled, messageOf } from '../base/errors.ts';
import type { OpenDatabase } from '../database/open.ts';
import { readRestatementsOfRun } from './restatements.ts';
import { type RunReport, statusOfRun, type TaskReport } from './run-report.ts';
import { type RunStart, RunTracker } from './run-tracker.ts';
import type { Workplace } from './workplace.ts';

/** What keeping the record of a run takes. */
type RecordPlace = Pick<Workplace, 'clock' | 'reporter' | 'signal'> & {
  readonly database: Pick<OpenDatabase, 'controlPool'>;
};

/**
 * Does work as a run: writes its record, closes the record however the work ends, and reports it. The work calls
 * `tracker.startRun` when it has what it needs; work that fails before leaves no record. Rethrows what the work throws.
 */
export async function recordedRun(
  place: RecordPlace,
  start: RunStart,
  work: (tracker: RunTracker) => Promise<readonly TaskReport[]>,
): Promise<RunReport> {
  const { clock, reporter, signal } = place;
  const db = place.database.controlPool;
  const { command, dryRun } = start;
  const startedAt = clock.now().toISOString();
  const tracker = new RunTracker(db, clock, start);
  const { runId } = tracker;
  try {
    const tasks = await work(tracker);
    // A report names its run, so even one that found no store to work on has a record.
    await tracker.startRun();
    const status = statusOfRun(tasks);
    await tracker.endRun(status);
    reporter.record('run ended', { runId, command, status, dryRun });
    const restated = await readRestatementsOfRun(db, runId);
    return { runId, command, status, dryRun, startedAt, endedAt: clock.now().toISOString(), tasks, restated };
  } catch (error) {
    const status = error instanceof Cancelled || signal.aborted ? 'CANCELLED' : 'FAILED';
    // The error of the work is the one to tell, and a database that is gone takes no record.
    await tracker.endRun(status, messageOf(error)).catch(() => undefined);
    throw error;
  }
}
