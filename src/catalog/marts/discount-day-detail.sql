select f.business_date, k.discount_kind, k.discount_name_zh,
  count(*) filter (where k.amount <> 0) as settlement_count,
  sum(k.amount) as discount_amount,
  round(sum(k.amount) / nullif(sum(f.table_charge_money + f.goods_money + f.assistant_pd_money + f.assistant_cx_money
    + f.electricity_money), 0), 6) as share_of_gross
from days d
join billiards.fact_settlement f on f.site_id = $siteId::bigint and f.business_date = d.business_date
cross join lateral (values
  ('coupon', '券抵扣', f.coupon_amount),
  ('member', '会员折扣', f.member_discount_amount),
  ('manual', '手动减免', f.adjust_amount),
  ('assistant', '助教手动折扣', f.assistant_manual_discount),
  ('activity', '活动优惠', f.activity_discount),
  ('points', '积分抵扣', f.point_discount_price),
  ('rounding', '抹零', f.rounding_amount),
  ('gift_card', '赠送卡支付', f.gift_card_amount)
) as k (discount_kind, discount_name_zh, amount)
where not f.is_deleted and f.settle_type in (1, 3)
group by 1, 2, 3
having sum(k.amount) <> 0
