import { ConfigError } from '../../base/errors.ts';
import type { ConfigSources } from '../../config/load-config.ts';
import { runQueueScheduler } from '../../orchestration/queue/enqueue-due.ts';
import { ensureQueue } from '../../orchestration/queue/run-worker.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { type ListedSchedule, listSchedules } from '../../orchestration/schedule/list-schedules.ts';
import type { Schedule, ScheduleChange } from '../../orchestration/schedule/schedule.ts';
import { resetSchedule, setSchedule } from '../../orchestration/schedule/schedule-store.ts';
import { runScheduler } from '../../orchestration/schedule/scheduler.ts';
import { selectTasks } from '../../orchestration/select-tasks.ts';
import { loadStores } from '../../orchestration/stores.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { ScheduleOptions, ScheduleSetOptions } from '../commands/schedule.ts';
import { parseCount, parseStoreIds } from '../parse-options.ts';
import { refresherOf, runResident } from '../resident.ts';
import { loadSurroundings, withWorkplace } from '../workplace.ts';
import { assertTokens, assertUpstreamKnown, MOST_REREAD_DAYS } from './run-action.ts';
import { HOOKS } from './work-hooks.ts';

/** Runs the scheduler until it is told to stop. A database that goes away is waited for; a bad start is told at once. */
export async function executeSchedule(options: ScheduleOptions, sources: ConfigSources = {}): Promise<void> {
  const surroundings = loadSurroundings(options, sources);
  if (options.queue !== true) assertUpstreamKnown(surroundings.config);
  const { SCHEDULE_STORES } = surroundings.config.values;
  const residence = { surroundings, stores: options.queue === true ? 1 : SCHEDULE_STORES, once: options.once === true };
  await runResident(residence, (place, isFirst) => startSchedules(place, { options, sources, isFirst }));
}

interface Start {
  readonly options: ScheduleOptions;
  readonly sources: ConfigSources;
  readonly isFirst: boolean;
}

async function startSchedules(place: Workplace, { options, sources, isFirst }: Start): Promise<void> {
  const storeIds = parseStoreIds(options.stores);
  const stores = await loadStores(place.database.pool, storeIds);
  const { queue = false, once = false } = options;
  if (isFirst && !queue) assertTokens(place, stores);
  if (isFirst && !once) {
    const what = queue ? '; "feiqiu-etl worker" does the work' : '; "feiqiu-etl schedule list" shows what comes next';
    place.reporter.info(`scheduler started for ${stores.length} stores${what}`);
  }
  const common = { once, storeIds, hooks: HOOKS, refresh: refresherOf(place, options, sources) };
  if (!queue) return await runScheduler(place, { ...common, stores: place.config.values.SCHEDULE_STORES });
  await ensureQueue(place);
  await runQueueScheduler(place, common);
}

/** All schedules of the stores, for looking at. */
export function executeScheduleList(options: ScheduleOptions): Promise<ListedSchedule[]> {
  return withWorkplace(options, async ({ database, clock }) => {
    const stores = await loadStores(database.pool, parseStoreIds(options.stores));
    return listSchedules(database.pool, stores, clock.now());
  });
}

/** Changes a schedule, of the named stores or of all; returns how it is now. */
export function executeScheduleSet(name: string, options: ScheduleSetOptions): Promise<Schedule> {
  const change = toChange(options);
  if (Object.keys(change).length === 0) {
    throw new ConfigError(
      'NOTHING_TO_SET',
      `say what is to be changed of schedule ${name}; "feiqiu-etl schedule set --help" lists it`,
    );
  }
  return withWorkplace(options, async ({ database: { pool } }) => {
    let schedule: Schedule | undefined;
    for (const siteId of await sitesOf(pool, options)) schedule = await setSchedule(pool, name, { siteId, change });
    if (schedule === undefined) throw new Error('no store was changed');
    return schedule;
  });
}

/** Gives a schedule its shipped form back. */
export function executeScheduleReset(name: string, options: ScheduleOptions): Promise<void> {
  return withWorkplace(options, async ({ database: { pool } }) => {
    for (const siteId of await sitesOf(pool, options)) await resetSchedule(pool, name, siteId);
  });
}

/** Ids of stores that exist; null stands for all of them. */
async function sitesOf(pool: Workplace['database']['pool'], { stores }: ScheduleOptions): Promise<(string | null)[]> {
  const ids = parseStoreIds(stores);
  return ids === null ? [null] : (await loadStores(pool, ids)).map(({ siteId }) => siteId);
}

const MOST_SLICE_DAYS = 366;
const MOST_SPREAD_MINUTES = 24 * 60;

function countOf(flag: string, text: string | undefined, most: number): number | undefined {
  return text === undefined ? undefined : parseCount(flag, text, 0, most);
}

function toChange(options: ScheduleSetOptions): ScheduleChange {
  const { action, cron, tasks, reread, slice, spread, missed, quietHours, on, off } = options;
  if (tasks !== undefined && tasks !== 'all') selectTasks(tasks, TASKS);
  const change = {
    action,
    cron,
    tasks: tasks === 'all' ? null : tasks,
    rereadDays: countOf('--reread', reread, MOST_REREAD_DAYS),
    sliceDays: slice === '0' ? null : countOf('--slice', slice, MOST_SLICE_DAYS),
    spreadMinutes: countOf('--spread', spread, MOST_SPREAD_MINUTES),
    missed,
    quietHours: quietHours === 'default' ? null : quietHours,
    enabled: on === true ? true : off === true ? false : undefined,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
