import { dwdTable } from '../dwd-table.ts';
import type { WarehouseTable } from '../warehouse-table.ts';

/** Days on which the calendar differs from the week. */
export const HOLIDAY_TABLE: WarehouseTable = {
  name: dwdTable({ table: 'dim_holiday' }),
  kind: 'table',
  zh: '节假日',
  en: 'public holidays and made-up workdays; rows of your own are kept and win',
  grain: { zh: '一行=一个日期', en: 'one row = one day that differs from the week' },
  key: ['holiday_date'],
  sources: [],
  columns: [
    { name: 'holiday_date', type: 'date not null', zh: '日期', en: 'the day' },
    {
      name: 'is_day_off',
      type: 'boolean not null',
      zh: '是否放假',
      en: 'true for a day off, false for a weekend day worked to make up for one',
    },
    { name: 'name_zh', type: 'text not null', zh: '节日中文名', en: 'name, Chinese' },
    { name: 'name_en', type: "text not null default ''", zh: '节日英文名', en: 'name, English' },
    {
      name: 'is_user_data',
      type: 'boolean not null default true',
      zh: '是否自定义',
      en: 'written by hand; the product leaves it alone',
    },
  ],
};

/** The calendar. */
export const DATE_TABLE: WarehouseTable = {
  name: dwdTable({ table: 'dim_date' }),
  kind: 'table',
  zh: '日期维度',
  en: 'business dates with weekday and holiday',
  grain: { zh: '一行=一个营业日', en: 'one row = one business date' },
  key: ['business_date'],
  sources: [HOLIDAY_TABLE.name],
  columns: [
    {
      name: 'business_date',
      type: 'date not null',
      zh: '营业日',
      en: 'business date, from the store start hour to the next one',
    },
    { name: 'year', type: 'smallint not null', zh: '年', en: 'year' },
    { name: 'quarter', type: 'smallint not null', zh: '季度', en: 'quarter, 1 to 4' },
    { name: 'month', type: 'smallint not null', zh: '月', en: 'month, 1 to 12' },
    { name: 'day', type: 'smallint not null', zh: '日', en: 'day of the month' },
    { name: 'iso_year', type: 'smallint not null', zh: 'ISO年', en: 'year that the ISO week belongs to' },
    { name: 'iso_week', type: 'smallint not null', zh: 'ISO周', en: 'ISO week, Monday first' },
    { name: 'weekday', type: 'smallint not null', zh: '星期', en: '1 Monday to 7 Sunday' },
    { name: 'weekday_zh', type: 'text not null', zh: '星期中文名', en: 'weekday, Chinese' },
    { name: 'weekday_en', type: 'text not null', zh: '星期英文名', en: 'weekday, English' },
    { name: 'is_weekend', type: 'boolean not null', zh: '是否周末', en: 'Saturday or Sunday' },
    { name: 'is_public_holiday', type: 'boolean not null', zh: '是否法定假日', en: 'day off by announcement' },
    {
      name: 'is_made_up_workday',
      type: 'boolean not null',
      zh: '是否调休上班',
      en: 'weekend day worked to make up for a holiday',
    },
    {
      name: 'is_day_off',
      type: 'boolean not null',
      zh: '是否休息日',
      en: 'holiday, or weekend that is not worked',
    },
    { name: 'holiday_zh', type: 'text', zh: '节日中文名', en: 'holiday the day belongs to, Chinese' },
    { name: 'holiday_en', type: 'text', zh: '节日英文名', en: 'holiday the day belongs to, English' },
    {
      name: 'is_year_announced',
      type: 'boolean not null',
      zh: '当年假期已录入',
      en: 'false where no holiday of the year is known, so days off are weekends only',
    },
  ],
};

/** The tables of the calendar, what is read before what is made from it. */
export const CALENDAR_TABLES: readonly WarehouseTable[] = [HOLIDAY_TABLE, DATE_TABLE];
