import { Cron } from 'croner';
import { ConfigError, messageOf } from '../../base/errors.ts';
import { toLocalTime } from '../../base/local-time.ts';
import type { Schedule } from './schedule.ts';
import { timetableOf } from './timetable.ts';

/** For whom a schedule is looked at. */
export interface ScheduledStore {
  readonly siteId: string;
  readonly timezone: string;
}

/** A start that is due. */
export interface Due {
  /** The last of the starts that have come. */
  readonly at: Date;
  /** It should have been long ago: nobody was there. */
  readonly isMissed: boolean;
  /** The schedule has just been met: of several who see that, the first one starts it. */
  readonly isFirst?: true;
}

/** A start is called missed when it comes so much later than it should. */
const LATE_MS = 15 * 60_000;

/** Throws ConfigError that repeats what the parser objects to. */
export function assertCron(expression: string): void {
  try {
    new Cron(expression, { paused: true });
  } catch (error) {
    throw new ConfigError(
      'BAD_CRON',
      `${JSON.stringify(expression)} is no cron expression (${messageOf(error)}). Five fields: minute hour day month weekday, for example "10 */2 * * *"`,
    );
  }
}

/** The first start after a moment; null when the expression never comes again. */
export function nextStart(schedule: Schedule, store: ScheduledStore, after: Date): Date | null {
  const offsetMs = spreadOf(schedule, store) * 60_000;
  const nextMs = timetableOf(schedule.cron, store.timezone).next(after.getTime() - offsetMs);
  return nextMs === null ? null : new Date(nextMs + offsetMs);
}

/** What has become due since the last start that was dealt with; starts that were missed count once. */
export function dueStart(schedule: Schedule, store: ScheduledStore, since: Date, now: Date): Due | null {
  let due: Date | null = null;
  for (let next = nextStart(schedule, store, since); next !== null && next <= now; ) {
    due = next;
    next = nextStart(schedule, store, next);
  }
  return due === null ? null : { at: due, isMissed: now.getTime() - due.getTime() > LATE_MS };
}

/** The minute of a store within the span: always the same one, and far from that of the next store. */
function spreadOf({ spreadMinutes }: Schedule, { siteId }: ScheduledStore): number {
  if (spreadMinutes === 0) return 0;
  // Ids of one chain follow each other; the multiplier (Knuth's) throws neighbours apart.
  return Number((BigInt(siteId) * 2_654_435_761n) % BigInt(spreadMinutes));
}

const QUIET = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/** Throws ConfigError for what is no span of a day. */
export function assertQuietHours(text: string): void {
  if (QUIET.test(text) && text.slice(0, 5) !== text.slice(6)) return;
  throw new ConfigError(
    'BAD_QUIET_HOURS',
    `${JSON.stringify(text)} is no span of hours: give HH:MM-HH:MM, for example 18:00-23:30`,
  );
}

/** When the quiet hours end in which a moment lies; null when it does not lie in any. The span may cross midnight. */
export function quietUntil(quietHours: string | null, { timezone }: ScheduledStore, now: Date): Date | null {
  if (quietHours === null) return null;
  const start = quietHours.slice(0, 5);
  const end = quietHours.slice(6);
  const time = toLocalTime(now, timezone).slice(11, 16);
  const isQuiet = start < end ? time >= start && time < end : time >= start || time < end;
  if (!isQuiet) return null;
  const [hour, minute] = end.split(':');
  const endMs = timetableOf(`${Number(minute)} ${Number(hour)} * * *`, timezone).next(now.getTime());
  return endMs === null ? null : new Date(endMs);
}
