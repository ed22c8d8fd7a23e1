import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

const { seconds } = column;

/** 台桌小时利用率: how long each table was in use in each hour of the clock. */
export const tableHourUtilization = defineMart({
  table: 'dws_table_hour_utilization',
  zh: '台桌小时利用率',
  en: 'Seconds in use by table and hour of the clock, for tables in use on that day; pauses count as use',
  grain: { zh: '一行=一个营业日一张台桌的一个钟点', en: 'one row = one hour of one table on one business day' },
  key: ['business_date', 'table_id', 'local_hour'],
  inputs: ['fact_table_fee'],
  spread: 'day',
  columns: [
    BUSINESS_DATE,
    column.id('table_id', '台桌ID', 'table'),
    column.hour('local_hour', '钟点(0-23，门店时区)', 'hour of the clock at the store, 0 to 23'),
    column.text('table_name', '台桌名称(当日最后一段)', 'name of the table, of its last segment that day'),
    column.id('table_area_id', '区域ID', 'area'),
    column.text('table_area_name', '区域名称', 'name of the area'),
    column.count('segment_count', '用台段数', 'segments that touch the hour'),
    seconds('use_seconds', '使用秒数(重叠只计一次)', 'seconds in use; where segments overlap, once'),
    seconds(
      'segment_seconds',
      '各段秒数之和',
      'seconds of all segments added up; more than use_seconds where they overlap',
    ),
    seconds('capacity_seconds', '可用秒数', 'seconds of the hour: 3600 except when clocks change'),
  ],
});
