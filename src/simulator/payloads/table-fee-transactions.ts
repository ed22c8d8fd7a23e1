import { chargedSeconds } from '../hall/bill.ts';
import { TENANT_ID } from '../hall/brand.ts';
import type { TableUse } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import { Cents, type ExactRecord } from '../hall-source.ts';
import { eventPayload, flag, idOf, type View, yuan } from './payload.ts';

/** 台费流水: one row a table segment. */
export const tableFeeTransactions = eventPayload((day) => day.uses, render);

const NONE = new Cents(0);

function render(fact: TableUse, { profile }: View): ExactRecord {
  const { owner, table } = fact;
  return {
    siteProfile: profile.siteProfile,
    id: fact.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    order_trade_no: owner.tradeNo,
    order_settle_id: owner.settleId,
    order_pay_id: owner.payId,
    order_consumption_type: 1,
    site_table_id: table.id,
    site_table_area_id: table.area.id,
    site_table_area_name: table.area.name,
    tenant_table_area_id: table.area.tenantAreaId,
    ledger_name: table.name,
    ledger_unit_price: yuan(fact.unitPrice),
    ledger_count: chargedSeconds(fact),
    ledger_amount: yuan(fact.amount),
    adjust_amount: yuan(fact.adjust),
    member_discount_amount: yuan(fact.memberDiscount),
    coupon_promotion_amount: yuan(fact.coupon),
    real_table_charge_money: yuan(fact.real),
    service_money: NONE,
    fee_total: NONE,
    mgmt_fee: NONE,
    used_card_amount: NONE,
    start_use_time: toWallTime(fact.start),
    last_use_time: toWallTime(fact.end),
    ledger_start_time: toWallTime(fact.start),
    ledger_end_time: toWallTime(fact.end),
    real_table_use_seconds: fact.end - fact.start - fact.pause,
    add_clock_seconds: fact.addClock,
    pause_seconds: fact.pause,
    ledger_status: 2,
    is_single_order: flag(fact.single),
    member_id: idOf(owner.member),
    operator_id: owner.operator.id,
    operator_name: owner.operator.name,
    salesman_name: '',
    salesman_user_id: 0n,
    salesman_org_id: 0n,
    activity_discount_amount: NONE,
    create_time: toWallTime(fact.at),
    is_delete: 0,
  };
}
