/** What a schedule starts. */
export type ScheduleAction = 'load' | 'report' | 'prune';

/** When something happens by itself, for one store or for all. */
export interface Schedule {
  readonly name: string;
  readonly action: ScheduleAction;
  /** In the zone of the store. */
  readonly cron: string;
  /** As `--tasks`; null: all that are on. */
  readonly tasks: string | null;
  /** Business days read again besides, because no endpoint tells when a record was edited. */
  readonly rereadDays: number;
  /** Only so many of those days at a time, those that were read longest ago; null: all of them. */
  readonly sliceDays: number | null;
  /** Every store starts at a minute of its own within this span. */
  readonly spreadMinutes: number;
  /** What becomes of a start that was missed: made up for once, or left. */
  readonly missed: 'once' | 'skip';
  /** `HH:MM-HH:MM` of the store in which it does not start; null: QUIET_HOURS. */
  readonly quietHours: string | null;
  readonly enabled: boolean;
}

/** What `schedule set` may state; the rest stays as it is. */
export type ScheduleChange = { readonly [K in Exclude<keyof Schedule, 'name'>]?: Schedule[K] };

const LOAD = {
  action: 'load',
  tasks: null,
  rereadDays: 0,
  sliceDays: null,
  spreadMinutes: 0,
  missed: 'once',
  quietHours: null,
  enabled: true,
} as const satisfies ScheduleChange;

/** What a schedule of one's own is, before anything is stated. */
export const PLAIN_SCHEDULE: Omit<Schedule, 'name' | 'cron'> = LOAD;

/** Days that the weekly ring reads again; the yearly one reads what lies further back. */
export const WEEKLY_DAYS = 35;

/**
 * The rings, from fast to slow: what is new every two hours, three days again at night, five weeks again once a week, and
 * every night one week of the past year, the one read longest ago.
 */
export const DEFAULT_SCHEDULES: readonly Schedule[] = [
  { ...LOAD, name: 'fast', cron: '10 */2 * * *' },
  { ...LOAD, name: 'nightly', cron: '40 4 * * *', rereadDays: 3 },
  { ...LOAD, name: 'weekly', cron: '20 5 * * 1', rereadDays: WEEKLY_DAYS },
  { ...LOAD, name: 'yearly', cron: '10 6 * * *', rereadDays: 365, sliceDays: 7, missed: 'skip' },
  { ...LOAD, name: 'report', action: 'report', cron: '45 8 * * *' },
  { ...LOAD, name: 'prune', action: 'prune', cron: '30 7 * * 0' },
];
