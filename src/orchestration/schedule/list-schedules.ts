import type { Queryable, Store } from '../../tasks/task.ts';
import { nextStart } from './cron.ts';
import type { Schedule } from './schedule.ts';
import { readScheduleStates, readSchedules, type ScheduleState } from './schedule-store.ts';

/** A schedule of a store, how it went last and when it comes next. */
export interface ListedSchedule extends Schedule {
  readonly siteId: string;
  readonly timezone: string;
  /** Its last start; null before the first. */
  readonly last: Pick<ScheduleState, 'startedAt' | 'endedAt' | 'outcome' | 'message' | 'runId' | 'retryAt'> | null;
  /** ISO text in UTC; null when it is off, or never comes again. */
  readonly nextAt: string | null;
}

/** The schedules of the stores, store by store. */
export async function listSchedules(db: Queryable, stores: readonly Store[], now: Date): Promise<ListedSchedule[]> {
  const schedulesOf = await readSchedules(db);
  const states = await readScheduleStates(db);
  return stores.flatMap(({ siteId, timezone }) =>
    schedulesOf(siteId).map((schedule) => {
      const last = states.find((state) => state.name === schedule.name && state.siteId === siteId);
      const next = schedule.enabled ? nextStart(schedule, { siteId, timezone }, now) : null;
      return { ...schedule, siteId, timezone, last: last ?? null, nextAt: next?.toISOString() ?? null };
    }),
  );
}
