-- One row a business day, also for a day without trade. Forward sales are settlements of type 1 and 3, returns type 6;
-- recharges (5) and their reversals (7) are cash flow, not revenue.
with settlement as (
  select f.business_date,
    sum(f.table_charge_money) filter (where f.settle_type in (1, 3)) as table_fee,
    sum(f.goods_money) filter (where f.settle_type in (1, 3)) as goods,
    sum(f.assistant_pd_money) filter (where f.settle_type in (1, 3)) as pd,
    sum(f.assistant_cx_money) filter (where f.settle_type in (1, 3)) as cx,
    sum(f.electricity_money) filter (where f.settle_type in (1, 3)) as electricity,
    sum(f.coupon_amount) filter (where f.settle_type in (1, 3)) as coupon,
    sum(f.coupon_sale_amount) filter (where f.settle_type in (1, 3)) as coupon_sale,
    sum(f.member_discount_amount) filter (where f.settle_type in (1, 3)) as member_discount,
    sum(f.adjust_amount) filter (where f.settle_type in (1, 3)) as adjust,
    sum(f.assistant_manual_discount) filter (where f.settle_type in (1, 3)) as assistant_discount,
    sum(f.activity_discount + f.point_discount_price) filter (where f.settle_type in (1, 3)) as other_discount,
    sum(f.rounding_amount) filter (where f.settle_type in (1, 3)) as rounding,
    sum(f.pay_amount) filter (where f.settle_type in (1, 3)) as pay,
    sum(f.cash_amount) filter (where f.settle_type in (1, 3)) as cash,
    sum(f.online_amount) filter (where f.settle_type in (1, 3)) as online,
    sum(f.card_amount) filter (where f.settle_type in (1, 3)) as bank_card,
    sum(f.balance_amount) filter (where f.settle_type in (1, 3)) as balance,
    sum(f.recharge_card_amount) filter (where f.settle_type in (1, 3)) as recharge_card,
    sum(f.gift_card_amount) filter (where f.settle_type in (1, 3)) as gift_card,
    count(*) filter (where f.settle_type in (1, 3)) as settlements,
    count(*) filter (where f.settle_type = 1) as visits,
    count(*) filter (where f.settle_type = 3) as goods_orders,
    count(*) filter (where f.settle_type in (1, 3) and f.member_id is not null) as of_members,
    count(*) filter (where f.settle_type = 6) as returns,
    -sum(f.pay_amount) filter (where f.settle_type = 6) as return_pay,
    -sum(f.recharge_card_amount) filter (where f.settle_type = 6) as return_recharge_card,
    -sum(f.gift_card_amount) filter (where f.settle_type = 6) as return_gift_card
  from days d
  join billiards.fact_settlement f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted
  group by 1
), recharge as (
  select f.business_date,
    count(*) filter (where f.settle_type = 5 and f.pay_amount > 0) as recharges,
    sum(f.pay_amount) filter (where f.settle_type = 5) as paid,
    sum(f.point_amount) filter (where f.settle_type = 5) as gifted,
    count(*) filter (where f.settle_type = 7) as reversals,
    -sum(f.pay_amount) filter (where f.settle_type = 7) as reversed,
    -sum(f.point_amount) filter (where f.settle_type = 7) as reversed_gift
  from days d
  join billiards.fact_recharge f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted
  group by 1
), coupon_income as (
  -- What a coupon brought in: the amount the platform settled, and until it has, what the guest paid for it. Never both.
  select r.business_date, count(*) as redeemed,
    sum(coalesce(nullif(c.settlement_amount, 0), r.coupon_sale_price)) as income
  from days d
  join billiards.fact_group_buy_redemption r on r.site_id = $siteId::bigint and r.business_date = d.business_date
  left join billiards.fact_platform_coupon c
    on c.site_id = $siteId::bigint and c.platform_coupon_id = r.platform_coupon_id and not c.is_deleted
  where not r.is_deleted and r.is_flagged_deleted is not true
  group by 1
), refund as (
  select f.business_date,
    sum(f.refund_amount) filter (where f.payment_method = 1) as cash,
    sum(f.refund_amount) filter (where f.payment_method in (4, 5)) as online,
    sum(f.refund_amount) filter (where f.payment_method = 3) as bank_card,
    sum(f.refund_amount) filter (where f.payment_method = 2) as card
  from days d
  join billiards.fact_refund f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted and f.is_flagged_deleted is not true and f.is_revoke is not true
  group by 1
), goods as (
  select f.business_date,
    sum(f.ledger_count) filter (where f.ledger_count > 0) as sold,
    -sum(f.ledger_count) filter (where f.ledger_count < 0) as taken_back
  from days d
  join billiards.fact_goods_sale f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted and f.is_flagged_deleted is not true
  group by 1
), table_use as (
  -- A segment counts for the day on which it began, though it is paid for, and written, later.
  select d.business_date, count(*) as uses, sum(f.real_table_use_seconds) as seconds
  from days d
  join billiards.fact_table_fee f
    on f.site_id = $siteId::bigint and f.start_use_time >= d.starts_at and f.start_use_time < d.ends_at
  where not f.is_deleted and f.is_flagged_deleted is not true
  group by 1
), service as (
  select f.business_date,
    count(*) filter (where f.is_trash is not true) as services,
    sum(f.charged_seconds) filter (where f.is_trash is not true) as charged,
    sum(f.real_use_seconds) filter (where f.is_trash is not true) as in_use,
    sum(f.income_seconds) filter (where f.is_trash is not true) as folded,
    count(*) filter (where f.is_trash) as voids
  from days d
  join billiards.fact_assistant_service f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted and f.is_flagged_deleted is not true
  group by 1
), cancellation as (
  select f.business_date, count(*) as cancellations
  from days d
  join billiards.fact_assistant_cancellation f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted
  group by 1
), verified as (
  select f.business_date, count(*) as coupons
  from days d
  join billiards.fact_platform_coupon f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted and f.is_flagged_deleted is not true
  group by 1
), stock as (
  select f.business_date,
    sum(f.change_num) filter (where f.stock_type in (2, 5, 8)) as came_in,
    sum(f.change_num) filter (where f.stock_type in (1, 6, 7, 9)) as went_out,
    sum(f.change_num) filter (where f.stock_type in (3, 4)) as counted
  from days d
  join billiards.fact_stock_movement f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted
  group by 1
), member as (
  select d.business_date, count(*) as members
  from days d
  join billiards.dim_member m
    on m.site_id = $siteId::bigint and m.is_current and m.create_time >= d.starts_at and m.create_time < d.ends_at
  where m.register_site_id = $siteId::bigint
  group by 1
), summed as (
  select d.business_date,
    coalesce(s.table_fee, 0) as table_fee_amount,
    coalesce(s.goods, 0) as goods_amount,
    coalesce(s.pd, 0) as assistant_pd_amount,
    coalesce(s.cx, 0) as assistant_cx_amount,
    coalesce(s.electricity, 0) as electricity_amount,
    coalesce(s.coupon, 0) as coupon_amount,
    coalesce(s.coupon_sale, 0) as coupon_sale_amount,
    coalesce(s.member_discount, 0) as member_discount_amount,
    coalesce(s.adjust, 0) as adjust_amount,
    coalesce(s.assistant_discount, 0) as assistant_discount_amount,
    coalesce(s.other_discount, 0) as other_discount_amount,
    coalesce(s.rounding, 0) as rounding_amount,
    coalesce(s.pay, 0) as pay_amount,
    coalesce(s.cash, 0) as cash_amount,
    coalesce(s.online, 0) as online_amount,
    coalesce(s.bank_card, 0) as bank_card_amount,
    coalesce(s.balance, 0) as balance_pay_amount,
    coalesce(s.recharge_card, 0) as recharge_card_pay_amount,
    coalesce(s.gift_card, 0) as gift_card_pay_amount,
    coalesce(c.income, 0) as coupon_income_amount,
    coalesce(s.return_pay, 0) as return_pay_amount,
    coalesce(s.return_recharge_card, 0) as return_recharge_card_amount,
    coalesce(s.return_gift_card, 0) as return_gift_card_amount,
    coalesce(f.cash, 0) as refund_cash_amount,
    coalesce(f.online, 0) as refund_online_amount,
    coalesce(f.bank_card, 0) as refund_bank_card_amount,
    coalesce(f.card, 0) as refund_card_amount,
    coalesce(r.paid, 0) as recharge_amount,
    coalesce(r.gifted, 0) as recharge_gift_amount,
    coalesce(r.reversed, 0) as reversal_amount,
    coalesce(r.reversed_gift, 0) as reversal_gift_amount,
    coalesce(s.settlements, 0) as settlement_count,
    coalesce(s.visits, 0) as visit_count,
    coalesce(s.goods_orders, 0) as goods_order_count,
    coalesce(s.of_members, 0) as member_settlement_count,
    coalesce(s.settlements, 0) - coalesce(s.of_members, 0) as walk_in_settlement_count,
    coalesce(g.sold, 0) as goods_pieces,
    coalesce(s.returns, 0) as return_count,
    coalesce(g.taken_back, 0) as return_pieces,
    coalesce(r.recharges, 0) as recharge_count,
    coalesce(r.reversals, 0) as reversal_count,
    coalesce(t.uses, 0) as table_use_count,
    coalesce(t.seconds, 0) as table_use_seconds,
    coalesce(a.services, 0) as service_count,
    coalesce(a.charged, 0) as assistant_charged_seconds,
    coalesce(a.in_use, 0) as assistant_real_seconds,
    coalesce(a.folded, 0) as assistant_folded_seconds,
    coalesce(a.voids, 0) as void_count,
    coalesce(x.cancellations, 0) as cancellation_count,
    coalesce(v.coupons, 0) as coupon_verified_count,
    coalesce(c.redeemed, 0) as coupon_redeemed_count,
    coalesce(k.came_in, 0) as stock_in,
    coalesce(k.went_out, 0) as stock_out,
    coalesce(k.counted, 0) as stock_take,
    coalesce(m.members, 0) as new_member_count
  from days d
  left join settlement s using (business_date)
  left join recharge r using (business_date)
  left join coupon_income c using (business_date)
  left join refund f using (business_date)
  left join goods g using (business_date)
  left join table_use t using (business_date)
  left join service a using (business_date)
  left join cancellation x using (business_date)
  left join verified v using (business_date)
  left join stock k using (business_date)
  left join member m using (business_date)
), revenue as (
  select *,
    table_fee_amount + goods_amount + assistant_pd_amount + assistant_cx_amount + electricity_amount as gross_amount,
    return_pay_amount + return_recharge_card_amount + return_gift_card_amount as return_amount,
    -- Revenue: what was received outside the cards, what was drawn from cards that were paid for, and what coupons brought.
    pay_amount - return_pay_amount + recharge_card_pay_amount - return_recharge_card_amount + coupon_income_amount
      as recognised_amount,
    -- Cash: what was received outside the cards, for sales and for recharges, and what coupons brought.
    pay_amount - return_pay_amount + coupon_income_amount + recharge_amount - reversal_amount as cash_in_amount
  from summed
)
select *,
  -- From consumption to revenue: what is left when every reduction has been taken off must be nothing.
  gross_amount - coupon_amount - member_discount_amount - adjust_amount - assistant_discount_amount
    - other_discount_amount - rounding_amount - gift_card_pay_amount + coupon_income_amount
    - return_pay_amount - return_recharge_card_amount - recognised_amount as unexplained_amount
from revenue
