import { TENANT_ID } from '../hall/brand.ts';
import type { Redemption } from '../hall/facts.ts';
import { tenantThing } from '../hall/ids.ts';
import { toWallTime } from '../hall/time.ts';
import { Cents, type ExactRecord } from '../hall-source.ts';
import { eventPayload, flag, type View, yuan } from './payload.ts';

/** 团购核销: one row a coupon used. */
export const groupBuyRedemptionRecords = eventPayload((day) => day.redemptions, render);

const NONE = new Cents(0);
const ACTIVITY_ID = tenantThing(500);

function render(fact: Redemption, { profile }: View): ExactRecord {
  const { owner, table } = fact;
  return {
    id: fact.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    siteName: '',
    order_trade_no: owner.tradeNo,
    order_settle_id: owner.settleId,
    order_pay_id: owner.payId,
    order_table_ledger_id: fact.useId,
    order_coupon_id: fact.couponId,
    order_coupon_channel: fact.channel,
    coupon_code: fact.code,
    coupon_money: yuan(fact.package.value),
    coupon_sale_price: yuan(fact.package.price),
    coupon_origin_id: 0n,
    promotion_activity_id: ACTIVITY_ID,
    promotion_coupon_id: fact.package.id,
    promotion_seconds: fact.package.seconds,
    offer_type: fact.package.grouponType === 1 ? 1 : 2,
    ledger_name: fact.package.name,
    ledger_group_name: '团购',
    ledger_unit_price: yuan(fact.unitPrice),
    ledger_count: fact.seconds,
    ledger_amount: yuan(fact.tablePart + fact.goodsPart + fact.assistantPart),
    table_promotion_money: yuan(fact.tablePart),
    goods_promotion_money: yuan(fact.goodsPart),
    assistant_promotion_money: yuan(fact.assistantPart),
    table_service_promotion_money: NONE,
    reward_promotion_money: NONE,
    ledger_status: 2,
    use_status: 1,
    site_table_id: table.id,
    tableName: table.name,
    tableAreaName: table.area.name,
    tenant_table_area_id: table.area.tenantAreaId,
    is_single_order: flag(fact.goodsPart + fact.assistantPart === 0),
    is_delete: 0,
    create_time: toWallTime(fact.at),
    operator_id: owner.operator.id,
    operator_name: owner.operator.name,
    salesman_name: '',
    salesman_user_id: 0n,
  };
}
