import { HOUR_MS } from '../../base/clock.ts';
import { statement } from '../../database/statement.ts';
import type { Store } from '../../tasks/task.ts';
import { loadStores } from '../stores.ts';
import type { Workplace } from '../workplace.ts';
import { type Duty, lookAtSchedules, type Outlook, type RetryDuty } from './duties.ts';
import { type Hooks, perform } from './perform.ts';
import {
  claimRetry,
  claimStart,
  endStart,
  readScheduleStates,
  readSchedules,
  type StartKey,
  skipStarts,
} from './schedule-store.ts';

/** How a scheduler works. */
export interface SchedulerOptions {
  /** Stores worked on at the same time. */
  readonly stores: number;
  readonly hooks: Hooks;
  /** Only what is due now; then it ends. */
  readonly once: boolean;
  /** The workplace with the configuration as it is now: a token may have been renewed. */
  readonly refresh: () => Workplace;
  /** Only these stores; null: all that are on. */
  readonly storeIds: readonly string[] | null;
}

/** Schedules and stores may be changed by others: they are looked at again at least this often. */
const LOOK_MS = 60_000;
/** A resident scheduler looks so often after what no run tells. */
const WATCH_MS = HOUR_MS;
/** A start whose process has died is taken up when its store has been free for so long. */
export const DEAD_AFTER = '1 minute';

/**
 * Starts what is due, until the signal of the workplace says stop; then what is under way ends its present window or rolls
 * it back. Throws when the database is gone: whoever called opens it again.
 */
export async function runScheduler(place: Workplace, options: SchedulerOptions): Promise<void> {
  const working = new Map<string, Promise<void>>();
  const broken = new AbortController();
  const ended = new AbortController();
  const watching = options.once
    ? undefined
    : watch(options, AbortSignal.any([place.signal, ended.signal])).catch((error: unknown) => broken.abort(error));
  try {
    while (!place.signal.aborted) {
      const stores = (await loadStores(place.database.controlPool, options.storeIds)).filter(
        ({ siteId }) => !working.has(siteId),
      );
      await takeUpDead(place, stores, DEAD_AFTER);
      const outlook = await look(place, options, stores);
      for (const duty of outlook.duties) {
        if (working.size >= options.stores) break;
        const { siteId } = duty.store;
        if (working.has(siteId)) continue;
        const work = doDuty(options, duty)
          .catch((error: unknown) => broken.abort(error))
          .finally(() => working.delete(siteId));
        working.set(siteId, work);
      }
      broken.signal.throwIfAborted();
      if (working.size === 0 && options.once && outlook.duties.length === 0) return;
      await pause(place, outlook, working);
    }
  } finally {
    ended.abort();
    await Promise.all([...working.values(), watching]);
  }
}

/** Looks every hour after what no run tells, until the signal says stop. */
export async function watch(
  { refresh, hooks }: Pick<SchedulerOptions, 'refresh' | 'hooks'>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await refresh()
      .clock.sleep(WATCH_MS, signal)
      .catch(() => undefined);
    if (signal.aborted) return;
    await hooks.watch(refresh());
  }
}

/** Until a store is done, something is due, or it is time to look whether anything has changed. */
async function pause(
  { clock, signal }: Workplace,
  { nextAt }: Outlook,
  working: Map<string, Promise<void>>,
): Promise<void> {
  const untilNext = nextAt === null ? LOOK_MS : Math.max(nextAt.getTime() - clock.now().getTime(), 0);
  const stop = new AbortController();
  const waited = clock
    .sleep(Math.min(untilNext, LOOK_MS), AbortSignal.any([signal, stop.signal]))
    .catch(() => undefined);
  await Promise.race([waited, ...working.values()]);
  stop.abort();
}

/** What the stores have to do now. What was missed and is to be left is left. */
export async function look(
  place: Workplace,
  { refresh }: Pick<SchedulerOptions, 'refresh'>,
  stores: readonly Store[],
): Promise<Outlook> {
  const db = place.database.controlPool;
  const now = place.clock.now();
  const outlook = lookAtSchedules({
    stores,
    schedulesOf: await readSchedules(db),
    states: await readScheduleStates(
      db,
      stores.map(({ siteId }) => siteId),
    ),
    quietHours: refresh().config.values.QUIET_HOURS ?? null,
    now,
  });
  for (const { dueAt, ...key } of outlook.left)
    place.reporter.info(`store ${key.siteId}: ${key.name} of ${dueAt.toISOString()} was missed and is left`);
  await skipStarts(db, [...outlook.unseen.map((key) => ({ ...key, dueAt: now })), ...outlook.left]);
  return outlook;
}

/** Starts that nobody ended and whose store nobody holds: their process has died. */
export async function takeUpDead(
  { database, clock }: Workplace,
  stores: readonly Store[],
  deadAfter: string,
): Promise<void> {
  const sql = `update etl_admin.etl_schedule_state s
set ended_at = $now, outcome = 'DIED', message = 'the process ended without finishing', retry_at = $now
where s.started_at <= $now::timestamptz - $deadAfter::interval and s.ended_at is null and s.site_id = any($siteIds::bigint[])
  and not exists (select 1 from etl_admin.etl_lease l
    where l.site_id = s.site_id and l.holder <> '' and l.heartbeat_at > clock_timestamp() - interval '15 seconds')`;
  const siteIds = stores.map(({ siteId }) => siteId);
  await database.controlPool.query(statement(sql, { now: clock.now(), siteIds, deadAfter }));
}

/** Does what is due, unless somebody else has claimed it. */
export async function doDuty(
  { refresh, hooks }: Pick<SchedulerOptions, 'refresh' | 'hooks'>,
  duty: Duty | RetryDuty,
): Promise<void> {
  const place = refresh();
  const db = place.database.controlPool;
  const { clock, reporter } = place;
  const claimed = await claim(place, duty);
  if (claimed.length === 0) return;
  const label = describe(duty.store, claimed);
  reporter.info(`${label}: ${duty.kind === 'retry' ? 'trying again' : 'starting'}`);
  const ending = await perform(place, duty, hooks);
  for (const key of claimed) await endStart(db, key, ending, clock.now());
  const again = ending.retryAt === null ? '' : `; again at ${ending.retryAt.toISOString()}`;
  reporter.info(`${label}: ${ending.outcome}${ending.message === null ? '' : `, ${ending.message}`}${again}`);
}

/** The starts that are ours; another scheduler may have been quicker. */
async function claim({ database, clock }: Workplace, duty: Duty | RetryDuty): Promise<StartKey[]> {
  const { siteId } = duty.store;
  const db = database.controlPool;
  const now = clock.now();
  if (duty.kind === 'retry') {
    const key = { name: duty.schedule.name, siteId };
    return (await claimRetry(db, key, now)) ? [key] : [];
  }
  const claimed: StartKey[] = [];
  for (const { schedule, due } of duty.starts) {
    const key = { name: schedule.name, siteId };
    if (await claimStart(db, key, due, now)) claimed.push(key);
  }
  return claimed;
}

const describe = ({ siteId, name }: Store, keys: readonly StartKey[]): string =>
  `store ${siteId}${name === '' ? '' : ` ${name}`}, ${keys.map((key) => key.name).join(' + ')}`;
