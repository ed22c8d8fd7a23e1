import { expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { Cancelled, TransientError } from '../../src/base/errors.ts';
import { silentReporter } from '../../src/base/reporter.ts';
import { statement } from '../../src/database/statement.ts';
import { recordedRun } from '../../src/orchestration/recorded-run.ts';
import type { RunTracker } from '../../src/orchestration/run-tracker.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('recorded-run');
const START = { command: 'some work', arguments: { stores: ['1'] }, dryRun: false };

/** Does the work as a run; returns its record, undefined when it left none, and how it ended. */
async function record(
  work: (tracker: RunTracker) => Promise<void>,
  signal = new AbortController().signal,
): Promise<{ readonly kept: unknown; readonly ending: unknown }> {
  const place = { database: { controlPool: database.pool }, clock: systemClock, reporter: silentReporter, signal };
  let runId = '';
  const ending = await recordedRun(place, START, async (tracker) => {
    runId = tracker.runId;
    await work(tracker);
    return [];
  }).catch((error: unknown) => error);
  const sql = 'select status, error, ended_at is not null as ended from etl_admin.etl_run where run_id = $runId::uuid';
  const { rows } = await database.pool.query(statement(sql, { runId }));
  return { kept: rows[0], ending };
}

it('keeps a record of work that ends well, even if it found nothing to begin with', async () => {
  const { kept, ending } = await record(async () => undefined);
  expect(kept).toEqual({ status: 'SUCCESS', error: null, ended: true });
  expect(ending).toMatchObject({ command: 'some work', status: 'SUCCESS', tasks: [], restated: [] });
});

it('closes the record of work that fails, and passes its error on', async () => {
  const down = new TransientError('NETWORK', 'upstream is down');
  const { kept, ending } = await record(async (tracker) => {
    await tracker.startRun();
    throw down;
  });
  expect(kept).toEqual({ status: 'FAILED', error: 'upstream is down', ended: true });
  expect(ending).toBe(down);
});

it('leaves no record of work that could not begin', async () => {
  const { kept } = await record(() => Promise.reject(new TransientError('NETWORK', 'upstream is down')));
  expect(kept).toBeUndefined();
});

it('calls work that was stopped cancelled, whatever it failed of', async () => {
  const begun = async (tracker: RunTracker, error: Error): Promise<void> => {
    await tracker.startRun();
    throw error;
  };
  const cancelled = await record((tracker) => begun(tracker, new Cancelled('enough')));
  expect(cancelled.kept).toMatchObject({ status: 'CANCELLED', ended: true });
  const stopped = await record((tracker) => begun(tracker, new Error('socket closed')), AbortSignal.abort());
  expect(stopped.kept).toMatchObject({ status: 'CANCELLED', error: 'socket closed' });
});
