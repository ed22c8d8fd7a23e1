import { groupBuyPackages } from '../endpoints/group-buy-packages.ts';
import { defineDimension } from './dimension.ts';
import { NEVER, REPEATS_SITE } from './shared.ts';

/** 团购套餐维度: packages sold on group-buy platforms. */
export const dimGroupBuyPackage = defineDimension({
  table: 'dim_group_buy_package',
  task: 'DWD_DIM_GROUP_BUY_PACKAGE',
  zh: '团购套餐维度',
  en: 'Group-buy packages',
  grain: { zh: '一行=一个团购套餐的一个版本', en: 'one row = one version of one package' },
  endpoint: groupBuyPackages,
  key: 'group_buy_package_id',
  names: {
    package_id: 'package_number',
    type: 'package_type',
    duration: 'covered_seconds',
    start_time: 'effective_from',
    end_time: 'effective_to',
    date_info: 'usable_weekdays',
    start_clock: 'usable_from_clock',
    end_clock: 'usable_to_clock',
    add_start_clock: 'second_from_clock',
    add_end_clock: 'second_to_clock',
    table_area_id: 'table_area_ids',
    table_area_id_list: 'tenant_table_area_ids',
    usage_count: 'uses_per_coupon',
    sort: 'sort_order',
    is_enabled: 'enable_status',
  },
  stated: { end_time: { none: NEVER } },
  leftOut: { site_id: REPEATS_SITE, site_name: REPEATS_SITE },
});
