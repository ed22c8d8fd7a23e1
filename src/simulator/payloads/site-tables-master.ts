import { TENANT_ID } from '../hall/brand.ts';
import type { HallState, TableState } from '../hall/state.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { snapshotPayload, type View, yuan } from './payload.ts';

/** 台桌: one row a table, with whether it is in use now. */
export const siteTablesMaster = snapshotPayload((state) => state.tables, render);

function render({ ref, price, createdAt }: TableState, { profile, asOf }: View, state: HallState): ExactRecord {
  const busy = state.occupations.some((each) => each.tableId === ref.id && each.start <= asOf && asOf < each.end);
  return {
    id: ref.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    siteName: profile.name,
    table_name: ref.name,
    site_table_area_id: ref.area.id,
    areaName: ref.area.name,
    tenant_table_area_id: ref.area.tenantAreaId,
    table_status: busy ? 2 : 1,
    tableStatusName: busy ? '使用中' : '空闲',
    show_status: 1,
    virtual_table: 0,
    audit_status: 2,
    charge_free: 0,
    table_price: yuan(price),
    light_status: busy ? 1 : 2,
    delay_lights_time: 0,
    is_online_reservation: 2,
    only_allow_groupon: 2,
    order_delay_time: 0,
    table_cloth_use_time: 360_000,
    table_cloth_use_cycle: 0,
    is_rest_area: 0,
    sort: state.tables.findIndex((table) => table.ref === ref) + 1,
    create_time: toWallTime(createdAt),
  };
}
