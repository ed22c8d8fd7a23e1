import type { Reach } from '../mart.ts';

/** For marts that count what coupons brought in: the platform settles days after the coupon was used. */
export const COUPON_REACH: Reach = {
  input: 'fact_platform_coupon',
  why: 'what the platform settled counts on the day the coupon was used',
  sql: `select distinct r.business_date from days d
join billiards.fact_platform_coupon c on c.site_id = $siteId::bigint and c.business_date = d.business_date
join billiards.fact_group_buy_redemption r
  on r.site_id = $siteId::bigint and r.platform_coupon_id = c.platform_coupon_id`,
};
