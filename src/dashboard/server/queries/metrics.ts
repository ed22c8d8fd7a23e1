import { siteDaySummary } from '../../../catalog/marts/site-day-summary.ts';

/** Where the facts of a figure are. */
export interface FactSource {
  /** Table without schema, as trace takes it. */
  readonly table: string;
  /** Its key column. */
  readonly key: string;
  /** FROM clause with the table as `f`, where it is more than the table. */
  readonly from?: string;
  /** Condition that every row meets, besides its day. */
  readonly where: string;
  /** Time by which a row belongs to a day, where that is not its business_date. */
  readonly byTime?: string;
  /** Or the condition by which it does. */
  readonly day?: string;
  /** Columns shown. */
  readonly columns: readonly string[];
}

/** A figure that is the sum of `amount` over facts. */
export interface SummedMetric {
  readonly kind: 'facts';
  readonly source: FactSource;
  /** SQL over `f`. */
  readonly amount: string;
  readonly where: string;
}

/** A figure that other figures add up to. */
export interface ComposedMetric {
  readonly kind: 'parts';
  readonly plus: readonly string[];
  readonly minus: readonly string[];
}

export type Metric = SummedMetric | ComposedMetric;

const SETTLEMENT: FactSource = {
  table: 'fact_settlement',
  key: 'order_settle_id',
  where: 'not f.is_deleted',
  columns: ['order_settle_id', 'pay_time', 'settle_name', 'table_id', 'member_id', 'pay_amount'],
};

const RECHARGE: FactSource = {
  table: 'fact_recharge',
  key: 'recharge_id',
  where: 'not f.is_deleted',
  columns: ['recharge_id', 'pay_time', 'member_id', 'member_card_id', 'pay_amount', 'point_amount'],
};

const REDEMPTION: FactSource = {
  table: 'fact_group_buy_redemption',
  key: 'redemption_id',
  from: `billiards.fact_group_buy_redemption f left join billiards.fact_platform_coupon c
  on c.site_id = f.site_id and c.platform_coupon_id = f.platform_coupon_id and not c.is_deleted`,
  where: 'not f.is_deleted and f.is_flagged_deleted is not true',
  columns: ['redemption_id', 'create_time', 'package_name', 'table_name', 'coupon_money', 'coupon_sale_price'],
};

export const REFUND: FactSource = {
  table: 'fact_refund',
  key: 'refund_id',
  where: 'not f.is_deleted and f.is_flagged_deleted is not true and f.is_revoke is not true',
  columns: ['refund_id', 'pay_time', 'relate_id', 'member_id', 'refund_amount'],
};

const TABLE_USE: FactSource = {
  table: 'fact_table_fee',
  key: 'table_fee_id',
  where: 'not f.is_deleted and f.is_flagged_deleted is not true',
  byTime: 'start_use_time',
  columns: [
    'table_fee_id',
    'start_use_time',
    'table_name',
    'table_area_name',
    'ledger_amount',
    'real_table_use_seconds',
  ],
};

export const SERVICE: FactSource = {
  table: 'fact_assistant_service',
  key: 'assistant_service_id',
  where: 'not f.is_deleted and f.is_flagged_deleted is not true',
  columns: ['assistant_service_id', 'start_use_time', 'assistant_no', 'table_name', 'skill_name', 'ledger_amount'],
};

const MEMBER: FactSource = {
  table: 'dim_member',
  key: 'member_id',
  where: 'f.is_current and f.register_site_id = f.site_id',
  byTime: 'create_time',
  columns: ['member_id', 'create_time', 'register_site_name', 'member_card_grade_name'],
};

const of =
  (source: FactSource, where: string) =>
  (amount: string): SummedMetric => ({ kind: 'facts', source, amount, where });

const sale = of(SETTLEMENT, 'f.settle_type in (1, 3)');
const returned = of(SETTLEMENT, 'f.settle_type = 6');
const recharged = of(RECHARGE, 'f.settle_type = 5');
const reversed = of(RECHARGE, 'f.settle_type = 7');
const served = of(SERVICE, 'f.is_trash is not true');

