-- Every settlement belongs to one table, the last one used, and with it to the area that table was in when it was paid.
with settlement as (
  select f.business_date, area.table_area_id, area.table_area_name, f.settle_type,
    f.table_charge_money, f.goods_money, f.assistant_pd_money, f.assistant_cx_money, f.electricity_money,
    f.coupon_amount + f.member_discount_amount + f.adjust_amount + f.assistant_manual_discount + f.activity_discount
      + f.point_discount_price + f.rounding_amount + f.gift_card_amount as discount,
    f.pay_amount, f.recharge_card_amount, f.gift_card_amount, f.balance_amount
  from days d
  join billiards.fact_settlement f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  left join billiards.dim_table t
    on t.site_id = $siteId::bigint and t.table_id = f.table_id and t.valid_from <= f.pay_time and f.pay_time < t.valid_to
  cross join lateral (
    select case when f.table_id is null then 0 else coalesce(t.table_area_id, -1) end as table_area_id, t.table_area_name
  ) area
  where not f.is_deleted and f.settle_type in (1, 3, 6)
), coupon as (
  select r.business_date, case when s.table_id is null then 0 else coalesce(t.table_area_id, -1) end as table_area_id,
    max(t.table_area_name) as table_area_name,
    sum(coalesce(nullif(c.settlement_amount, 0), r.coupon_sale_price)) as income
  from days d
  join billiards.fact_group_buy_redemption r on r.site_id = $siteId::bigint and r.business_date = d.business_date
  left join billiards.fact_settlement s
    on s.site_id = $siteId::bigint and s.order_settle_id = r.order_settle_id and not s.is_deleted
  left join billiards.dim_table t
    on t.site_id = $siteId::bigint and t.table_id = s.table_id and t.valid_from <= s.pay_time and s.pay_time < t.valid_to
  left join billiards.fact_platform_coupon c
    on c.site_id = $siteId::bigint and c.platform_coupon_id = r.platform_coupon_id and not c.is_deleted
  where not r.is_deleted and r.is_flagged_deleted is not true
  group by 1, 2
), sales as (
  select business_date, table_area_id, max(table_area_name) as table_area_name,
    count(*) filter (where settle_type in (1, 3)) as settlements,
    sum(table_charge_money) filter (where settle_type in (1, 3)) as table_fee,
    sum(goods_money) filter (where settle_type in (1, 3)) as goods,
    sum(assistant_pd_money) filter (where settle_type in (1, 3)) as pd,
    sum(assistant_cx_money) filter (where settle_type in (1, 3)) as cx,
    sum(electricity_money) filter (where settle_type in (1, 3)) as electricity,
    sum(discount) filter (where settle_type in (1, 3)) as discount,
    sum(pay_amount) filter (where settle_type in (1, 3)) as pay,
    sum(recharge_card_amount) filter (where settle_type in (1, 3)) as recharge_card,
    sum(gift_card_amount) filter (where settle_type in (1, 3)) as gift_card,
    -sum(pay_amount + balance_amount) filter (where settle_type = 6) as returned,
    sum(pay_amount + recharge_card_amount) as earned
  from settlement
  group by 1, 2
)
select business_date, table_area_id,
  coalesce(s.table_area_name, c.table_area_name, case table_area_id when 0 then '无台桌' else '未知台桌' end) as table_area_name,
  coalesce(s.settlements, 0) as settlement_count,
  coalesce(s.table_fee, 0) + coalesce(s.goods, 0) + coalesce(s.pd, 0) + coalesce(s.cx, 0) + coalesce(s.electricity, 0)
    as gross_amount,
  coalesce(s.table_fee, 0) as table_fee_amount,
  coalesce(s.goods, 0) as goods_amount,
  coalesce(s.pd, 0) as assistant_pd_amount,
  coalesce(s.cx, 0) as assistant_cx_amount,
  coalesce(s.discount, 0) as discount_amount,
  coalesce(s.pay, 0) as pay_amount,
  coalesce(s.recharge_card, 0) as recharge_card_pay_amount,
  coalesce(s.gift_card, 0) as gift_card_pay_amount,
  coalesce(c.income, 0) as coupon_income_amount,
  coalesce(s.returned, 0) as return_amount,
  coalesce(s.earned, 0) + coalesce(c.income, 0) as recognised_amount
from sales s
full join coupon c using (business_date, table_area_id)
