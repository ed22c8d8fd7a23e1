-- What each member did on a day, from the rows that name the member. Forward sales are settlements of type 1 and 3,
-- returns type 6; recharges (5) and their reversals (7) are no spending.
with settlement as (
  select f.business_date, f.member_id,
    count(*) filter (where f.settle_type = 1) as visits,
    count(*) filter (where f.settle_type in (1, 3)) as orders,
    sum(f.table_charge_money) filter (where f.settle_type in (1, 3)) as table_fee,
    sum(f.goods_money) filter (where f.settle_type in (1, 3)) as goods,
    sum(f.assistant_pd_money) filter (where f.settle_type in (1, 3)) as pd,
    sum(f.assistant_cx_money) filter (where f.settle_type in (1, 3)) as cx,
    sum(f.electricity_money) filter (where f.settle_type in (1, 3)) as electricity,
    sum(f.coupon_amount) filter (where f.settle_type in (1, 3)) as coupon,
    sum(f.member_discount_amount) filter (where f.settle_type in (1, 3)) as member_discount,
    sum(f.adjust_amount + f.assistant_manual_discount) filter (where f.settle_type in (1, 3)) as manual,
    sum(f.activity_discount + f.point_discount_price + f.rounding_amount) filter (where f.settle_type in (1, 3)) as other,
    sum(f.pay_amount) filter (where f.settle_type in (1, 3)) as pay,
    sum(f.recharge_card_amount) filter (where f.settle_type in (1, 3)) as recharge_card,
    sum(f.gift_card_amount) filter (where f.settle_type in (1, 3)) as gift_card,
    -sum(f.pay_amount + f.recharge_card_amount + f.gift_card_amount) filter (where f.settle_type = 6) as returned,
    min(f.pay_time) as first_at, max(f.pay_time) as last_at
  from days d
  join billiards.fact_settlement f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where f.member_id is not null and not f.is_deleted
  group by 1, 2
), recharge as (
  select f.business_date, f.member_id,
    count(*) filter (where f.settle_type = 5 and f.pay_amount > 0) as recharges,
    sum(f.pay_amount) filter (where f.settle_type = 5) as paid,
    sum(f.point_amount) filter (where f.settle_type = 5) as gifted,
    -sum(f.pay_amount) filter (where f.settle_type = 7) as reversed,
    min(f.pay_time) as first_at, max(f.pay_time) as last_at
  from days d
  join billiards.fact_recharge f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where f.member_id is not null and not f.is_deleted
  group by 1, 2
), table_use as (
  select f.business_date, f.member_id, sum(f.real_table_use_seconds) as seconds,
    min(coalesce(f.start_use_time, f.create_time)) as first_at, max(f.create_time) as last_at
  from days d
  join billiards.fact_table_fee f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where f.member_id is not null and not f.is_deleted and f.is_flagged_deleted is not true
  group by 1, 2
), service as (
  select f.business_date, f.member_id, sum(f.real_use_seconds) as seconds,
    min(coalesce(f.start_use_time, f.create_time)) as first_at, max(f.create_time) as last_at
  from days d
  join billiards.fact_assistant_service f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where f.member_id is not null and not f.is_deleted and f.is_flagged_deleted is not true and f.is_trash is not true
  group by 1, 2
), card as (
  select f.business_date, f.member_id, sum(f.change_amount) as change, min(f.create_time) as first_at,
    max(f.create_time) as last_at
  from days d
  join billiards.fact_balance_change f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where f.member_id is not null and not f.is_deleted and f.is_flagged_deleted is not true
  group by 1, 2
)
select business_date, member_id,
  coalesce(s.visits, 0) as visit_count,
  coalesce(s.orders, 0) as order_count,
  coalesce(s.table_fee, 0) as table_fee_amount,
  coalesce(s.goods, 0) as goods_amount,
  coalesce(s.pd, 0) as assistant_pd_amount,
  coalesce(s.cx, 0) as assistant_cx_amount,
  coalesce(s.electricity, 0) as electricity_amount,
  coalesce(s.coupon, 0) as coupon_amount,
  coalesce(s.member_discount, 0) as member_discount_amount,
  coalesce(s.manual, 0) as manual_discount_amount,
  coalesce(s.other, 0) as other_discount_amount,
  coalesce(s.pay, 0) as pay_amount,
  coalesce(s.recharge_card, 0) as recharge_card_pay_amount,
  coalesce(s.gift_card, 0) as gift_card_pay_amount,
  coalesce(s.returned, 0) as return_amount,
  coalesce(s.pay, 0) + coalesce(s.recharge_card, 0) + coalesce(s.gift_card, 0) - coalesce(s.returned, 0) as spend_amount,
  coalesce(r.recharges, 0) as recharge_count,
  coalesce(r.paid, 0) as recharge_amount,
  coalesce(r.gifted, 0) as recharge_gift_amount,
  coalesce(r.reversed, 0) as reversal_amount,
  coalesce(c.change, 0) as card_change_amount,
  coalesce(t.seconds, 0) as table_seconds,
  coalesce(a.seconds, 0) as assistant_seconds,
  least(s.first_at, r.first_at, t.first_at, a.first_at, c.first_at) as first_at,
  greatest(s.last_at, r.last_at, t.last_at, a.last_at, c.last_at) as last_at
from settlement s
full join recharge r using (business_date, member_id)
full join table_use t using (business_date, member_id)
full join service a using (business_date, member_id)
full join card c using (business_date, member_id)
