import { siteDaySummary } from '../../../catalog/marts/site-day-summary.ts';
import { statement } from '../../../database/statement.ts';
import { utcText } from '../../../database/utc-text.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type {
  AssistantRank,
  BridgeStep,
  GoodsRank,
  Liability,
  PaymentMethod,
  StoreDayStatus,
  Summary,
} from '../../api/day.ts';

/** A business day of some stores; null: all the user may see. */
export interface DayScope {
  readonly date: string;
  readonly sites: readonly string[] | null;
}

/** Row-level security limits these queries as well; the condition is what the user chose among their stores. */
const IN_SCOPE = `t.business_date = $date::date and ($sites::bigint[] is null or t.site_id = any($sites::bigint[]))`;

const RANKED = 10;

const STATUSES = `select t.site_id::text as "siteId", t.status, ${utcText('t.since')} as since, t.reason
from billiards_dws.dws_day_status t where ${IN_SCOPE} order by t.site_id`;

export async function readStatuses(db: Queryable, scope: DayScope): Promise<StoreDayStatus[]> {
  return (await db.query<StoreDayStatus>(statement(STATUSES, { ...scope }))).rows;
}

const SUMMED = siteDaySummary.columns.filter(({ kind }) => kind !== 'date').map(({ name }) => name);

const SUMMARY = `select count(*) as stores, ${SUMMED.map((name) => `sum(t.${name})::text as ${name}`).join(', ')}
from billiards_dws.dws_site_day_summary t where ${IN_SCOPE}`;

/** Figures added up over the stores; null when none of them has any. */
export async function readSummary(db: Queryable, scope: DayScope): Promise<Summary | null> {
  const row = (await db.query<Summary>(statement(SUMMARY, { ...scope }))).rows[0];
  return row === undefined || row['stores'] === '0' ? null : row;
}

const BRIDGE = `select t.item, t.item_zh as zh, t.item_en as en, t.is_total as "isTotal", sum(t.amount)::text as amount
from billiards_dws.dws_revenue_bridge_day t where ${IN_SCOPE}
group by t.step, t.item, t.item_zh, t.item_en, t.is_total order by t.step`;

/** The figure behind each step of the bridge. */
const METRIC_OF_STEP: Readonly<Record<string, string>> = {
  gross: 'gross_amount',
  coupon: 'coupon_amount',
  member_discount: 'member_discount_amount',
  adjust: 'adjust_amount',
  assistant_discount: 'assistant_discount_amount',
  other_discount: 'other_discount_amount',
  rounding: 'rounding_amount',
  gift_card: 'gift_card_pay_amount',
  coupon_income: 'coupon_income_amount',
  returns: 'return_amount',
  recognised: 'recognised_amount',
  recharge: 'recharge_amount',
  reversal: 'reversal_amount',
  recharge_card: 'recharge_card_pay_amount',
  returned_to_card: 'return_recharge_card_amount',
  cash_in: 'cash_in_amount',
};

export async function readBridge(db: Queryable, scope: DayScope): Promise<BridgeStep[]> {
  const { rows } = await db.query<Omit<BridgeStep, 'metric'>>(statement(BRIDGE, { ...scope }));
  return rows.map((step) => ({ ...step, metric: METRIC_OF_STEP[step.item] ?? null }));
}

const PAYMENTS = `select t.payment_method::text as method, coalesce(e.label_zh, t.payment_method::text) as zh, coalesce(e.label_en, t.payment_method::text) as en,
  sum(t.payment_amount)::text as paid, sum(t.refund_amount)::text as refunded, sum(t.net_amount)::text as net
from billiards_dws.dws_payment_day_mix t
left join billiards.dim_enum e on e.enum_name = 'paymentMethod' and e.code = t.payment_method::text
where ${IN_SCOPE} group by 1, 2, 3 order by sum(t.payment_amount) desc`;

export async function readPayments(db: Queryable, scope: DayScope): Promise<PaymentMethod[]> {
  return (await db.query<PaymentMethod>(statement(PAYMENTS, { ...scope }))).rows;
}

/** By this name products are put together, and asked for: SQL over the mart as `t`. */
export const GOODS_NAME = `coalesce(nullif(t.goods_name, ''), t.site_goods_id::text)`;

const GOODS = `select ${GOODS_NAME} as name, min(t.goods_category_name) as category,
  sum(t.sold_pieces)::text as pieces, sum(t.sold_real_amount)::text as amount
from billiards_dws.dws_goods_day_sales t where ${IN_SCOPE} and t.sold_pieces > 0
group by 1 order by sum(t.sold_real_amount) desc, 1 limit ${RANKED}`;

/** Products by what they brought; of several stores those of one name together. */
export async function readGoods(db: Queryable, scope: DayScope): Promise<GoodsRank[]> {
  return (await db.query<GoodsRank>(statement(GOODS, { ...scope }))).rows;
}

const ASSISTANTS = `select t.assistant_id::text as id, coalesce(t.assistant_no, t.assistant_id::text) as no, t.site_id::text as "siteId",
  t.service_count::text as services, t.charged_seconds::text as "chargedSeconds",
  (t.pd_amount + t.cx_amount)::text as amount
from billiards_dws.dws_assistant_day_performance t where ${IN_SCOPE} and t.service_count > 0
order by t.pd_amount + t.cx_amount desc, t.site_id, t.assistant_id limit ${RANKED}`;

/** Assistants by what their services cost; by number, because names are personal data. */
export async function readAssistants(db: Queryable, scope: DayScope): Promise<AssistantRank[]> {
  return (await db.query<AssistantRank>(statement(ASSISTANTS, { ...scope }))).rows;
}

const LIABILITY = `select coalesce(t.card_type_id::text, '') as id, case when t.card_type_id is null then null else max(t.card_type_name) end as kind, sum(t.principal_amount)::text as principal, sum(t.gift_amount)::text as gift,
  sum(t.balance_amount)::text as balance, bool_and(t.is_reliable) as "isReliable"
from billiards_dws.dws_card_liability_balance t where ${IN_SCOPE}
group by grouping sets ((t.card_type_id), ()) having count(*) > 0
order by t.card_type_id is not null, sum(t.balance_amount) desc`;

/** What is owed to card holders at the end of the day: all of it, then by kind of card. */
export async function readLiability(db: Queryable, scope: DayScope): Promise<Liability[]> {
  return (await db.query<Liability>(statement(LIABILITY, { ...scope }))).rows;
}
