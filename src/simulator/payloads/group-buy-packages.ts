import { TENANT_ID } from '../hall/brand.ts';
import type { PackageRef } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { snapshotPayload, type View, yuan } from './payload.ts';

/** 团购套餐: what a coupon can be. */
export const groupBuyPackages = snapshotPayload((state) => state.packages, render);

function render(fact: PackageRef, { profile }: View): ExactRecord {
  return {
    id: fact.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    site_name: profile.name,
    package_id: fact.number,
    package_name: fact.name,
    package_template_id: 0n,
    type: 1,
    system_group_type: 1,
    group_type: fact.grouponType,
    coupon_money: yuan(fact.value),
    selling_price: yuan(fact.price),
    duration: fact.seconds,
    start_time: toWallTime(fact.createdAt),
    end_time: '2030-12-31 23:59:59',
    date_type: 1,
    date_info: '1,2,3,4,5,6,7',
    start_clock: '00:00:00',
    end_clock: '1.00:00:00',
    add_start_clock: '00:00:00',
    add_end_clock: '00:00:00',
    table_area_id: fact.area === null ? '' : String(fact.area.id),
    table_area_name: fact.area?.name ?? '',
    table_area_id_list: '',
    tenant_table_area_id: fact.area?.tenantAreaId ?? 0n,
    max_selectable_categories: 0,
    usage_count: 1,
    is_first_limit: 0,
    sort: 100,
    is_enabled: 1,
    effective_status: 1,
    is_delete: 0,
    create_time: toWallTime(fact.createdAt),
    creator_name: '管理员:测试员',
    remark: '',
  };
}
