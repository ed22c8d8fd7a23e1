import type { Pair } from '../../api/named.ts';
import type { WhyAnswer } from '../../api/why.ts';
import { type DayScope, GOODS_NAME } from './day.ts';
import { type FactSource, REFUND, SERVICE, type SummedMetric } from './metrics.ts';

/** Which part of a day: a product, an assistant, a way to pay, a table in an hour, a kind of card. */
export interface SliceScope extends DayScope {
  /** Name or id of it, as the day page got it. */
  readonly of: string;
  /** Hour of the clock, where the part is one of an hour. */
  readonly hour: number | null;
}

/** What a part has to do with a day, as the lists of the day page show it. */
export interface Slice extends Pair {
  readonly unit: WhyAnswer['unit'];
  /** Table of the figure. */
  readonly mart: string;
  /** The figure, and the name of the part, with the English one where there is one: SQL over the mart as `t`. */
  readonly value: string;
  readonly name: string;
  readonly nameEn?: string;
  /** Condition over `t` that picks the part by `$of` and `$hour`. */
  readonly is: string;
  /** The facts it is the sum of, other slices it is made of, or what stood there before and the slice that changed it. */
  readonly madeOf: SummedMetric | Composed | Carried;
}

interface Composed {
  readonly kind: 'parts';
  readonly plus: readonly string[];
  readonly minus: readonly string[];
}

interface Carried {
  readonly kind: 'carried';
  readonly change: string;
}

const PAYMENT: FactSource = {
  table: 'fact_payment',
  key: 'payment_id',
  where: 'not f.is_deleted and coalesce(f.pay_status, 2) not in (1, 3, 4)',
  columns: ['payment_id', 'pay_time', 'relate_type', 'relate_id', 'payment_method', 'pay_amount'],
};

const GOODS: FactSource = {
  table: 'fact_goods_sale',
  key: 'goods_sale_id',
  where: 'not f.is_deleted and f.is_flagged_deleted is not true and f.ledger_count > 0',
  columns: ['goods_sale_id', 'create_time', 'goods_name', 'ledger_count', 'real_goods_money', 'order_settle_id'],
};

/** Segments that touch the hour of the day, each with the hour as `h`; the lower bound keeps the search in the index. */
const TABLE_IN_HOUR: FactSource = {
  table: 'fact_table_fee',
  key: 'table_fee_id',
  from: `etl_admin.etl_store store
cross join lateral (
  select h from generate_series($date::date::timestamp at time zone store.timezone,
    ($date::date + 2)::timestamp at time zone store.timezone, interval '1 hour') as h
  where extract(hour from h at time zone store.timezone) = $hour::integer
    and etl_admin.business_date(store.site_id, h) = $date::date
) hours
join billiards.fact_table_fee f on f.site_id = store.site_id and f.start_use_time > h - interval '31 days'
  and f.start_use_time < h + interval '1 hour' and f.last_use_time > h`,
  where: 'not f.is_deleted and f.is_flagged_deleted is not true',
  day: 'true',
  columns: ['table_fee_id', 'start_use_time', 'last_use_time', 'table_name', 'table_area_name', 'ledger_amount'],
};

const CARD: FactSource = {
  table: 'fact_balance_change',
  key: 'balance_change_id',
  where: 'not f.is_deleted and f.is_flagged_deleted is not true',
  columns: ['balance_change_id', 'create_time', 'member_card_id', 'change_amount', 'principal_change', 'relate_id'],
};

type Words = readonly [zh: string, en: string];

interface Family extends Pick<Slice, 'mart' | 'name' | 'nameEn' | 'is'> {
  readonly source: FactSource;
  /** Condition over `f` that picks the facts of the part. */
  readonly where: string;
}

const sliceOf =
  ({ source, where, ...family }: Family) =>
  ([zh, en]: Words, unit: Slice['unit'], value: string, amount: string): Slice => ({
    ...family,
    zh,
    en,
    unit,
    value,
    madeOf: { kind: 'facts', source, amount, where },
  });

const OF_GOODS = `${GOODS_NAME} = $of::text`;
const goods = sliceOf({
  mart: 'dws_goods_day_sales',
  name: GOODS_NAME,
  is: OF_GOODS,
  source: GOODS,
  // The mart knows a product by the last of its names that day.
  where: `exists (select 1 from billiards_dws.dws_goods_day_sales t where t.site_id = f.site_id
    and t.business_date = f.business_date and t.site_goods_id = f.site_goods_id and ${OF_GOODS})`,
});

