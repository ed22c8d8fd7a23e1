-- Payments that succeeded and refunds, by method. A method upstream did not state counts as 0.
select business_date, payment_method,
  coalesce(p.payments, 0) as payment_count,
  coalesce(p.paid, 0) as payment_amount,
  coalesce(r.refunds, 0) as refund_count,
  coalesce(r.returned, 0) as refund_amount,
  coalesce(p.paid, 0) - coalesce(r.returned, 0) as net_amount
from (
  select f.business_date, coalesce(f.payment_method, 0) as payment_method, count(*) as payments, sum(f.pay_amount) as paid
  from days d
  join billiards.fact_payment f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted and coalesce(f.pay_status, 2) not in (1, 3, 4)
  group by 1, 2
) p
full join (
  select f.business_date, coalesce(f.payment_method, 0) as payment_method, count(*) as refunds, sum(f.refund_amount) as returned
  from days d
  join billiards.fact_refund f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not f.is_deleted and f.is_flagged_deleted is not true and f.is_revoke is not true
  group by 1, 2
) r using (business_date, payment_method)
