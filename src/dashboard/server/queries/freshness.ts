import { type LocalDate, toInstant } from '../../../base/local-time.ts';
import { statement } from '../../../database/statement.ts';
import { utcText } from '../../../database/utc-text.ts';
import { windowOfDay } from '../../../tasks/store-days.ts';
import type { Queryable, Store } from '../../../tasks/task.ts';
import type { DayStatus } from '../../api/day.ts';
import type { TaskFreshness } from '../../api/freshness.ts';
import type { DayRead } from '../steer/coverage.ts';

/** Stores and business days of a board. */
export interface Board {
  readonly stores: readonly Store[];
  readonly dates: readonly LocalDate[];
}

/** How much an endpoint of a store has read of each day of the board. */
export type ReadDays = (siteId: string, task: string) => readonly DayRead[];

/** Complete walks overlap: they are merged first, and then cut at the days. */
const READ = `with day as (
  select * from unnest($sites::bigint[], $froms::timestamptz[], $tos::timestamptz[]) with ordinality as d(site_id, starts_at, ends_at, place)
), walked as (
  select site_id, task_code, range_agg(tstzrange(window_from, window_to)) as ranges from etl_admin.etl_window
  where status = 'COMPLETE' and window_from < window_to and site_id = any($sites::bigint[])
    and window_to > (select min(starts_at) from day) and window_from < (select max(ends_at) from day)
  group by site_id, task_code
)
select w.task_code as task, d.place::int - 1 as place,
  (select sum(extract(epoch from upper(piece) - lower(piece))) * 1000
    from unnest(w.ranges * tstzmultirange(tstzrange(d.starts_at, d.ends_at))) as piece)::float8 as "readMs"
from walked w join day d using (site_id)
where w.ranges && tstzrange(d.starts_at, d.ends_at)`;

interface ReadRow {
  readonly task: string;
  readonly place: number;
  readonly readMs: number;
}

/** How much of each day of the board was read completely. */
export async function readCoverage(db: Queryable, { stores, dates }: Board): Promise<ReadDays> {
  const days = stores.flatMap((store) =>
    dates.map((date) => {
      const { from, to } = windowOfDay(store, date);
      return { siteId: store.siteId, from: toInstant(from, store.timezone), to: toInstant(to, store.timezone) };
    }),
  );
  const values = {
    sites: days.map(({ siteId }) => siteId),
    froms: days.map(({ from }) => from),
    tos: days.map(({ to }) => to),
  };
  const { rows } = await db.query<ReadRow>(statement(READ, values));
  const readMs = new Map(rows.map((row) => [`${row.task} ${row.place}`, row.readMs]));
  const numbered = days.map((day, place) => ({ ...day, place }));
  return (asked, task) =>
    numbered
      .filter(({ siteId }) => siteId === asked)
      .map(({ from, to, place }) => {
        return { from: from.getTime(), to: to.getTime(), readMs: readMs.get(`${task} ${place}`) ?? 0 };
      });
}

const SINCE = `select s.site_id::text as "siteId", t.task, (extract(epoch from first.window_from) * 1000)::float8 as since
from unnest($sites::bigint[]) as s(site_id) cross join unnest($tasks::text[]) as t(task)
cross join lateral (select w.window_from from etl_admin.etl_window w
  where w.site_id = s.site_id and w.task_code = t.task and w.status = 'COMPLETE' and w.window_from is not null
  order by w.window_from limit 1) first`;

/** When reading began: the start of the first complete window of an endpoint of a store, in milliseconds. */
export interface Since {
  readonly siteId: string;
  readonly task: string;
  readonly since: number;
}

/** Since when each endpoint has been read; those that never were are left out. */
export async function readSinces(db: Queryable, { stores }: Board, tasks: readonly string[]): Promise<Since[]> {
  const sites = stores.map(({ siteId }) => siteId);
  return (await db.query<Since>(statement(SINCE, { sites, tasks }))).rows;
}

/** State of the figures of each day, by `siteId date`. */
export async function readDayStates(db: Queryable, { stores, dates }: Board): Promise<ReadonlyMap<string, DayStatus>> {
  const sql = `select site_id::text as "siteId", business_date::text as date, status from billiards_dws.dws_day_status
where site_id = any($sites::bigint[]) and business_date = any($dates::date[])`;
  const sites = stores.map(({ siteId }) => siteId);
  const { rows } = await db.query<{ siteId: string; date: string; status: DayStatus }>(
    statement(sql, { sites, dates }),
  );
  return new Map(rows.map(({ siteId, date, status }) => [`${siteId} ${date}`, status]));
}

const TASKS = `select t.task, ${utcText('c.time_cursor')} as "readUpTo", r.status as "lastStatus",
  ${utcText('r.ended_at')} as "lastEndedAt", r.error as "lastMessage"
from unnest($tasks::text[]) as t(task)
left join etl_admin.etl_cursor c on c.site_id = $siteId::bigint and c.task_code = t.task
left join lateral (select status, ended_at, error from etl_admin.etl_task_run r
  where r.site_id = $siteId::bigint and r.task_code = t.task order by started_at desc limit 1) r on true`;

/** How tasks of a store went last, in their order. */
export async function readTaskFreshness(
  db: Queryable,
  siteId: string,
  tasks: readonly { readonly code: string; readonly zh: string; readonly en: string }[],
): Promise<TaskFreshness[]> {
  const values = { siteId, tasks: tasks.map(({ code }) => code) };
  const { rows } = await db.query<Omit<TaskFreshness, 'zh' | 'en'>>(statement(TASKS, values));
  return tasks.flatMap(({ code, zh, en }) =>
    rows.filter(({ task }) => task === code).map((row) => ({ ...row, zh, en })),
  );
}
