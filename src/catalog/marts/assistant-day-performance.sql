-- Services count on the day they were written; orders, and what they brought in, on the day they were paid. What an order
-- brought in is split by time of service: its table fee and goods in cents by the largest remainder, so that the parts are
-- the whole; the fee of a service goes to who gave it.
with service as (
  select f.business_date, f.assistant_id,
    (array_agg(f.assistant_no order by f.create_time desc, f.assistant_service_id desc))[1] as assistant_no,
    (array_agg(f.nickname order by f.create_time desc, f.assistant_service_id desc))[1] as nickname,
    count(*) filter (where f.is_trash is not true) as services,
    count(*) filter (where f.is_trash) as voids,
    count(distinct f.member_id) filter (where f.is_trash is not true) as members,
    sum(f.charged_seconds) filter (where f.is_trash is not true) as charged,
    sum(f.real_use_seconds) filter (where f.is_trash is not true) as in_use,
    sum(f.income_seconds) filter (where f.is_trash is not true) as folded,
    sum(f.ledger_amount) filter (where f.is_trash is not true and f.order_assistant_type = 1) as pd,
    sum(f.ledger_amount) filter (where f.is_trash is not true and f.order_assistant_type = 2) as cx,
    sum(f.projected_income) filter (where f.is_trash is not true) as income
  from days d
  join billiards.fact_assistant_service f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted and f.is_flagged_deleted is not true
  group by 1, 2
), part as (
  -- One row an order and assistant.
  select s.business_date, s.order_settle_id, f.assistant_id,
    max(f.assistant_no) as assistant_no, max(f.nickname) as nickname,
    coalesce(max(s.table_charge_money), 0) + coalesce(max(s.goods_money), 0) as common_amount,
    sum(f.ledger_amount) as fee, sum(coalesce(f.projected_income, 0)) as income,
    sum(coalesce(f.real_use_seconds, 0)) as seconds
  from days d
  join billiards.fact_settlement s on s.site_id = $siteId::bigint and s.business_date = d.business_date
  join billiards.fact_assistant_service f on f.site_id = $siteId::bigint and f.order_settle_id = s.order_settle_id
  where not s.is_deleted and s.settle_type in (1, 3)
    and not f.is_deleted and f.is_flagged_deleted is not true and f.is_trash is not true
  group by 1, 2, 3
), weighed as (
  select *, sum(fee) over of_order as all_fees, sum(income) over of_order as all_income,
    abs(common_amount * 100) as cents,
    case when sum(seconds) over of_order = 0 then 1 else seconds end as weight,
    case when sum(seconds) over of_order = 0 then count(*) over of_order else sum(seconds) over of_order end as all_weights
  from part
  window of_order as (partition by order_settle_id)
), floored as (
  select *, div(cents * weight, all_weights) as whole_cents,
    row_number() over (partition by order_settle_id order by mod(cents * weight, all_weights) desc, assistant_id) as place
  from weighed
), split as (
  select *, sign(common_amount) / 100 * (whole_cents
    + case when place <= cents - sum(whole_cents) over (partition by order_settle_id) then 1 else 0 end) as common_part
  from floored
), contribution as (
  select business_date, assistant_id, max(assistant_no) as assistant_no, max(nickname) as nickname,
    count(*) as orders, sum(seconds) as seconds,
    sum(common_amount + all_fees) as gross, sum(common_amount + all_fees - all_income) as net,
    sum(common_part + fee) as weighted, sum(common_part + fee - income) as weighted_net
  from split
  group by 1, 2
)
select business_date, assistant_id,
  coalesce(s.assistant_no, c.assistant_no) as assistant_no,
  coalesce(s.nickname, c.nickname) as nickname,
  coalesce(s.services, 0) as service_count,
  coalesce(s.voids, 0) as void_count,
  coalesce(s.members, 0) as member_count,
  coalesce(s.charged, 0) as charged_seconds,
  coalesce(s.in_use, 0) as real_seconds,
  coalesce(s.folded, 0) as folded_seconds,
  coalesce(s.pd, 0) as pd_amount,
  coalesce(s.cx, 0) as cx_amount,
  coalesce(s.income, 0) as projected_income_amount,
  coalesce(c.orders, 0) as order_count,
  coalesce(c.seconds, 0) as total_service_seconds,
  coalesce(c.gross, 0) as order_gross_revenue,
  coalesce(c.net, 0) as order_net_revenue,
  coalesce(c.weighted, 0) as time_weighted_revenue,
  coalesce(c.weighted_net, 0) as time_weighted_net_revenue
from service s
full join contribution c using (business_date, assistant_id)
