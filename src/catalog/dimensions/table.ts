import { siteTablesMaster } from '../endpoints/site-tables-master.ts';
import { defineDimension } from './dimension.ts';
import { REPEATS_SITE } from './shared.ts';

/** 台桌维度: tables with their areas and prices. */
export const dimTable = defineDimension({
  table: 'dim_table',
  task: 'DWD_DIM_TABLE',
  zh: '台桌维度',
  en: 'Tables',
  grain: { zh: '一行=一张台桌的一个版本', en: 'one row = one version of one table' },
  endpoint: siteTablesMaster,
  key: 'table_id',
  names: {
    site_table_area_id: 'table_area_id',
    areaName: 'table_area_name',
    delay_lights_time: 'delay_lights_seconds',
    order_delay_time: 'order_delay_seconds',
    table_cloth_use_time: 'table_cloth_use_seconds',
    table_cloth_use_cycle: 'table_cloth_cycle_hours',
    virtual_table: 'virtual_table_type',
    sort: 'sort_order',
  },
  untracked: ['table_status', 'tableStatusName', 'light_status', 'table_cloth_use_time'],
  leftOut: { site_id: REPEATS_SITE, siteName: REPEATS_SITE },
});
