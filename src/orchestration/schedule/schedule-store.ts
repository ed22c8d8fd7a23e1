import { ConfigError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest-name.ts';
import { statement } from '../../database/statement.ts';
import { utcText } from '../../database/utc-text.ts';
import type { Queryable } from '../../tasks/task.ts';
import { assertCron, assertQuietHours, type Due } from './cron.ts';
import { DEFAULT_SCHEDULES, PLAIN_SCHEDULE, type Schedule, type ScheduleChange } from './schedule.ts';

/** Stands for all stores in etl_schedule. */
const ALL_STORES = '0';

const ROWS = `select site_id as "siteId", json_build_object('name', name, 'action', action, 'cron', cron, 'tasks', tasks,
  'rereadDays', reread_days, 'sliceDays', slice_days, 'spreadMinutes', spread_minutes, 'missed', missed,
  'quietHours', quiet_hours, 'enabled', enabled)::text as schedule
from etl_admin.etl_schedule order by site_id, name`;

/** The schedules of a store, those that are off included: its own row, else that of all stores, else the shipped one. */
export type SchedulesOf = (siteId: string) => readonly Schedule[];

/** Reads what the stores are scheduled for. */
export async function readSchedules(db: Queryable): Promise<SchedulesOf> {
  const { rows } = await db.query<{ siteId: string; schedule: string }>(ROWS);
  const shipped = DEFAULT_SCHEDULES.map((schedule) => [schedule.name, schedule] as const);
  const stated = new Map<string, [string, Schedule][]>();
  for (const { siteId, schedule: text } of rows) {
    const schedule = JSON.parse(text) as Schedule;
    stated.set(siteId, [...(stated.get(siteId) ?? []), [schedule.name, schedule]]);
  }
  const ofAll = [...new Map([...shipped, ...(stated.get(ALL_STORES) ?? [])])];
  const plain = ofAll.map(([, schedule]) => schedule);
  return (site) => {
    const own = stated.get(site);
    return own === undefined ? plain : [...new Map([...ofAll, ...own]).values()];
  };
}

/** Changes a schedule of one store (or of all: null), or makes one. Throws ConfigError for values that cannot be. */
export async function setSchedule(
  db: Queryable,
  name: string,
  { siteId, change }: { readonly siteId: string | null; readonly change: ScheduleChange },
): Promise<Schedule> {
  if (!/^[a-z][a-z0-9-]{0,30}$/.test(name)) {
    throw new ConfigError(
      'BAD_SCHEDULE',
      `${JSON.stringify(name)} is no name of a schedule: small letters, digits and hyphens`,
    );
  }
  const site = siteId ?? ALL_STORES;
  const known = (await readSchedules(db))(site).find((schedule) => schedule.name === name);
  const schedule = { ...PLAIN_SCHEDULE, name, ...known, ...change };
  if (!hasCron(schedule))
    throw new ConfigError(
      'BAD_SCHEDULE',
      `schedule ${name} is new: say when with --cron, and see "feiqiu-etl schedule list" for those there are`,
    );
  assertCron(schedule.cron);
  if (schedule.quietHours !== null) assertQuietHours(schedule.quietHours);
  if (schedule.sliceDays !== null && schedule.sliceDays >= schedule.rereadDays) {
    throw new ConfigError(
      'BAD_SCHEDULE',
      `--slice ${schedule.sliceDays} must be less than --reread ${schedule.rereadDays}, of which it is a part`,
    );
  }
  await db.query(statement(UPSERT, { siteId: site, ...schedule }));
  return schedule;
}

const hasCron = (schedule: Partial<Schedule>): schedule is Schedule => schedule.cron !== undefined;

const UPSERT = `insert into etl_admin.etl_schedule (name, site_id, action, cron, tasks, reread_days, slice_days,
  spread_minutes, missed, quiet_hours, enabled)
values ($name, $siteId::bigint, $action, $cron, $tasks, $rereadDays, $sliceDays, $spreadMinutes, $missed, $quietHours, $enabled)
on conflict (name, site_id) do update set (action, cron, tasks, reread_days, slice_days, spread_minutes, missed,
  quiet_hours, enabled, updated_at) = (excluded.action, excluded.cron, excluded.tasks, excluded.reread_days,
  excluded.slice_days, excluded.spread_minutes, excluded.missed, excluded.quiet_hours, excluded.enabled, now())`;

/** Gives a schedule back its shipped form (or removes one's own). Throws ConfigError when nothing was changed of it. */
export async function resetSchedule(db: Queryable, name: string, siteId: string | null): Promise<void> {
  const sql = 'delete from etl_admin.etl_schedule where name = $name and site_id = $siteId::bigint';
  const { rowCount } = await db.query(statement(sql, { name, siteId: siteId ?? ALL_STORES }));
  if (rowCount !== 0) return;
  const { rows } = await db.query<{ name: string }>('select distinct name from etl_admin.etl_schedule');
  const names = rows.map((row) => row.name);
  const where = siteId === null ? 'all stores' : `store ${siteId}`;
  throw new ConfigError(
    'UNKNOWN_SCHEDULE',
    `schedule ${JSON.stringify(name)} is as shipped for ${where}.${didYouMean(name, names)} Changed are: ${names.join(', ') || 'none'}`,
  );
}

/** How the last start of a schedule of a store went. */
export interface ScheduleState {
  readonly name: string;
  readonly siteId: string;
  /** Up to when starts have been dealt with. */
  readonly dueAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly outcome: string | null;
  readonly message: string | null;
  readonly runId: string | null;
  /** What did not finish is tried again then. */
  readonly retryAt: string | null;
  readonly retries: number;
}

/** The states of some stores (null: of all); a schedule that has never been looked at for a store has none. */
export async function readScheduleStates(
  db: Queryable,
  siteIds: readonly string[] | null = null,
): Promise<ScheduleState[]> {
  const sql = `select name, site_id as "siteId", ${utcText('due_at')} as "dueAt",
  ${utcText('started_at')} as "startedAt", ${utcText('ended_at')} as "endedAt", outcome, message, run_id as "runId",
  ${utcText('retry_at')} as "retryAt", retries
from etl_admin.etl_schedule_state where $siteIds::bigint[] is null or site_id = any($siteIds::bigint[])
order by site_id, name`;
  return (await db.query<ScheduleState>(statement(sql, { siteIds }))).rows;
}

/** Whose start it is. */
export interface StartKey {
  readonly name: string;
  readonly siteId: string;
}

/** Notes up to when starts have been dealt with, without starting anything. */
export async function skipStarts(
  db: Queryable,
  starts: readonly (StartKey & { readonly dueAt: Date })[],
): Promise<void> {
  if (starts.length === 0) return;
  const sql = `insert into etl_admin.etl_schedule_state as s (name, site_id, due_at)
select * from unnest($names::text[], $siteIds::bigint[], $dueAts::timestamptz[])
on conflict (name, site_id) do update set due_at = excluded.due_at where s.due_at < excluded.due_at`;
  const names = starts.map(({ name }) => name);
  const siteIds = starts.map(({ siteId }) => siteId);
  await db.query(statement(sql, { names, siteIds, dueAts: starts.map(({ dueAt }) => dueAt) }));
}

/** Claims a start; false when another scheduler has claimed it. */
export async function claimStart(
  db: Queryable,
  key: StartKey,
  { at: dueAt, isFirst }: Due,
  now: Date,
): Promise<boolean> {
  const sql = `insert into etl_admin.etl_schedule_state as s (name, site_id, due_at, started_at)
values ($name, $siteId::bigint, $dueAt, $now)
on conflict (name, site_id) do update set due_at = excluded.due_at, started_at = excluded.started_at, ended_at = null,
  outcome = null, message = null, run_id = null, retry_at = null, retries = 0
where s.due_at < excluded.due_at and not $isFirst`;
  return (await db.query(statement(sql, { ...key, dueAt, isFirst: isFirst === true, now }))).rowCount === 1;
}

/** Claims a retry; false when another scheduler has claimed it. */
export async function claimRetry(db: Queryable, key: StartKey, now: Date): Promise<boolean> {
  const sql = `update etl_admin.etl_schedule_state
set started_at = $now, ended_at = null, retry_at = null, retries = retries + 1
where name = $name and site_id = $siteId::bigint and retry_at <= $now`;
  return (await db.query(statement(sql, { ...key, now }))).rowCount === 1;
}

/** How a start ended. */
export interface StartEnding {
  readonly outcome: string;
  readonly message: string | null;
  readonly runId: string | null;
  readonly retryAt: Date | null;
}

/** Writes down how a start ended. */
export async function endStart(db: Queryable, key: StartKey, ending: StartEnding, now: Date): Promise<void> {
  const sql = `update etl_admin.etl_schedule_state
set ended_at = $now, outcome = $outcome, message = $message, run_id = $runId::uuid, retry_at = $retryAt
where name = $name and site_id = $siteId::bigint`;
  await db.query(statement(sql, { ...key, ...ending, now }));
}
