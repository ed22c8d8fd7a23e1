import { DATE_TABLE, HOLIDAY_TABLE } from '../../catalog/dimensions/calendar-tables.ts';
import { CALENDAR, HOLIDAYS } from '../../catalog/dimensions/holidays.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';

const DATES = DATE_TABLE.name;
const HOLIDAY = HOLIDAY_TABLE.name;

const WEEKDAYS_ZH = `array['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日']`;
const WEEKDAYS_EN = `array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']`;

/** What differs is found before it is written, here and below: a table that is on every machine counts all it is given. */
const WRITE_HOLIDAYS = `insert into ${HOLIDAY} (holiday_date, is_day_off, name_zh, name_en, is_user_data)
select d::date, w.is_day_off, w.zh, w.en, false
from unnest($froms::date[], $tos::date[], $daysOff::boolean[], $zhs::text[], $ens::text[]) as w(first, last, is_day_off, zh, en)
cross join lateral generate_series(w.first, w.last, interval '1 day') as d
left join ${HOLIDAY} h on h.holiday_date = d::date
where h.holiday_date is null
  or not h.is_user_data and (h.is_day_off, h.name_zh, h.name_en) is distinct from (w.is_day_off, w.zh, w.en)
order by 1
on conflict (holiday_date) do update set is_day_off = excluded.is_day_off, name_zh = excluded.name_zh, name_en = excluded.name_en`;

const FORGET_HOLIDAYS = `delete from ${HOLIDAY} h where not h.is_user_data and not exists (
  select 1 from unnest($froms::date[], $tos::date[]) as w(first, last) where h.holiday_date between w.first and w.last)`;

const DATE_ROWS = `select d::date as business_date, extract(year from d)::smallint as year,
  extract(quarter from d)::smallint as quarter, extract(month from d)::smallint as month, extract(day from d)::smallint as day,
  extract(isoyear from d)::smallint as iso_year, extract(week from d)::smallint as iso_week,
  extract(isodow from d)::smallint as weekday,
  (${WEEKDAYS_ZH})[extract(isodow from d)::int] as weekday_zh, (${WEEKDAYS_EN})[extract(isodow from d)::int] as weekday_en,
  extract(isodow from d) >= 6 as is_weekend,
  coalesce(h.is_day_off, false) as is_public_holiday, coalesce(not h.is_day_off, false) as is_made_up_workday,
  coalesce(h.is_day_off, extract(isodow from d) >= 6) as is_day_off, h.name_zh as holiday_zh, h.name_en as holiday_en,
  exists (select 1 from ${HOLIDAY} y where extract(year from y.holiday_date) = extract(year from d)) as is_year_announced
from generate_series($first::timestamp, $last::timestamp, interval '1 day') as d
left join ${HOLIDAY} h on h.holiday_date = d::date`;

const DATE_COLUMNS = DATE_TABLE.columns.map(({ name }) => name).filter((name) => !DATE_TABLE.key.includes(name));

const WRITE_DATES = `insert into ${DATES} (business_date, ${DATE_COLUMNS.join(', ')})
select w.business_date, ${DATE_COLUMNS.map((name) => `w.${name}`).join(', ')} from (${DATE_ROWS}) w
left join ${DATES} d using (business_date)
where d.business_date is null
  or (${DATE_COLUMNS.map((name) => `d.${name}`).join(', ')}) is distinct from (${DATE_COLUMNS.map((name) => `w.${name}`).join(', ')})
order by 1
on conflict (business_date) do update set ${DATE_COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}`;

/**
 * Writes the holidays of the catalog beside those written by hand, and the dates that follow from both. Returns how many
 * rows changed; none when all is current.
 */
export async function loadCalendar(client: Pick<Client, 'query'>): Promise<number> {
  const values = {
    froms: HOLIDAYS.map((span) => span.from),
    tos: HOLIDAYS.map((span) => span.to),
    daysOff: HOLIDAYS.map((span) => span.isDayOff),
    zhs: HOLIDAYS.map((span) => span.zh),
    ens: HOLIDAYS.map((span) => span.en),
    first: CALENDAR.from,
    last: CALENDAR.to,
  };
  let changed = 0;
  for (const sql of [WRITE_HOLIDAYS, FORGET_HOLIDAYS, WRITE_DATES]) {
    changed += (await client.query(statement(sql, values))).rowCount ?? 0;
  }
  return changed;
}
