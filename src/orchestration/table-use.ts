import { statement } from '../database/statement.ts';
import type { HourUse, TableUse } from '../quality/report/model.ts';
import type { Queryable, Store } from '../tasks/task.ts';

/** Seconds of each stretch in each local hour it touches; the present day is left out, because it is not over. */
const TABLE_USE = `with days as (
  select business_date from billiards_dws.dws_day_status
  where site_id = $siteId::bigint and business_date between $from::date and $to::date and status in ('PUBLISHED', 'STALE')
), bounds as (
  select (min(business_date) + make_interval(hours => $startHour::int)) at time zone $zone as starts_at,
    (max(business_date) + 1 + make_interval(hours => $startHour::int)) at time zone $zone as ends_at, count(*) as days
  from days
), stretches as (
  select f.table_id, greatest(f.start_use_time, b.starts_at) as began,
    least(f.start_use_time + f.real_table_use_seconds * interval '1 second', b.ends_at) as ended
  from bounds b join billiards.fact_table_fee f on f.site_id = $siteId::bigint
    and f.start_use_time >= b.starts_at - interval '1 day' and f.start_use_time < b.ends_at
  where not f.is_deleted and f.is_flagged_deleted is not true and f.table_id is not null
), used as (
  select s.table_id, extract(hour from h at time zone $zone)::int as hour,
    sum(extract(epoch from least(s.ended, h + interval '1 hour') - greatest(s.began, h))) as seconds
  from stretches s
  cross join lateral generate_series(date_trunc('hour', s.began, $zone), s.ended - interval '1 microsecond', interval '1 hour') as h
  where s.ended > s.began
  group by 1, 2
)
select t.table_name as name, t.table_area_name as area, g.hour,
  least(1, coalesce(u.seconds, 0) / nullif(3600.0 * (select days from bounds), 0))::float8 as share
from billiards.dim_table_current t
cross join generate_series(0, 23) as g (hour)
left join used u on u.table_id = t.table_id and u.hour = g.hour
where t.site_id = $siteId::bigint and exists (select 1 from used a where a.table_id = t.table_id)
order by t.table_area_name, t.sort_order, t.table_name, t.table_id, (g.hour - $startHour::int + 24) % 24`;

const HOURS = 24;

/** How much of each hour each table was in use over the days from one to another, the first hour of the business day first. */
export async function readTableUse(
  db: Queryable,
  { siteId, timezone: zone, businessDayStartHour: startHour }: Store,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<TableUse[]> {
  const { rows } = await db.query<Pick<TableUse, 'name' | 'area'> & HourUse>(
    statement(TABLE_USE, { siteId, zone, startHour, from, to }),
  );
  const tables: TableUse[] = [];
  for (let at = 0; at < rows.length; at += HOURS) {
    const [first] = rows.slice(at, at + 1);
    if (first === undefined) break;
    const hours = rows.slice(at, at + HOURS).map(({ hour, share }) => ({ hour, share }));
    tables.push({ name: first.name, area: first.area, hours });
  }
  return tables;
}
