import { LockedError, messageOf } from '../../base/errors.ts';
import { tokenIn } from '../../config/load-config.ts';
import { statement } from '../../database/statement.ts';
import type { Queryable, Store } from '../../tasks/task.ts';
import { DOWNSTREAM_OF_BACKFILLS } from '../backfill/begin-backfill.ts';
import { setQueued } from '../backfill/ledger.ts';
import { runBackfill } from '../backfill/run-backfill.ts';
import type { RunReport } from '../run-report.ts';
import { readScheduleStates } from '../schedule/schedule-store.ts';
import { doDuty, look, type SchedulerOptions, takeUpDead } from '../schedule/scheduler.ts';
import { loadStore } from '../stores.ts';
import type { Workplace } from '../workplace.ts';
import { enqueue, enqueueNext, type StoreJob } from './job-queue.ts';
import { countLiving } from './worker-registry.ts';

/** A worker does what a scheduler decides. */
export type WorkOptions = Pick<SchedulerOptions, 'hooks' | 'refresh'>;

/**
 * Does a job; done twice, the second time finds nothing to do. Never throws but when the database is gone: what goes wrong
 * is written down where it happened, with the time to try again.
 */
export async function doStoreJob(options: WorkOptions, job: StoreJob): Promise<void> {
  const place = options.refresh();
  const store = await enabledStore(place, job.siteId);
  if (store === undefined || (await leaveToOthers(place, store, job))) return;
  if (job.lane === 'live') await doStoreDuties(options, store);
  else await readNextWindow(place, options, store);
  // Whoever was asked to stop leaves the rest to the others.
  if (place.signal.aborted) await enqueueNext(place.database.controlPool, job);
}

/** So often a job is left to others, so far apart; then it is done, and fails with what is missing. */
const MOST_PASSES = 10;
const PASS_MS = 2_000;

/** Where the token of the store is not set another worker may have it. False when this one has, or is the only one. */
async function leaveToOthers(place: Workplace, { siteId, tokenEnv }: Store, job: StoreJob): Promise<boolean> {
  const { config, database, reporter } = place;
  const { passes = 0 } = job;
  if (tokenIn(config, tokenEnv) !== undefined || config.values.API_TOKEN_COMMAND !== undefined) return false;
  if (passes >= MOST_PASSES || (await countLiving(database.controlPool)) < 2) return false;
  if (passes === 0)
    reporter.warn(`store ${siteId}: ${tokenEnv} is not set for this worker, so another one has to do it`);
  await enqueueNext(database.controlPool, { ...job, passes: passes + 1 }, PASS_MS);
  return true;
}

/** How long a start that nobody ended may still be somebody's: until the lease of a dead process has run out, and a little. */
const DEAD_WITHIN_MS = 20_000;
const LOOK_MS = 500;

/** Does all that is due for a store, one after the other. */
async function doStoreDuties(options: WorkOptions, store: Store): Promise<void> {
  for (;;) {
    const place = options.refresh();
    if (place.signal.aborted || !(await endDeadStarts(place, store))) return;
    const { duties } = await look(place, options, [store]);
    const [duty] = duties;
    if (duty === undefined) return;
    await doDuty(options, duty);
  }
}

/** A start that was not ended is that of a process that died, or of one that still lives: then false, and it does the work. */
async function endDeadStarts(place: Workplace, store: Store): Promise<boolean> {
  const { clock, signal } = place;
  const since = clock.now().getTime();
  while (!signal.aborted) {
    await takeUpDead(place, [store], '0 seconds');
    const states = await readScheduleStates(place.database.controlPool, [store.siteId]);
    if (states.every(({ startedAt, endedAt }) => startedAt === null || endedAt !== null)) return true;
    if (clock.now().getTime() - since > DEAD_WITHIN_MS) return false;
    await clock.sleep(LOOK_MS, signal).catch(() => undefined);
  }
  return false;
}

/** Undefined for one that was switched off since. */
async function enabledStore({ database }: Workplace, siteId: string): Promise<Store | undefined> {
  const sql = 'select 1 from etl_admin.etl_store where site_id = $siteId::bigint and enabled';
  const { rowCount } = await database.controlPool.query(statement(sql, { siteId }));
  return rowCount === 0 ? undefined : await loadStore(database.controlPool, siteId);
}

/**
 * Reads one window of the oldest backfill of the store that the queue is to read, and puts the job for the next one behind
 * all others: so the stores take turns, however many windows one of them has.
 */
async function readNextWindow(place: Workplace, { hooks }: WorkOptions, store: Store): Promise<void> {
  const db = place.database.controlPool;
  const id = await nextBackfill(place, store.siteId);
  if (id === null) return;
  const outcome = await readWindow(place, store, id);
  if (outcome === null || place.signal.aborted) return;
  const isWell = !(outcome instanceof Error) && outcome.status === 'SUCCESS';
  if (!isWell) await hooks.afterRun(place, store, outcome);
  await enqueueNext(db, { siteId: store.siteId, lane: 'backfill' }, isWell ? 0 : AFTER_TROUBLE_MS);
}

/** After a window that did not go, the next one is for later. */
const AFTER_TROUBLE_MS = 5 * 60_000;

/** Null where somebody reads the backfill by hand: they do the rest. */
async function readWindow(place: Workplace, store: Store, id: string): Promise<RunReport | Error | null> {
  try {
    return await runBackfill(place, {
      id,
      store,
      parallel: 1,
      ration: { windows: 1, attempts: WINDOW_ATTEMPTS },
      downstream: DOWNSTREAM_OF_BACKFILLS,
      acceptDeletes: false,
      onProgress: () => undefined,
      onTaskEnd: () => undefined,
    });
  } catch (error) {
    if (error instanceof LockedError) return null;
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

/** A window that failed so often waits for a person: "feiqiu-etl backfill resume" tries it again. */
const WINDOW_ATTEMPTS = 3;

async function nextBackfill({ database }: Workplace, siteId: string): Promise<string | null> {
  const { rows } = await database.controlPool.query<{ backfill_id: string }>(
    statement(`${QUEUED_BACKFILLS} and b.site_id = $siteId::bigint order by b.backfill_id limit 1`, { siteId }),
  );
  return rows[0]?.backfill_id ?? null;
}

/** Backfills that the workers have something to do for: a window to read, or the end. */
export const QUEUED_BACKFILLS = `select b.backfill_id, b.site_id from etl_admin.etl_backfill b
where b.queued and b.status = 'OPEN' and coalesce((
  select w.attempts < ${WINDOW_ATTEMPTS} from etl_admin.etl_wanted_window w
  where w.backfill_id = b.backfill_id and w.status in ('WANTED', 'FAILED') order by w.attempts limit 1), true)`;

/** Leaves a backfill to the workers. */
export async function queueBackfill(
  db: Queryable,
  { id, siteId }: { readonly id: string; readonly siteId: string },
): Promise<void> {
  await setQueued(db, id);
  await enqueue(db, [{ siteId, lane: 'backfill' }]);
}
