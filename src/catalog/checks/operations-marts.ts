import { type Check, type CheckOwner, defineCheck } from '../check.ts';
import { live } from './law.ts';

const DAY = 'billiards_dws.dws_site_day_summary';
const STATUS = 'billiards_dws.dws_day_status';

/** Sums of a mart over a day that must be those of what it was made from, or of another mart. */
interface SumLaw {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly owner: CheckOwner;
  readonly mart: string;
  /** Name → sum over the rows of the mart, and what it must be in `other`. */
  readonly sums: readonly (readonly [name: string, found: string, expected: string])[];
  /** Relation with a row a business day, called o; its columns are 0 where it has no row. */
  readonly other: string;
  readonly reads: readonly string[];
}

/** Rows of a mart that break a rule each has to keep by itself. */
interface RowLaw extends Pick<Check, 'id' | 'zh' | 'en'>, Partial<Pick<Check, 'severity' | 'blocking' | 'owner'>> {
  readonly mart: string;
  readonly key: string;
  readonly observed: string;
  readonly expected: string;
  readonly broken: string;
}

function sumCheck({ mart, sums, other, reads, ...stated }: SumLaw): Check {
  const table = `billiards_dws.${mart}`;
  const found = sums.map(([, sum], i) => `coalesce(${sum}, 0) as s${i}`).join(', ');
  const all = (texts: readonly string[]): string => texts.join(', ');
  const ours = sums.map((_, i) => `coalesce(m.s${i}, 0)`);
  const theirs = sums.map(([, , expected]) => `coalesce(${expected}, 0)`);
  return defineCheck({
    ...stated,
    family: 'law',
    openDay: 'judged',
    reads: [table, STATUS, ...reads],
    sql: `select business_date, '${all(sums.map(([name]) => name))}', 
  concat_ws(', ', ${all(ours)}), concat_ws(', ', ${all(theirs)})
from days
join (
  select business_date from ${STATUS} where site_id = $siteId::bigint and status in ('PUBLISHED', 'PROVISIONAL')
) published using (business_date)
left join (
  select business_date, ${found} from days join ${table} t using (business_date) where t.site_id = $siteId::bigint group by 1
) m using (business_date)
left join (${other}) o using (business_date)
where (${all(ours)}) is distinct from (${all(theirs)})`,
  });
}

function rowCheck({ mart, key, observed, expected, broken, ...stated }: RowLaw): Check {
  const table = `billiards_dws.${mart}`;
  return defineCheck({
    ...stated,
    family: 'law',
    openDay: 'judged',
    reads: [table],
    sql: `select business_date, concat_ws('/', ${key}), ${observed}, ${expected}
from days join ${table} t using (business_date)
where t.site_id = $siteId::bigint and (${broken})`,
  });
}

/** The row of the day summary, the same day computed from other columns. */
const OF_STORE = { other: `select * from ${DAY} where site_id = $siteId::bigint`, reads: [DAY] };

