-- Opening balance and the changes since. The opening balance of a card is what stood on it before its first change that
-- was read; a card without any change has always held what it holds now. So the figures are right, too, when history was
-- not read from the opening of the store.
with first_change as (
  select distinct on (site_id, member_card_id) site_id, member_card_id, coalesce(card_type_id, 0) as card_type_id,
    balance_before, coalesce(principal_before, 0) as principal_before
  from billiards.fact_balance_change
  where not is_deleted and is_flagged_deleted is not true
  order by site_id, member_card_id, create_time, balance_change_id
), opening as (
  select site_id, card_type_id, sum(principal) as principal, sum(balance) as balance, max(card_type_name) as card_type_name
  from (
    select site_id, card_type_id, principal_before as principal, balance_before as balance, null as card_type_name
    from first_change
    union all
    select c.site_id, coalesce(c.card_type_id, 0), coalesce(c.principal_balance, 0), coalesce(c.balance, 0), c.card_type_name
    from billiards.dim_member_card c
    where c.is_current and not c.is_deleted and not exists (
      select 1 from first_change f where f.site_id = c.site_id and f.member_card_id = c.member_card_id)
  ) cards
  group by 1, 2
), running as (
  select d.site_id, d.business_date, o.card_type_id, coalesce(l.card_type_name, o.card_type_name) as card_type_name,
    o.principal + sum(coalesce(l.principal_change_amount, 0)) over since as principal_amount,
    o.balance + sum(coalesce(l.balance_change_amount, 0)) over since as balance_amount
  from billiards_dws.dws_site_day_summary d
  join opening o on o.site_id = d.site_id
  left join billiards_dws.dws_card_liability_day l
    on l.site_id = d.site_id and l.business_date = d.business_date and l.card_type_id = o.card_type_id
  window since as (partition by d.site_id, o.card_type_id order by d.business_date)
)
select site_id, business_date, card_type_id, max(card_type_name) over (partition by site_id, card_type_id) as card_type_name,
  principal_amount::numeric(18, 2) as principal_amount,
  (balance_amount - principal_amount)::numeric(18, 2) as gift_amount,
  balance_amount::numeric(18, 2) as balance_amount,
  not exists (
    select 1 from billiards_dws.dws_day_status s
    where s.site_id = running.site_id and s.business_date <= running.business_date and s.status in ('STALE', 'BLOCKED')
  ) as is_reliable
from running
