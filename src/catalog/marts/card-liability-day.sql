select f.business_date, coalesce(f.card_type_id, 0) as card_type_id, max(f.card_type_name) as card_type_name,
  count(*) as change_count,
  count(distinct f.member_card_id) as card_count,
  sum(greatest(p.principal, 0)) as principal_in_amount,
  -sum(least(p.principal, 0)) as principal_out_amount,
  sum(greatest(p.gift, 0)) as gift_in_amount,
  -sum(least(p.gift, 0)) as gift_out_amount,
  coalesce(sum(f.change_amount) filter (where f.from_type = 2), 0) as recharge_amount,
  coalesce(sum(f.change_amount) filter (where f.from_type = 1), 0) as settlement_amount,
  coalesce(sum(f.change_amount) filter (where f.from_type = 3), 0) as refund_amount,
  coalesce(sum(f.change_amount) filter (where f.from_type is null or f.from_type not in (1, 2, 3, 7)), 0) as adjustment_amount,
  coalesce(sum(f.change_amount) filter (where f.from_type = 7), 0) as transfer_amount,
  sum(p.principal) as principal_change_amount,
  sum(p.gift) as gift_change_amount,
  sum(f.change_amount) as balance_change_amount
from days d
join billiards.fact_balance_change f on f.site_id = $siteId::bigint and f.business_date = d.business_date
cross join lateral (
  select coalesce(f.principal_change, 0) as principal, f.change_amount - coalesce(f.principal_change, 0) as gift
) p
where not f.is_deleted and f.is_flagged_deleted is not true
group by 1, 2
