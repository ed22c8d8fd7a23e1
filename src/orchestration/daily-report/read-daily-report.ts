import type { QueryResultRow } from 'pg';
import type { Clock } from '../../base/clock.ts';
import { addDays, type LocalDate, toLocalTime } from '../../base/local-time.ts';
import { DAY_STATUS } from '../../catalog/mart-table.ts';
import { statement } from '../../database/statement.ts';
import type { BridgeStep, DayStatus } from '../../quality/report/model.ts';
import { businessDateOf } from '../../tasks/store-days.ts';
import type { Queryable, Store } from '../../tasks/task.ts';
import type {
  AreaShare,
  ChainDay,
  DailyReport,
  DailyReports,
  DayCounts,
  DayFigures,
  GoodsSold,
  Liability,
} from './model.ts';

/** The last business day of a store that is over. */
export function lastClosedDay(store: Store, clock: Clock): LocalDate {
  return addDays(businessDateOf(store, toLocalTime(clock.now(), store.timezone)), -1);
}

/** The sheets of stores; `date` null: of each store its last closed day. */
export async function readDailyReports(
  db: Queryable,
  clock: Clock,
  { stores, date }: { readonly stores: readonly Store[]; readonly date: LocalDate | null },
): Promise<DailyReports> {
  const reports: DailyReport[] = [];
  for (const store of stores) {
    reports.push(await readDailyReport(db, clock, { store, date: date ?? lastClosedDay(store, clock) }));
  }
  const [day, ...others] = new Set(reports.map((report) => report.date));
  const isChain = reports.length > 1 && day !== undefined && others.length === 0;
  const siteIds = stores.map(({ siteId }) => siteId);
  return { chain: isChain ? await readChain(db, siteIds, day) : null, stores: reports };
}

/** The sheet of one store. */
export async function readDailyReport(
  db: Queryable,
  clock: Clock,
  { store, date }: { readonly store: Store; readonly date: LocalDate },
): Promise<DailyReport> {
  const { siteId, name, timezone } = store;
  const day = { siteId, date, before: addDays(date, -7) };
  const sql = `select status, reason from ${DAY_STATUS} where site_id = $siteId::bigint and business_date = $date::date`;
  const { rows } = await db.query<{ status: DayStatus; reason: string | null }>(statement(sql, day));
  return {
    siteId,
    name,
    date,
    status: rows[0]?.status ?? 'MISSING',
    reason: rows[0]?.reason ?? null,
    writtenAt: toLocalTime(clock.now(), timezone),
    figures: await readFigures(db, day),
  };
}

interface AskedDay {
  readonly siteId: string;
  readonly date: LocalDate;
  /** The same weekday, a week before. */
  readonly before: LocalDate;
}

async function readFigures(db: Queryable, day: AskedDay): Promise<DayFigures | null> {
  const { rows } = await db.query<SummaryRow>(statement(SUMMARY, { ...day }));
  const [row] = rows;
  if (row === undefined) return null;
  return {
    gross: { amount: row.gross, change: row.grossChange, percent: row.grossPercent },
    recognised: { amount: row.recognised, change: row.recognisedChange, percent: row.recognisedPercent },
    cashIn: { amount: row.cashIn, change: row.cashInChange, percent: row.cashInPercent },
    bridge: await readBridge(db, day),
    counts: row,
    refunds: row.refunds,
    liability: await readLiability(db, day),
    areas: await readAreas(db, day),
    goods: await readGoods(db, day),
    compared: row.beforeStatus === null ? null : { date: day.before, status: row.beforeStatus },
  };
}

interface SummaryRow extends DayCounts {
  readonly gross: string;
  readonly grossChange: string | null;
  readonly grossPercent: string | null;
  readonly recognised: string;
  readonly recognisedChange: string | null;
  readonly recognisedPercent: string | null;
  readonly cashIn: string;
  readonly cashInChange: string | null;
  readonly cashInPercent: string | null;
  readonly refunds: string;
  readonly beforeStatus: DayStatus | null;
}

/** A figure, its change, and the change in percent. PostgreSQL reckons, so that no amount becomes a float. */
const compared = (column: string, name: string): string => `s.${column} as "${name}",
  s.${column} - b.${column} as "${name}Change",
  round(100 * (s.${column} - b.${column}) / nullif(abs(b.${column}), 0), 1) as "${name}Percent"`;

