import { TENANT_ID } from '../hall/brand.ts';
import type { Adjustment } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { eventPayload, type View, yuan } from './payload.ts';

/** 台费调账: one row a reduction of a table segment. */
export const tableFeeDiscountRecords = eventPayload((day) => day.adjustments, render);

function render(fact: Adjustment, { profile }: View): ExactRecord {
  const { owner, table } = fact;
  return {
    id: fact.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    order_trade_no: owner.tradeNo,
    order_settle_id: owner.settleId,
    order_table_ledger_id: fact.useId,
    site_table_id: table.id,
    site_table_area_id: table.area.id,
    tableName: table.name,
    tableAreaName: table.area.name,
    adjust_type: fact.kind,
    ledger_name: fact.reason,
    ledger_count: 1,
    ledger_amount: yuan(fact.amount),
    ledger_status: fact.status,
    applicant_id: owner.operator.id,
    applicant_name: owner.operator.name,
    operator_id: owner.operator.id,
    create_time: toWallTime(fact.at),
    is_delete: 0,
  };
}
