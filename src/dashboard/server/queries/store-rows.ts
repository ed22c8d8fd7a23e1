import { DEFAULT_BUSINESS_DAY_START_HOUR } from '../../../base/business-day.ts';
import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { ShownStore } from '../../api/settings.ts';

export type StoreRow = Omit<ShownStore, 'hasToken'>;

const ROWS = `select s.site_id::text as "siteId", coalesce(nullif(s.store_name, ''), d.shop_name, '') as name,
  s.enabled as "isEnabled", s.timezone, coalesce(b.start_hour, ${DEFAULT_BUSINESS_DAY_START_HOUR})::int as "startHour",
  s.history_from::text as "historyFrom", s.token_env as "tokenEnv"
from etl_admin.etl_store s
left join billiards.dim_site d on d.site_id = s.site_id and d.is_current
left join lateral (select start_hour from etl_admin.etl_business_day b
  where b.site_id = s.site_id and b.valid_from <= $now::timestamptz order by valid_from desc limit 1) b on true
order by s.site_id`;

/** The stores the user may see, with the business day of the moment. */
export async function readStoreRows(db: Queryable, now: Date): Promise<StoreRow[]> {
  return (await db.query<StoreRow>(statement(ROWS, { now }))).rows;
}