const parts = (plus: readonly string[], minus: readonly string[] = []): ComposedMetric => ({
  kind: 'parts',
  plus,
  minus,
});

/** How the figures of `dws_site_day_summary` come about; a test holds this against the mart, day by day. */
export const METRICS: Readonly<Record<string, Metric>> = {
  gross_amount: parts([
    'table_fee_amount',
    'goods_amount',
    'assistant_pd_amount',
    'assistant_cx_amount',
    'electricity_amount',
  ]),
  table_fee_amount: sale('f.table_charge_money'),
  goods_amount: sale('f.goods_money'),
  assistant_pd_amount: sale('f.assistant_pd_money'),
  assistant_cx_amount: sale('f.assistant_cx_money'),
  electricity_amount: sale('f.electricity_money'),
  coupon_amount: sale('f.coupon_amount'),
  member_discount_amount: sale('f.member_discount_amount'),
  adjust_amount: sale('f.adjust_amount'),
  assistant_discount_amount: sale('f.assistant_manual_discount'),
  other_discount_amount: sale('f.activity_discount + f.point_discount_price'),
  rounding_amount: sale('f.rounding_amount'),
  pay_amount: sale('f.pay_amount'),
  cash_amount: sale('f.cash_amount'),
  online_amount: sale('f.online_amount'),
  bank_card_amount: sale('f.card_amount'),
  balance_pay_amount: parts(['recharge_card_pay_amount', 'gift_card_pay_amount']),
  recharge_card_pay_amount: sale('f.recharge_card_amount'),
  gift_card_pay_amount: sale('f.gift_card_amount'),
  coupon_income_amount: of(REDEMPTION, 'true')('coalesce(nullif(c.settlement_amount, 0), f.coupon_sale_price)'),
  return_amount: parts(['return_pay_amount', 'return_recharge_card_amount', 'return_gift_card_amount']),
  return_pay_amount: returned('-f.pay_amount'),
  return_recharge_card_amount: returned('-f.recharge_card_amount'),
  return_gift_card_amount: returned('-f.gift_card_amount'),
  recognised_amount: parts(
    ['pay_amount', 'recharge_card_pay_amount', 'coupon_income_amount'],
    ['return_pay_amount', 'return_recharge_card_amount'],
  ),
  cash_in_amount: parts(
    ['pay_amount', 'coupon_income_amount', 'recharge_amount'],
    ['return_pay_amount', 'reversal_amount'],
  ),
  recharge_amount: recharged('f.pay_amount'),
  recharge_gift_amount: recharged('f.point_amount'),
  reversal_amount: reversed('-f.pay_amount'),
  refund_cash_amount: of(REFUND, 'f.payment_method = 1')('f.refund_amount'),
  refund_online_amount: of(REFUND, 'f.payment_method in (4, 5)')('f.refund_amount'),
  settlement_count: sale('1'),
  visit_count: of(SETTLEMENT, 'f.settle_type = 1')('1'),
  member_settlement_count: of(SETTLEMENT, 'f.settle_type in (1, 3) and f.member_id is not null')('1'),
  walk_in_settlement_count: of(SETTLEMENT, 'f.settle_type in (1, 3) and f.member_id is null')('1'),
  recharge_count: of(RECHARGE, 'f.settle_type = 5 and f.pay_amount > 0')('1'),
  table_use_count: of(TABLE_USE, 'true')('1'),
  table_use_seconds: of(TABLE_USE, 'true')('f.real_table_use_seconds'),
  service_count: served('1'),
  assistant_charged_seconds: served('f.charged_seconds'),
  new_member_count: of(MEMBER, 'true')('1'),
};

/** Name and unit of a figure; undefined for one the summary has not. */
export function metricColumn(
  name: string,
): { readonly zh: string; readonly en: string; readonly unit: 'money' | 'count' | 'seconds' } | undefined {
  const column = siteDaySummary.columns.find((one) => one.name === name);
  if (column === undefined) return undefined;
  const { zh, en, kind } = column;
  return { zh, en, unit: kind === 'money' || kind === 'seconds' ? kind : 'count' };
}
