select f.business_date, coalesce(c.card_type_id, 0) as card_type_id, max(c.card_type_name) as card_type_name,
  count(*) filter (where f.settle_type = 5 and f.pay_amount > 0) as recharge_count,
  coalesce(sum(f.pay_amount) filter (where f.settle_type = 5), 0) as recharge_amount,
  count(*) filter (where f.settle_type = 5 and f.point_amount > 0) as gift_count,
  coalesce(sum(f.point_amount) filter (where f.settle_type = 5), 0) as gift_amount,
  count(*) filter (where f.settle_type = 5 and f.is_first = 1) as first_recharge_count,
  coalesce(sum(f.pay_amount) filter (where f.settle_type = 5 and f.is_first = 1), 0) as first_recharge_amount,
  count(distinct f.member_id) filter (where f.settle_type = 5) as member_count,
  count(*) filter (where f.settle_type = 7) as reversal_count,
  coalesce(-sum(f.pay_amount) filter (where f.settle_type = 7), 0) as reversal_amount,
  coalesce(-sum(f.point_amount) filter (where f.settle_type = 7), 0) as reversal_gift_amount
from days d
join billiards.fact_recharge f on f.site_id = $siteId::bigint and f.business_date = d.business_date
left join billiards.dim_member_card c
  on c.site_id = $siteId::bigint and c.member_card_id = f.member_card_id
  and c.valid_from <= f.pay_time and f.pay_time < c.valid_to
where not f.is_deleted
group by 1, 2