/** 运营集市: what tables, assistants, goods, coupons and members did on a day adds up to the day. */
export const OPERATIONS_MART_CHECKS: readonly Check[] = [
  sumCheck({
    id: 'law.table.hours',
    zh: '各台各钟点秒数合计=各段在当日内的秒数',
    en: 'the hours of all tables together are the segments, cut to the day',
    owner: 'operations',
    mart: 'dws_table_hour_utilization',
    sums: [['seconds', 'sum(t.segment_seconds)', 'o.seconds::bigint']],
    other: `
  select d.business_date, sum(extract(epoch from least(f.last_use_time, f.start_use_time + interval '31 days', d.ends_at)
    - greatest(f.start_use_time, d.starts_at))) as seconds
  from days d
  join billiards.fact_table_fee f on f.site_id = $siteId::bigint and f.start_use_time < d.ends_at
    and f.start_use_time > d.starts_at - interval '31 days' and f.last_use_time > d.starts_at
  where f.table_id is not null and f.last_use_time > f.start_use_time and ${live('fact_table_fee', 'f')}
  group by 1`,
    reads: ['billiards.fact_table_fee'],
  }),
  rowCheck({
    id: 'law.table.capacity',
    zh: '一张台一小时内使用不超过该小时',
    en: 'a table is in use no longer than the hour lasts',
    severity: 'warn',
    owner: 'operations',
    mart: 'dws_table_hour_utilization',
    key: 't.table_id, t.local_hour',
    observed: 't.segment_seconds::text',
    expected: "'at most ' || t.capacity_seconds",
    broken: 't.segment_seconds > t.capacity_seconds',
  }),
  sumCheck({
    id: 'law.assistant.total',
    zh: '各助教合计=门店合计',
    en: 'the assistants together are the store',
    owner: 'operations',
    mart: 'dws_assistant_day_performance',
    sums: [
      ['services', 'sum(t.service_count)', 'o.service_count'],
      ['voids', 'sum(t.void_count)', 'o.void_count'],
      ['charged', 'sum(t.charged_seconds)', 'o.assistant_charged_seconds'],
      ['real', 'sum(t.real_seconds)', 'o.assistant_real_seconds'],
      ['folded', 'sum(t.folded_seconds)', 'o.assistant_folded_seconds'],
    ],
    ...OF_STORE,
  }),
  sumCheck({
    id: 'law.assistant.shares',
    zh: '助教时长分摊合计=有助教订单的台费+商品+助教费',
    en: 'the parts of all assistants add up to the orders they served, to the cent',
    owner: 'finance',
    mart: 'dws_assistant_day_performance',
    sums: [['revenue', 'sum(t.time_weighted_revenue)', 'o.revenue']],
    other: `
  select s.business_date,
    sum(s.table_charge_money + s.goods_money + s.assistant_pd_money + s.assistant_cx_money) as revenue
  from days d
  join billiards.fact_settlement s on s.site_id = $siteId::bigint and s.business_date = d.business_date
  where s.settle_type in (1, 3) and ${live('fact_settlement', 's')}
    and exists (
      select 1 from billiards.fact_assistant_service f
      where f.site_id = $siteId::bigint and f.order_settle_id = s.order_settle_id and ${live('fact_assistant_service', 'f')}
    )
  group by 1`,
    reads: ['billiards.fact_settlement', 'billiards.fact_assistant_service'],
  }),
  sumCheck({
    id: 'law.goods.total',
    zh: '各商品数量合计=门店合计',
    en: 'the products together are the store',
    owner: 'operations',
    mart: 'dws_goods_day_sales',
    sums: [
      ['sold', 'sum(t.sold_pieces)', 'o.goods_pieces'],
      ['taken back', 'sum(t.return_pieces)', 'o.return_pieces'],
      ['in', 'sum(t.stock_in)', 'o.stock_in'],
      ['out', 'sum(t.stock_out)', 'o.stock_out'],
      ['counted', 'sum(t.stock_take)', 'o.stock_take'],
    ],
    ...OF_STORE,
  }),
  rowCheck({
    id: 'law.goods.stock',
    zh: '期初+入库+盘点+出库=期末，且与日报一致',
    en: 'start + in + stock-take + out = end, and the report of the day says the same',
    owner: 'operations',
    mart: 'dws_goods_day_sales',
    key: 't.site_goods_id',
    observed: "concat_ws(', ', t.start_stock + t.stock_in + t.stock_take + t.stock_out, t.report_end_stock)",
    expected: "coalesce(t.end_stock::text, 'nothing')",
    broken: `t.start_stock + t.stock_in + t.stock_take + t.stock_out <> t.end_stock
  or t.report_start_stock <> t.start_stock or t.report_end_stock <> t.end_stock`,
  }),
  sumCheck({
    id: 'law.coupon.total',
    zh: '各渠道套餐张数合计=门店合计',
    en: 'the coupons of all channels and packages together are those of the store',
    owner: 'finance',
    mart: 'dws_coupon_day_reconciliation',
    sums: [
      ['verified', 'sum(t.verified_count)', 'o.coupon_verified_count'],
      ['used', 'sum(t.redeemed_count)', 'o.coupon_redeemed_count'],
    ],
    ...OF_STORE,
  }),
  rowCheck({
    id: 'law.coupon.outstanding',
    zh: '未结算张数及金额不为负，且不超过核销',
    en: 'coupons not settled yet are never fewer than none, nor more than were used',
    owner: 'finance',
    mart: 'dws_coupon_day_reconciliation',
    key: 't.coupon_channel, t.group_buy_package_id',
    observed: "concat_ws(', ', t.outstanding_count, t.outstanding_amount)",
    expected: "concat_ws(', ', 'from 0 up to ' || t.redeemed_count, t.paid_amount)",
    broken: `t.outstanding_count < 0 or t.outstanding_amount < 0
  or t.outstanding_count > t.redeemed_count or t.outstanding_amount > t.paid_amount`,
  }),
  sumCheck({
    id: 'law.member.total',
    zh: '各会员结账数合计=门店会员结账数',
    en: 'the settlements of all members together are those of members in the store',
    owner: 'finance',
    mart: 'dws_member_day_profile',
    sums: [['settlements', 'sum(t.order_count)', 'o.member_settlement_count']],
    ...OF_STORE,
  }),
];
