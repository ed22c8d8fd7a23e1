import { statement } from '../database/statement.ts';
import type { HourUse, TableUse } from '../quality/report/model.ts';
import type { Queryable, Store } from '../tasks/task.ts';

/** The present day is left out, because it is not over. A day on which a table was not used counts as an empty one. */
const TABLE_USE = `with days as (
  select business_date from billiards_dws.dws_day_status
  where site_id = $siteId::bigint and business_date between $from::date and $to::date and status in ('PUBLISHED', 'STALE')
), used as (
  select u.table_id, u.local_hour, sum(u.use_seconds) as seconds,
    (array_agg(u.table_name order by u.business_date desc))[1] as name,
    (array_agg(u.table_area_name order by u.business_date desc))[1] as area
  from days d
  join billiards_dws.dws_table_hour_utilization u on u.site_id = $siteId::bigint and u.business_date = d.business_date
  group by 1, 2
)
select coalesce(name, table_id::text) as name, area, local_hour as hour,
  least(1, seconds / (3600.0 * (select count(*) from days)))::float8 as share
from used order by area, name, table_id, (local_hour - $startHour::int + 24) % 24`;

const HOURS = 24;

/** How much of each hour each table was in use over the days from one to another, the first hour of the business day first. */
export async function readTableUse(
  db: Queryable,
  { siteId, businessDays }: Store,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<TableUse[]> {
  const { rows } = await db.query<Pick<TableUse, 'name' | 'area'> & HourUse>(
    statement(TABLE_USE, { siteId, startHour: businessDays.at(-1)?.startHour, from, to }),
  );
  const tables: TableUse[] = [];
  for (let at = 0; at < rows.length; at += HOURS) {
    const hours = rows.slice(at, at + HOURS);
    const [first] = hours;
    if (first === undefined) break;
    tables.push({ name: first.name, area: first.area, hours: hours.map(({ hour, share }) => ({ hour, share })) });
  }
  return tables;
}
