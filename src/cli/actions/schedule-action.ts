import { Cancelled, ConfigError, messageOf } from '../../base/errors.ts';
import type { ConfigSources } from '../../config/load-config.ts';
import { raiseOutage } from '../../orchestration/alerts/outage.ts';
import { raiseAlerts, watchAlerts } from '../../orchestration/alerts/raise.ts';
import { sendLastDailyReport } from '../../orchestration/daily-report/send-daily-report.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { pruneAll } from '../../orchestration/retention/prune.ts';
import { type ListedSchedule, listSchedules } from '../../orchestration/schedule/list-schedules.ts';
import type { Hooks } from '../../orchestration/schedule/perform.ts';
import type { Schedule, ScheduleChange } from '../../orchestration/schedule/schedule.ts';
import { resetSchedule, setSchedule } from '../../orchestration/schedule/schedule-store.ts';
import { runScheduler } from '../../orchestration/schedule/scheduler.ts';
import { selectTasks } from '../../orchestration/select-tasks.ts';
import { loadStores } from '../../orchestration/stores.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { ScheduleOptions, ScheduleSetOptions } from '../commands/schedule.ts';
import { parseCount, parseStoreIds } from '../parse-options.ts';
import {
  loadSurroundings,
  openWorkplace,
  readConfig,
  type Surroundings,
  withStopSignal,
  withWorkplace,
} from '../workplace.ts';
import { assertTokens, assertUpstreamKnown, MOST_REREAD_DAYS } from './run-action.ts';

/** Pause before a database that went away is looked for again. */
const REOPEN_MS = 5_000;

/** Runs the scheduler until it is told to stop. A database that goes away is waited for; a bad start is told at once. */
export async function executeSchedule(options: ScheduleOptions, sources: ConfigSources = {}): Promise<void> {
  const surroundings = loadSurroundings(options, sources);
  const { clock, reporter, config } = surroundings;
  assertUpstreamKnown(config);
  await withStopSignal(async (signal) => {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      try {
        await openWorkplace(surroundings, { signal, stores: config.values.SCHEDULE_STORES }, (place) =>
          work(place, { options, sources, surroundings, isFirst }),
        );
        return;
      } catch (error) {
        if (error instanceof Cancelled || signal.aborted) return;
        if (isFirst && error instanceof ConfigError) throw error;
        await raiseOutage({ ...surroundings, signal }, error);
        if (options.once === true) throw error;
        reporter.warn(`the scheduler was interrupted (${messageOf(error)}); going on in ${REOPEN_MS / 1000} s`);
        await clock.sleep(REOPEN_MS, signal).catch(() => undefined);
      }
    }
  });
}

/** What is done beside loading. */
const HOOKS: Hooks = {
  afterRun: (place, { siteId }, outcome) => raiseAlerts(place, outcome, [siteId]),
  report: sendLastDailyReport,
  prune: pruneNow,
  watch: watchAlerts,
};

async function pruneNow(place: Workplace): Promise<string> {
  const { policies } = await pruneAll(place, { dryRun: false });
  const gone = policies.filter(({ items }) => items > 0);
  if (gone.length === 0) return 'nothing is older than the policy keeps';
  return `removed ${gone.map(({ name, items, unit }) => `${items} ${unit} of ${name}`).join(', ')}`;
}

interface Start {
  readonly options: ScheduleOptions;
  readonly sources: ConfigSources;
  readonly surroundings: Surroundings;
  readonly isFirst: boolean;
}

async function work(place: Workplace, { options, sources, surroundings, isFirst }: Start): Promise<void> {
  const storeIds = parseStoreIds(options.stores);
  const stores = await loadStores(place.database.pool, storeIds);
  if (isFirst) assertTokens(place, stores);
  if (options.once !== true && isFirst) {
    place.reporter.info(
      `scheduler started for ${stores.length} stores; "feiqiu-etl schedule list" shows what comes next`,
    );
  }
  await runScheduler(place, {
    stores: place.config.values.SCHEDULE_STORES,
    once: options.once === true,
    storeIds,
    hooks: HOOKS,
    refresh: () => ({ ...place, config: currentConfig(options, sources, surroundings) }),
  });
}

/** `.env` may have been edited since: a renewed token counts at once. A configuration that is wrong now does not. */
function currentConfig(
  options: ScheduleOptions,
  sources: ConfigSources,
  { config, reporter }: Surroundings,
): Workplace['config'] {
  try {
    return readConfig(options, sources);
  } catch (error) {
    reporter.warn(`the changed configuration is not used: ${messageOf(error)}`);
    return config;
  }
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
