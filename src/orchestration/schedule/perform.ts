import { Cancelled, EtlError, LockedError, messageOf } from '../../base/errors.ts';
import type { Store } from '../../tasks/task.ts';
import { CHECK_FAILED } from '../../tasks/task.ts';
import { TASKS } from '../registry.ts';
import { planResumption } from '../resume.ts';
import { run } from '../run.ts';
import type { RunReport } from '../run-report.ts';
import { selectTasks } from '../select-tasks.ts';
import { loadStores } from '../stores.ts';
import type { AskedRange } from '../window-rules.ts';
import type { Workplace } from '../workplace.ts';
import type { Duty, RetryDuty } from './duties.ts';
import type { Schedule } from './schedule.ts';
import type { StartEnding } from './schedule-store.ts';
import { readStalestSlice } from './slice.ts';

/** What scheduled work does beside loading; given by whoever starts the scheduler. */
export interface Hooks {
  /** Told of every run that was started, and of the error of one that could not be. */
  afterRun(place: Workplace, store: Store, outcome: RunReport | Error): Promise<void>;
  /** Sends the report of the last closed business day; returns what it did in a sentence. */
  report(place: Workplace, store: Store): Promise<string>;
  /** Removes what is older than the policy keeps; returns what it did in a sentence. */
  prune(place: Workplace): Promise<string>;
  /** Looks after what no run tells, such as a reminder that is due; never throws. */
  watch(place: Workplace): Promise<void>;
}

/** How long scheduled work waits for a run that somebody started by hand. */
const WAIT_MS = 30 * 60_000;
/** What did not finish is tried again after so long, and twice that, and twice that again. */
const RETRY_MS = 10 * 60_000;
const RETRIES = 3;

/** Does what is due. Never throws: what goes wrong is the ending of the start. */
export async function perform(place: Workplace, duty: Duty | RetryDuty, hooks: Hooks): Promise<StartEnding> {
  const retries = duty.kind === 'retry' ? duty.retries : 0;
  try {
    const schedule = duty.kind === 'retry' ? duty.schedule : deepest(duty);
    if (schedule.action === 'report') return done(await hooks.report(place, duty.store));
    if (schedule.action === 'prune') return done(await hooks.prune(place));
    const report = await load(place, duty, schedule);
    if (report === null) return done('nothing is left to do');
    await hooks.afterRun(place, duty.store, report);
    return toEnding(report, place.clock.now(), retries);
  } catch (error) {
    if (!(error instanceof Cancelled) && !place.signal.aborted) {
      await hooks.afterRun(place, duty.store, error instanceof Error ? error : new Error(messageOf(error)));
    }
    return failed(error, place, retries);
  }
}

const done = (message: string): StartEnding => ({ outcome: 'SUCCESS', message, runId: null, retryAt: null });

/** One run serves all starts of a duty, if it goes back as far as the deepest of them. */
function deepest({ starts }: Duty): Schedule {
  const [first, ...others] = starts.map(({ schedule }) => schedule);
  if (first === undefined) throw new Error('a duty without a start');
  return others.reduce((deep, other) => (other.rereadDays > deep.rereadDays ? other : deep), first);
}

async function load(place: Workplace, duty: Duty | RetryDuty, schedule: Schedule): Promise<RunReport | null> {
  // Read again, because the zone or the token of the store may have been changed since.
  const stores = await loadStores(place.database.pool, [duty.store.siteId]);
  const common = { stores, dryRun: false, waitMs: WAIT_MS, onTaskEnd: () => undefined };
  if (duty.kind === 'retry' && duty.runId !== null) {
    const { storeIds, runId: _, ...left } = await planResumption(place.database.pool, duty.runId, TASKS);
    if (storeIds.length === 0) return null;
    return await run(place, { ...common, ...left, command: `schedule ${schedule.name}`, tasksNamed: true });
  }
  const range = await rangeOf(place, duty.store, schedule);
  if (range === null) return null;
  return await run(place, {
    ...common,
    command: `schedule ${namesOf(duty)}`,
    tasks: schedule.tasks === null ? TASKS : selectTasks(schedule.tasks, TASKS),
    tasksNamed: false,
    range,
    acceptDeletes: false,
  });
}

const namesOf = (duty: Duty | RetryDuty): string =>
  duty.kind === 'retry' ? duty.schedule.name : duty.starts.map(({ schedule }) => schedule.name).join('+');

/** Null when there is nothing to read again. */
async function rangeOf(place: Workplace, store: Store, schedule: Schedule): Promise<AskedRange | null> {
  const { rereadDays, sliceDays } = schedule;
  if (sliceDays === null) return { from: null, to: null, rereadDays };
  return readStalestSlice(place.database.pool, store, { rereadDays, sliceDays, now: place.clock.now() });
}

function toEnding({ runId, status, tasks }: RunReport, now: Date, retries: number): StartEnding {
  const bad = tasks.filter((task) => task.status !== 'SUCCESS' && task.status !== 'WARNING');
  const checks = tasks.some(({ errorCode }) => errorCode === CHECK_FAILED);
  const message = bad.length > 0 ? bad.map((task) => `${task.code}: ${task.message ?? task.status}`).join('; ') : null;
  if (status === 'SUCCESS') return { outcome: checks ? 'CHECK_FAILED' : status, message, runId, retryAt: null };
  // A clean stop leaves the rest for the moment somebody starts again.
  if (status === 'CANCELLED') return { outcome: status, message, runId, retryAt: now };
  const asked = bad.map(({ retryAt }) => (retryAt === null ? 0 : Date.parse(retryAt)));
  return { outcome: status, message, runId, retryAt: nextRetry(now, retries, Math.max(0, ...asked)) };
}

/** Null when it was tried often enough: the next start goes on from the cursors anyway. */
function nextRetry(now: Date, retries: number, notBeforeMs: number): Date | null {
  if (retries >= RETRIES) return null;
  return new Date(Math.max(now.getTime() + RETRY_MS * 2 ** retries, notBeforeMs));
}

function failed(error: unknown, { clock, signal }: Workplace, retries: number): StartEnding {
  const now = clock.now();
  const message = messageOf(error);
  if (error instanceof Cancelled || signal.aborted) return { outcome: 'CANCELLED', message, runId: null, retryAt: now };
  const outcome = error instanceof LockedError ? 'LOCKED' : error instanceof EtlError ? error.code : 'FAILED';
  return { outcome, message, runId: null, retryAt: nextRetry(now, retries, 0) };
}
