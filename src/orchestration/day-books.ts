import type { LocalDate } from '../base/local-time.ts';
import { statement } from '../database/statement.ts';
import type { Queryable } from '../tasks/task.ts';

/** The published books of one business day. Amounts are decimal text in yuan. */
export interface DayBooks {
  readonly businessDate: string;
  readonly settlements: string;
  readonly gross: string;
  readonly received: string;
  readonly fromCards: string;
  readonly recharged: string;
  /** Beside gross, the other two views of revenue. */
  readonly recognised: string;
  readonly cashIn: string;
}

const BOOKS = `select day::text as "businessDate", coalesce(settlement_count, 0) as settlements,
  coalesce(gross_amount, 0) as gross, coalesce(pay_amount, 0) as received, coalesce(balance_pay_amount, 0) as "fromCards",
  coalesce(recharge_amount, 0) as recharged, coalesce(recognised_amount, 0) as recognised,
  coalesce(cash_in_amount, 0) as "cashIn"
from (select generate_series($from::date, $to::date - 1, interval '1 day')::date as day) d
left join billiards_dws.dws_site_day_summary s on s.site_id = $siteId::bigint and s.business_date = d.day order by 1`;

/** The books of a store in [from, to). A day without figures shows zeros, so that it is seen to differ. */
export async function readDayBooks(
  db: Queryable,
  span: { readonly siteId: string; readonly from: LocalDate; readonly to: LocalDate },
): Promise<DayBooks[]> {
  return (await db.query<DayBooks>(statement(BOOKS, span))).rows;
}
