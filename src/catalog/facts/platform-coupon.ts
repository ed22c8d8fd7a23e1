import { platformCouponRedemptionRecords } from '../endpoints/platform-coupon-redemption-records.ts';
import { defineFact } from '../fact.ts';

/** 平台验券: one verification of one platform coupon. */
export const factPlatformCoupon = defineFact({
  table: 'fact_platform_coupon',
  task: 'DWD_PLATFORM_COUPON',
  zh: '平台验券',
  en: 'Platform coupons',
  grain: { zh: '一行=一张平台券的一次验券', en: 'one row = one verification of one platform coupon' },
  source: platformCouponRedemptionRecords,
  key: ['platform_coupon_id'],
  names: { id: 'platform_coupon_id', group_package_id: 'group_buy_package_id' },
  required: ['consume_time', 'coupon_money'],
  businessTime: 'consume_time',
});
