import { groupBuyRedemptionRecords } from '../endpoints/group-buy-redemption-records.ts';
import { defineFact } from '../fact.ts';

/** 团购核销: one coupon used on one order. */
export const factGroupBuyRedemption = defineFact({
  table: 'fact_group_buy_redemption',
  task: 'DWD_GROUP_BUY_REDEMPTION',
  zh: '团购核销',
  en: 'Group-buy redemptions',
  grain: { zh: '一行=一次核销', en: 'one row = one redemption' },
  source: groupBuyRedemptionRecords,
  key: ['redemption_id'],
  names: {
    id: 'redemption_id',
    order_coupon_id: 'platform_coupon_id',
    promotion_coupon_id: 'group_buy_package_id',
    ledger_name: 'package_name',
  },
  required: ['create_time', 'ledger_amount'],
  businessTime: 'create_time',
  lookups: [['order_settle_id'], ['table_fee_id'], ['platform_coupon_id']],
});