const SUMMARY = `select ${compared('gross_amount', 'gross')}, ${compared('recognised_amount', 'recognised')},
  ${compared('cash_in_amount', 'cashIn')}, s.settlement_count as settlements, s.visit_count as visits,
  s.member_settlement_count as members, s.new_member_count as "newMembers", s.return_count as returns,
  s.refund_cash_amount + s.refund_online_amount + s.refund_bank_card_amount + s.refund_card_amount as refunds,
  case when b.site_id is not null then d.status end as "beforeStatus"
from billiards_dws.dws_site_day_summary s
left join billiards_dws.dws_site_day_summary b on b.site_id = s.site_id and b.business_date = $before::date
left join ${DAY_STATUS} d on d.site_id = b.site_id and d.business_date = b.business_date
where s.site_id = $siteId::bigint and s.business_date = $date::date`;

async function readBridge(db: Queryable, day: AskedDay): Promise<BridgeStep[]> {
  const sql = `select item, item_zh as zh, item_en as en, is_total as "isTotal", amount
from billiards_dws.dws_revenue_bridge_day where site_id = $siteId::bigint and business_date = $date::date order by step`;
  return (await db.query<BridgeStep>(statement(sql, { ...day }))).rows;
}

const BALANCES = `select coalesce(sum(principal_amount), 0) as principal, coalesce(sum(gift_amount), 0) as gift,
  coalesce(sum(balance_amount), 0) as balance, coalesce(bool_and(is_reliable), true) as "isReliable"
from billiards_dws.dws_card_liability_balance where site_id = $siteId::bigint and business_date = $date::date`;

const BALANCE_CHANGES = `select coalesce(sum(balance_change_amount), 0) as change
from billiards_dws.dws_card_liability_day where site_id = $siteId::bigint and business_date = $date::date`;

/** The balances are a view over all days; the changes of the day are stored. */
async function readLiability(db: Queryable, day: AskedDay): Promise<Liability> {
  const balances = await readSums<Omit<Liability, 'change'>>(db, BALANCES, { ...day });
  return { ...balances, ...(await readSums<Pick<Liability, 'change'>>(db, BALANCE_CHANGES, { ...day })) };
}

/** The one row of a query of sums. */
async function readSums<T extends object>(
  db: Queryable,
  sql: string,
  values: Readonly<Record<string, unknown>>,
): Promise<T> {
  const { rows } = await db.query<T & QueryResultRow>(statement(sql, values));
  const [row] = rows;
  if (row === undefined) throw new Error('a query without group by returned no row');
  return row;
}

const SHOWN_AREAS = 5;
const SHOWN_GOODS = 5;

async function readAreas(db: Queryable, day: AskedDay): Promise<AreaShare[]> {
  const sql = `select case when table_area_id = 0 then null else coalesce(table_area_name, table_area_id::text) end as name,
  settlement_count as settlements, recognised_amount as recognised
from billiards_dws.dws_area_day_revenue where site_id = $siteId::bigint and business_date = $date::date
order by recognised_amount desc, table_area_id limit $most`;
  return (await db.query<AreaShare>(statement(sql, { ...day, most: SHOWN_AREAS }))).rows;
}

async function readGoods(db: Queryable, day: AskedDay): Promise<GoodsSold[]> {
  const sql = `select coalesce(goods_name, site_goods_id::text) as name, trim_scale(sold_pieces)::text as pieces,
  sold_real_amount as amount
from billiards_dws.dws_goods_day_sales
where site_id = $siteId::bigint and business_date = $date::date and sold_pieces > 0
order by sold_real_amount desc, site_goods_id limit $most`;
  return (await db.query<GoodsSold>(statement(sql, { ...day, most: SHOWN_GOODS }))).rows;
}

async function readChain(db: Queryable, siteIds: readonly string[], date: string): Promise<ChainDay> {
  const sql = `select $date::date::text as date, cardinality($siteIds::bigint[])::text as stores,
  count(*) filter (where d.status = 'PUBLISHED') as "finalStores", coalesce(sum(s.gross_amount), 0) as gross,
  coalesce(sum(s.recognised_amount), 0) as recognised, coalesce(sum(s.cash_in_amount), 0) as "cashIn"
from billiards_dws.dws_site_day_summary s
left join ${DAY_STATUS} d on d.site_id = s.site_id and d.business_date = s.business_date
where s.site_id = any($siteIds::bigint[]) and s.business_date = $date::date`;
  const liability = `select coalesce(sum(balance_amount), 0) as liability
from billiards_dws.dws_card_liability_balance where site_id = any($siteIds::bigint[]) and business_date = $date::date`;
  const values = { siteIds, date };
  return {
    ...(await readSums<Omit<ChainDay, 'liability'>>(db, sql, values)),
    ...(await readSums<Pick<ChainDay, 'liability'>>(db, liability, values)),
  };
}
