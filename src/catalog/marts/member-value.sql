-- Members with a day in their profile or a card, as of the present business day.
with spent as (
  select p.member_id,
    min(p.business_date) filter (where p.visit_count > 0) as first_visit,
    max(p.business_date) filter (where p.visit_count > 0) as last_visit,
    sum(p.visit_count) as visits,
    sum(p.visit_count) filter (where p.business_date > $asOf::date - 30) as visits_30,
    sum(p.visit_count) filter (where p.business_date > $asOf::date - 90) as visits_90,
    sum(p.visit_count) filter (where p.business_date > $asOf::date - 365) as visits_365,
    sum(p.spend_amount) as spend,
    sum(p.spend_amount) filter (where p.business_date > $asOf::date - 30) as spend_30,
    sum(p.spend_amount) filter (where p.business_date > $asOf::date - 90) as spend_90,
    sum(p.spend_amount) filter (where p.business_date > $asOf::date - 365) as spend_365,
    sum(p.spend_amount) filter (where p.business_date <= $asOf::date - 90 and p.business_date > $asOf::date - 180)
      as spend_before
  from billiards_dws.dws_member_day_profile p
  where p.site_id = $siteId::bigint and p.business_date <= $asOf::date
    and ($members::bigint[] is null or p.member_id = any($members::bigint[]))
  group by 1
), card as (
  select k.member_id, count(*) as cards, sum(coalesce(k.principal_balance, 0)) as principal,
    sum(coalesce(k.balance, 0)) as balance
  from billiards.dim_member_card k
  where k.site_id = $siteId::bigint and k.is_current and not k.is_deleted and k.is_flagged_deleted is not true
    and k.member_id is not null and ($members::bigint[] is null or k.member_id = any($members::bigint[]))
  group by 1
), counted as (
  select member_id, s.first_visit, s.last_visit,
    coalesce(s.visits, 0) as visits, coalesce(s.visits_30, 0) as visits_30, coalesce(s.visits_90, 0) as visits_90,
    coalesce(s.visits_365, 0) as visits_365, coalesce(s.spend, 0) as spend, coalesce(s.spend_30, 0) as spend_30,
    coalesce(s.spend_90, 0) as spend_90, coalesce(s.spend_365, 0) as spend_365,
    coalesce(s.spend_before, 0) as spend_before, coalesce(c.cards, 0) as cards,
    coalesce(c.principal, 0) as principal, coalesce(c.balance, 0) as balance
  from spent s
  full join card c using (member_id)
)
select member_id,
  first_visit as first_visit_date,
  last_visit as last_visit_date,
  $asOf::date - last_visit as recency_days,
  visits_30 as visit_count_30d,
  visits_90 as visit_count_90d,
  visits_365 as visit_count_365d,
  visits as visit_count,
  spend_30 as spend_30d_amount,
  spend_90 as spend_90d_amount,
  spend_365 as spend_365d_amount,
  spend as spend_amount,
  cards as card_count,
  principal as principal_balance_amount,
  balance - principal as gift_balance_amount,
  round(spend_90 / 3, 2) as monthly_spend_amount,
  case when spend_90 > 0 then round(balance * 3 / spend_90, 1) end as balance_months,
  spend_90 - spend_before as spend_trend_90d_amount
from counted
