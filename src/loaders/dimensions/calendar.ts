import { CALENDAR, HOLIDAYS } from '../../catalog/dimensions/holidays.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import type { DdlStep } from '../schema/layer.ts';

const DATES = 'billiards.dim_date';
const HOLIDAY = 'billiards.dim_holiday';

/** Qualified names. */
export const CALENDAR_TABLES: readonly string[] = [DATES, HOLIDAY];

const comment = (table: string, column: string, meaning: string): DdlStep => ({
  object: `${table}.${column}`,
  sql: `comment on column ${table}.${column} is '${meaning}'`,
});

/** The calendar, and the days on which it differs from the week. */
export const CALENDAR_DDL: readonly DdlStep[] = [
  {
    object: HOLIDAY,
    sql: `create table if not exists ${HOLIDAY} (
  holiday_date date primary key,
  is_day_off boolean not null,
  name_zh text not null,
  name_en text not null default '',
  is_user_data boolean not null default true
)`,
  },
  {
    object: DATES,
    sql: `create table if not exists ${DATES} (
  business_date date primary key,
  year smallint not null,
  quarter smallint not null,
  month smallint not null,
  day smallint not null,
  iso_year smallint not null,
  iso_week smallint not null,
  weekday smallint not null,
  weekday_zh text not null,
  weekday_en text not null,
  is_weekend boolean not null,
  is_public_holiday boolean not null,
  is_made_up_workday boolean not null,
  is_day_off boolean not null,
  holiday_zh text,
  holiday_en text,
  is_year_announced boolean not null
)`,
  },
  {
    object: HOLIDAY,
    sql: `comment on table ${HOLIDAY} is '节假日: public holidays and made-up workdays; rows of your own are kept and win'`,
  },
  comment(HOLIDAY, 'holiday_date', '日期: the day'),
  comment(HOLIDAY, 'is_day_off', '是否放假: true for a day off, false for a weekend day worked to make up for one'),
  comment(HOLIDAY, 'name_zh', '节日中文名: name, Chinese'),
  comment(HOLIDAY, 'name_en', '节日英文名: name, English'),
  comment(HOLIDAY, 'is_user_data', '是否自定义: written by hand; the product leaves it alone'),
  { object: DATES, sql: `comment on table ${DATES} is '日期维度: one row a business date'` },
  comment(DATES, 'business_date', '营业日: business date, from the store start hour to the next one'),
  comment(DATES, 'year', '年: year'),
  comment(DATES, 'quarter', '季度: quarter, 1 to 4'),
  comment(DATES, 'month', '月: month, 1 to 12'),
  comment(DATES, 'day', '日: day of the month'),
  comment(DATES, 'iso_year', 'ISO年: year that the ISO week belongs to'),
  comment(DATES, 'iso_week', 'ISO周: ISO week, Monday first'),
  comment(DATES, 'weekday', '星期: 1 Monday to 7 Sunday'),
  comment(DATES, 'weekday_zh', '星期中文名: weekday, Chinese'),
  comment(DATES, 'weekday_en', '星期英文名: weekday, English'),
  comment(DATES, 'is_weekend', '是否周末: Saturday or Sunday'),
  comment(DATES, 'is_public_holiday', '是否法定假日: day off by announcement'),
  comment(DATES, 'is_made_up_workday', '是否调休上班: weekend day worked to make up for a holiday'),
  comment(DATES, 'is_day_off', '是否休息日: holiday, or weekend that is not worked'),
  comment(DATES, 'holiday_zh', '节日中文名: holiday the day belongs to, Chinese'),
  comment(DATES, 'holiday_en', '节日英文名: holiday the day belongs to, English'),
  comment(
    DATES,
    'is_year_announced',
    '当年假期已录入: false where no holiday of the year is known, so days off are weekends only',
  ),
];

const WEEKDAYS_ZH = `array['星期一', '星期二', '星期三', '星期四', '星期五', '星期六', '星期日']`;
const WEEKDAYS_EN = `array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']`;

const WRITE_HOLIDAYS = `insert into ${HOLIDAY} as h (holiday_date, is_day_off, name_zh, name_en, is_user_data)
select d::date, w.is_day_off, w.zh, w.en, false
from unnest($froms::date[], $tos::date[], $daysOff::boolean[], $zhs::text[], $ens::text[]) as w(first, last, is_day_off, zh, en)
cross join lateral generate_series(w.first, w.last, interval '1 day') as d order by 1
on conflict (holiday_date) do update set is_day_off = excluded.is_day_off, name_zh = excluded.name_zh, name_en = excluded.name_en
where not h.is_user_data
  and (h.is_day_off, h.name_zh, h.name_en) is distinct from (excluded.is_day_off, excluded.name_zh, excluded.name_en)`;

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

const DATE_COLUMNS = [
  'year',
  'quarter',
  'month',
  'day',
  'iso_year',
  'iso_week',
  'weekday',
  'weekday_zh',
  'weekday_en',
  'is_weekend',
  'is_public_holiday',
  'is_made_up_workday',
  'is_day_off',
  'holiday_zh',
  'holiday_en',
  'is_year_announced',
];

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
