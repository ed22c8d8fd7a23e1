import type { Clock } from '../base/clock.ts';
import { addDays, type LocalDate, toLocalTime } from '../base/local-time.ts';
import type { Check } from '../catalog/check.ts';
import { ENUMS } from '../catalog/enums.ts';
import { DAY_STATUS } from '../catalog/mart-table.ts';
import { statement } from '../database/statement.ts';
import type { BridgeStep, DayState, PaymentShare, QualityReport, StoreReport } from '../quality/report/model.ts';
import { listSnoozes } from '../quality/snoozes.ts';
import { readStanding } from '../quality/standing-results.ts';
import { businessDateOf } from '../tasks/store-days.ts';
import type { Queryable, Store } from '../tasks/task.ts';
import { readTableUse } from './table-use.ts';

export interface ReportOptions {
  readonly stores: readonly Store[];
  readonly checks: readonly Check[];
  /** Business days of figures, the present one included. */
  readonly days: number;
}

/** Reads what a report tells: how every check stands, and the figures of the last days. */
export async function readQualityReport(
  db: Queryable,
  clock: Clock,
  { stores, checks, days }: ReportOptions,
): Promise<QualityReport> {
  const now = clock.now();
  const snoozes = await listSnoozes(db, now);
  const [first] = stores;
  if (first === undefined) throw new Error('a report needs a store');
  const writtenAt = toLocalTime(now, first.timezone);
  const to = businessDateOf(first, writtenAt);
  const from = addDays(to, 1 - days);
  const reports: StoreReport[] = [];
  for (const store of stores) {
    const span = { siteId: store.siteId, from, to };
    reports.push({
      siteId: store.siteId,
      name: store.name,
      days: await readDays(db, span),
      bridge: await readBridge(db, span),
      payments: await readPayments(db, span),
      tables: await readTableUse(db, store, span),
      results: await readStanding(db, { siteIds: [store.siteId], checks, snoozes }),
    });
  }
  return { from, to, writtenAt, stores: reports };
}

interface Span {
  readonly siteId: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

async function readDays(db: Queryable, span: Span): Promise<DayState[]> {
  const sql = `select d.business_date as date, d.status, d.reason, s.gross_amount as gross, s.recognised_amount as recognised,
  s.cash_in_amount as "cashIn"
from ${DAY_STATUS} d
left join billiards_dws.dws_site_day_summary s on s.site_id = d.site_id and s.business_date = d.business_date
where d.site_id = $siteId::bigint and d.business_date between $from::date and $to::date order by 1`;
  return (await db.query<DayState>(statement(sql, { ...span }))).rows;
}

async function readBridge(db: Queryable, span: Span): Promise<BridgeStep[]> {
  const sql = `select item, item_zh as zh, item_en as en, is_total as "isTotal", sum(amount) as amount
from billiards_dws.dws_revenue_bridge_day
where site_id = $siteId::bigint and business_date between $from::date and $to::date
group by step, item, item_zh, item_en, is_total order by step`;
  return (await db.query<BridgeStep>(statement(sql, { ...span }))).rows;
}

async function readPayments(db: Queryable, span: Span): Promise<PaymentShare[]> {
  const sql = `select payment_method as code, sum(payment_count) as count, sum(payment_amount) as paid,
  sum(refund_amount) as refunded, sum(net_amount) as net
from billiards_dws.dws_payment_day_mix
where site_id = $siteId::bigint and business_date between $from::date and $to::date
group by 1 having sum(payment_amount) <> 0 or sum(refund_amount) <> 0 order by sum(payment_amount) desc, 1`;
  const { rows } = await db.query<Omit<PaymentShare, 'zh' | 'en'> & { code: number }>(statement(sql, { ...span }));
  return rows.map(({ code, ...share }) => {
    const known = ENUMS['paymentMethod']?.values.find((value) => value.code === code);
    return { zh: known?.zh ?? `未知 (${code})`, en: known?.en ?? `unknown (${code})`, ...share };
  });
}
