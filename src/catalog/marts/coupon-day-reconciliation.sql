-- Verified and revoked coupons count on the day the platform verified them, redeemed ones on the day they were used; a
-- coupon that is settled later leaves the outstanding ones of the day it was used.
with verified as (
  select f.business_date, coalesce(f.coupon_channel, -1) as coupon_channel,
    coalesce(f.group_buy_package_id, 0) as group_buy_package_id, max(f.coupon_name) as package_name,
    count(*) as verified, count(*) filter (where f.use_status = 2) as revoked
  from days d
  join billiards.fact_platform_coupon f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted and f.is_flagged_deleted is not true
  group by 1, 2, 3
), redeemed as (
  select r.business_date, coalesce(r.order_coupon_channel, -1) as coupon_channel,
    coalesce(r.group_buy_package_id, 0) as group_buy_package_id, max(r.package_name) as package_name,
    count(*) as redeemed, count(*) filter (where r.platform_coupon_id is not null) as of_platform,
    sum(r.coupon_money) as list_value, sum(r.ledger_amount) as used_value, sum(r.coupon_sale_price) as paid,
    count(*) filter (where c.settlement_amount <> 0) as settled_count,
    sum(c.settlement_amount) as settled,
    sum(r.coupon_sale_price) filter (where r.platform_coupon_id is not null and coalesce(c.settlement_amount, 0) = 0)
      as outstanding
  from days d
  join billiards.fact_group_buy_redemption r on r.site_id = $siteId::bigint and r.business_date = d.business_date
  left join billiards.fact_platform_coupon c
    on c.site_id = $siteId::bigint and c.platform_coupon_id = r.platform_coupon_id and not c.is_deleted
  where not r.is_deleted and r.is_flagged_deleted is not true
  group by 1, 2, 3
)
select business_date, coupon_channel, group_buy_package_id,
  coalesce(r.package_name, v.package_name) as package_name,
  coalesce(v.verified, 0) as verified_count,
  coalesce(v.revoked, 0) as revoked_count,
  coalesce(r.redeemed, 0) as redeemed_count,
  coalesce(r.list_value, 0) as list_amount,
  coalesce(r.used_value, 0) as deducted_amount,
  coalesce(r.paid, 0) as paid_amount,
  coalesce(r.settled_count, 0) as settled_count,
  coalesce(r.settled, 0) as settled_amount,
  coalesce(r.of_platform, 0) - coalesce(r.settled_count, 0) as outstanding_count,
  coalesce(r.outstanding, 0) as outstanding_amount
from verified v
full join redeemed r using (business_date, coupon_channel, group_buy_package_id)
