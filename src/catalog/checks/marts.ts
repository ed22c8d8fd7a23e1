import { type Check, defineCheck } from '../check.ts';
import { live } from './law.ts';

const DAY = 'billiards_dws.dws_site_day_summary';

/**
 * 集市: figures that were computed in different ways, and must be the same. What is added up is looked up by the day: grouped
 * by day first, it would be all of history.
 */
export const MART_CHECKS: readonly Check[] = [
  defineCheck({
    id: 'law.mart.every_day',
    family: 'law',
    zh: '每个已发布营业日恰有一行汇总，每行汇总都有发布状态',
    en: 'every published business day has its row of figures, and every row of figures a state',
    scope: 'store',
    reads: ['billiards_dws.dws_day_status', DAY],
    sql: `select s.business_date, s.status, 'no figures', 'one row'
from billiards_dws.dws_day_status s
left join ${DAY} d on d.site_id = $siteId::bigint and d.business_date = s.business_date
where s.site_id = $siteId::bigint and s.status <> 'BLOCKED' and d.business_date is null
union all
select d.business_date, 'no state', 'figures', 'a state'
from ${DAY} d
where d.site_id = $siteId::bigint and not exists (
  select 1 from billiards_dws.dws_day_status s where s.site_id = $siteId::bigint and s.business_date = d.business_date)`,
    fix: { zh: '运行 marts rebuild 重算该营业日', en: 'compute that day again: "feiqiu-etl marts rebuild"' },
  }),
  defineCheck({
    id: 'law.revenue.bridge',
    family: 'law',
    zh: '消费总额−各项减免=确认收入，分文不差',
    en: 'consumption less all reductions is the recognised revenue, to the cent',
    blocking: true,
    openDay: 'judged',
    owner: 'finance',
    reads: [DAY],
    sql: `select business_date, 'unexplained', unexplained_amount::text, '0.00'
from days join ${DAY} s using (business_date)
where s.site_id = $siteId::bigint and s.unexplained_amount <> 0`,
  }),
  defineCheck({
    id: 'law.cash.payments',
    family: 'law',
    zh: '结账实收+充值实收=成功支付合计(不含会员卡)',
    en: 'what settlements and recharges say they received is what the payments say',
    blocking: true,
    owner: 'finance',
    reads: [DAY, 'billiards_dws.dws_payment_day_mix'],
    sql: `select business_date, 'received outside cards', coalesce(p.paid, 0)::text, (s.pay_amount + s.recharge_amount)::text
from days
join ${DAY} s using (business_date)
left join lateral (
  select sum(payment_amount) filter (where payment_method <> 2) as paid
  from billiards_dws.dws_payment_day_mix m where m.site_id = $siteId::bigint and m.business_date = s.business_date
) p on true
where s.site_id = $siteId::bigint and s.pay_amount + s.recharge_amount <> coalesce(p.paid, 0)`,
  }),
  defineCheck({
    id: 'law.cash.refunds',
    family: 'law',
    zh: '退货及冲销金额=退款流水合计',
    en: 'what returns and reversals gave back is what the refunds say',
    blocking: true,
    owner: 'finance',
    reads: [DAY],
    sql: `select business_date, 'given back',
  (refund_cash_amount + refund_online_amount + refund_bank_card_amount + refund_card_amount)::text,
  (return_amount + reversal_amount)::text
from days join ${DAY} s using (business_date)
where s.site_id = $siteId::bigint and refund_cash_amount + refund_online_amount + refund_bank_card_amount + refund_card_amount
  <> return_amount + reversal_amount`,
  }),
  defineCheck({
    id: 'law.area.total',
    family: 'law',
    zh: '各区域合计=门店合计',
    en: 'the areas together are the store',
    blocking: true,
    openDay: 'judged',
    owner: 'finance',
    reads: [DAY, 'billiards_dws.dws_area_day_revenue'],
    sql: `select business_date, 'gross, recognised, returns',
  concat_ws(', ', coalesce(a.gross, 0), coalesce(a.recognised, 0), coalesce(a.returned, 0)),
  concat_ws(', ', s.gross_amount, s.recognised_amount, s.return_amount)
from days
join ${DAY} s using (business_date)
left join lateral (
  select sum(gross_amount) as gross, sum(recognised_amount) as recognised, sum(return_amount) as returned
  from billiards_dws.dws_area_day_revenue m where m.site_id = $siteId::bigint and m.business_date = s.business_date
) a on true
where s.site_id = $siteId::bigint and (s.gross_amount, s.recognised_amount, s.return_amount)
  is distinct from (coalesce(a.gross, 0), coalesce(a.recognised, 0), coalesce(a.returned, 0))`,
  }),
  defineCheck({
    id: 'law.discount.total',
    family: 'law',
    zh: '各种优惠合计=门店优惠合计',
    en: 'the kinds of reductions together are what was taken off in the store',
    blocking: true,
    openDay: 'judged',
    owner: 'finance',
    reads: [DAY, 'billiards_dws.dws_discount_day_detail'],
    sql: `select business_date, 'reductions', coalesce(k.total, 0)::text, o.total::text
from days
join ${DAY} s using (business_date)
cross join lateral (
  select s.coupon_amount + s.member_discount_amount + s.adjust_amount + s.assistant_discount_amount
    + s.other_discount_amount + s.rounding_amount + s.gift_card_pay_amount as total
) o
left join lateral (
  select sum(discount_amount) as total
  from billiards_dws.dws_discount_day_detail m where m.site_id = $siteId::bigint and m.business_date = s.business_date
) k on true
where s.site_id = $siteId::bigint and o.total <> coalesce(k.total, 0)`,
  }),
  defineCheck({
    id: 'law.recharge.total',
    family: 'law',
    zh: '各卡种充值合计=门店充值合计',
    en: 'the recharges by kind of card together are those of the store',
    blocking: true,
    openDay: 'judged',
    owner: 'finance',
    reads: [DAY, 'billiards_dws.dws_recharge_day_summary'],
    sql: `select business_date, 'paid, gifted, reversed',
  concat_ws(', ', coalesce(r.paid, 0), coalesce(r.gifted, 0), coalesce(r.reversed, 0)),
  concat_ws(', ', s.recharge_amount, s.recharge_gift_amount, s.reversal_amount)
from days
join ${DAY} s using (business_date)
left join lateral (
  select sum(recharge_amount) as paid, sum(gift_amount) as gifted, sum(reversal_amount) as reversed
  from billiards_dws.dws_recharge_day_summary m where m.site_id = $siteId::bigint and m.business_date = s.business_date
) r on true
where s.site_id = $siteId::bigint and (s.recharge_amount, s.recharge_gift_amount, s.reversal_amount)
  is distinct from (coalesce(r.paid, 0), coalesce(r.gifted, 0), coalesce(r.reversed, 0))`,
  }),
  defineCheck({
    id: 'law.card.drawn',
    family: 'law',
    zh: '卡种扣款合计=结账会员卡支付',
    en: 'what was drawn from cards is what settlements say was paid from them',
    blocking: true,
    owner: 'finance',
    reads: [DAY, 'billiards_dws.dws_card_liability_day'],
    sql: `select business_date, 'drawn from cards', coalesce(-l.drawn, 0)::text, s.balance_pay_amount::text
from days
join ${DAY} s using (business_date)
left join lateral (
  select sum(settlement_amount) as drawn
  from billiards_dws.dws_card_liability_day m where m.site_id = $siteId::bigint and m.business_date = s.business_date
) l on true
where s.site_id = $siteId::bigint and s.balance_pay_amount <> coalesce(-l.drawn, 0)`,
  }),
  defineCheck({
    id: 'law.card.chain',
    family: 'law',
    zh: '卡种余额变动=当日各卡首尾余额之差',
    en: 'the change of a kind of card is what its cards held after the day less what they held before it',
    owner: 'finance',
    reads: ['billiards_dws.dws_card_liability_day', 'billiards.fact_balance_change'],
    sql: `select held.business_date, held.card_type_id::text, coalesce(l.balance_change_amount, 0)::text, held.change::text
from (
  select business_date, card_type_id, sum(after - before) as change
  from (
    select distinct on (b.business_date, b.member_card_id) b.business_date, coalesce(b.card_type_id, 0) as card_type_id,
      first_value(b.balance_before) over in_order as before, last_value(b.balance_after) over in_order as after
    from days d
    join billiards.fact_balance_change b on b.site_id = $siteId::bigint and b.business_date = d.business_date
    where ${live('fact_balance_change', 'b')}
    window in_order as (partition by b.business_date, b.member_card_id order by b.create_time, b.balance_change_id
      rows between unbounded preceding and unbounded following)
  ) card
  group by 1, 2
) held
join billiards_dws.dws_day_status s on s.site_id = $siteId::bigint and s.business_date = held.business_date
  and s.status in ('PUBLISHED', 'PROVISIONAL')
left join billiards_dws.dws_card_liability_day l
  on l.site_id = $siteId::bigint and l.business_date = held.business_date and l.card_type_id = held.card_type_id
where held.change <> coalesce(l.balance_change_amount, 0)`,
  }),
];
