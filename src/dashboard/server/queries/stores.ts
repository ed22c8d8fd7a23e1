import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { StoreAnswer, StoresAnswer } from '../../api/day.ts';

const STORES = `select s.site_id::text as "siteId", coalesce(nullif(s.store_name, ''), d.shop_name, s.site_id::text) as name
from etl_admin.etl_store s
left join billiards.dim_site d on d.site_id = s.site_id and d.is_current
order by 2, 1`;

const SPAN = `select min(business_date)::text as "firstDate", max(business_date)::text as "lastDate"
from billiards_dws.dws_day_status`;

/** The stores the user may see, by name, and the days that have a status. */
export async function readStores(db: Queryable): Promise<StoresAnswer> {
  const stores = (await db.query<StoreAnswer>(STORES)).rows;
  const span = (await db.query<Omit<StoresAnswer, 'stores'>>(SPAN)).rows[0];
  return { stores, firstDate: span?.firstDate ?? null, lastDate: span?.lastDate ?? null };
}

/** Whether the user may see a store. */
export async function isVisibleStore(db: Queryable, siteId: string): Promise<boolean> {
  const sql = 'select from etl_admin.etl_store where site_id = $siteId::bigint';
  return (await db.query(statement(sql, { siteId }))).rows.length > 0;
}