const assistant = sliceOf({
  mart: 'dws_assistant_day_performance',
  name: 'coalesce(t.assistant_no, t.assistant_id::text)',
  is: 't.assistant_id::text = $of::text',
  source: SERVICE,
  where: 'f.is_trash is not true and f.assistant_id::text = $of::text',
});

const methodName = (label: 'label_zh' | 'label_en'): string => `coalesce((select e.${label} from billiards.dim_enum e
  where e.enum_name = 'paymentMethod' and e.code = t.payment_method::text), t.payment_method::text)`;

const METHOD = {
  mart: 'dws_payment_day_mix',
  name: methodName('label_zh'),
  nameEn: methodName('label_en'),
  is: 't.payment_method::text = $of::text',
  where: 'coalesce(f.payment_method, 0)::text = $of::text',
} as const;
const paid = sliceOf({ ...METHOD, source: PAYMENT });
const refunded = sliceOf({ ...METHOD, source: REFUND });

const table = sliceOf({
  mart: 'dws_table_hour_utilization',
  name: `t.table_name || ', ' || t.local_hour || ':00'`,
  is: 't.table_id::text = $of::text and t.local_hour = $hour::integer',
  source: TABLE_IN_HOUR,
  where: 'f.table_id::text = $of::text',
});

/** All kinds of card together where none is asked for. */
const kindOf = (alias: string): string => `($of::text = '' or coalesce(${alias}.card_type_id, 0)::text = $of::text)`;
const CARD_NAME = `case when $of::text = '' then '' else t.card_type_name end`;
const changed = sliceOf({
  mart: 'dws_card_liability_day',
  name: CARD_NAME,
  is: kindOf('t'),
  source: CARD,
  where: kindOf('f'),
});
const held = ([zh, en]: Words, value: string, change: string): Slice => ({
  zh,
  en,
  unit: 'money',
  mart: 'dws_card_liability_balance',
  value,
  name: CARD_NAME,
  is: kindOf('t'),
  madeOf: { kind: 'carried', change },
});

const GIFT_CHANGE = 'f.change_amount - coalesce(f.principal_change, 0)';

/** Figures of the lists, the heat map and the balances of the day page; a test holds each against its facts. */
export const SLICES: ReadonlyMap<string, Slice> = new Map([
  ['goods_sold', goods(['商品收入', 'Sold'], 'money', 't.sold_real_amount', 'f.real_goods_money')],
  ['goods_pieces', goods(['销售数量', 'Pieces sold'], 'count', 't.sold_pieces', 'f.ledger_count')],
  ['assistant_services', assistant(['助教服务数', 'Services of an assistant'], 'count', 't.service_count', '1')],
  [
    'assistant_seconds',
    assistant(['助教计费时长', 'Charged time of an assistant'], 'seconds', 't.charged_seconds', 'f.charged_seconds'),
  ],
  [
    'assistant_amount',
    assistant(
      ['助教收入', 'Fees of an assistant'],
      'money',
      't.pd_amount + t.cx_amount',
      'case when f.order_assistant_type in (1, 2) then f.ledger_amount else 0 end',
    ),
  ],
  ['method_paid', paid(['支付', 'Paid'], 'money', 't.payment_amount', 'f.pay_amount')],
  ['method_refunded', refunded(['退款', 'Given back'], 'money', 't.refund_amount', 'f.refund_amount')],
  [
    'method_net',
    {
      ...paid(['支付净额', 'Paid, less given back'], 'money', 't.net_amount', 'f.pay_amount'),
      madeOf: { kind: 'parts', plus: ['method_paid'], minus: ['method_refunded'] },
    },
  ],
  [
    'table_hour',
    table(
      ['台桌使用(各段相加)', 'Use of a table, its segments added up'],
      'seconds',
      't.segment_seconds',
      `extract(epoch from least(f.last_use_time, h + interval '1 hour') - greatest(f.start_use_time, h))::bigint`,
    ),
  ],
  ['card_balance', held(['储值余额', 'Owed to card holders'], 't.balance_amount', 'card_change')],
  ['card_principal', held(['储值本金', 'Owed, of what was paid for'], 't.principal_amount', 'card_principal_change')],
  ['card_gift', held(['储值赠送', 'Owed, of gifts'], 't.gift_amount', 'card_gift_change')],
  ['card_change', changed(['余额变动', 'Change of balances'], 'money', 't.balance_change_amount', 'f.change_amount')],
  [
    'card_principal_change',
    changed(
      ['本金变动', 'Change of what was paid for'],
      'money',
      't.principal_change_amount',
      'coalesce(f.principal_change, 0)',
    ),
  ],
  ['card_gift_change', changed(['赠送变动', 'Change of gifts'], 'money', 't.gift_change_amount', GIFT_CHANGE)],
]);
