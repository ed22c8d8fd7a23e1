import { TENANT_ID } from '../hall/brand.ts';
import type { Coupon } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { eventPayload, known, type View, yuan } from './payload.ts';

/** 平台验券: one row a verification; the platform settles it a day later. */
export const platformCouponRedemptionRecords = eventPayload((day) => day.coupons, render);

function render(fact: Coupon, view: View): ExactRecord {
  const { profile } = view;
  const orderNo = known(fact.usedIn, 0n, view);
  const revoked = fact.revokedAt !== null && fact.revokedAt <= view.asOf;
  return {
    siteProfile: profile.siteProfile,
    id: fact.id,
    tenant_id: TENANT_ID,
    site_id: profile.siteId,
    coupon_code: fact.code,
    coupon_name: fact.package.name,
    coupon_channel: fact.channel,
    coupon_money: yuan(fact.package.value),
    sale_price: yuan(fact.package.price),
    settlement_amount: yuan(known(fact.settled, 0, view)),
    coupon_free_time: fact.package.seconds,
    coupon_remark: '',
    group_package_id: fact.package.id,
    groupon_type: fact.package.grouponType,
    deal_id: fact.dealId,
    channel_deal_id: fact.dealId,
    verify_id: `TESTVERIFY${fact.id % 10_000_000n}`,
    certificate_id: `TESTCERT${fact.id % 10_000_000n}`,
    use_status: revoked ? 2 : 1,
    consume_time: toWallTime(fact.at),
    create_time: toWallTime(fact.at),
    site_order_id: orderNo,
    table_id: orderNo === 0n ? 0n : fact.table.id,
    operator_id: fact.operator.id,
    operator_name: fact.operator.name,
    is_delete: 0,
  };
}
