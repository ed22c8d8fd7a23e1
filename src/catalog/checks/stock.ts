import { type Check, defineCheck } from '../check.ts';
import { lawCheck, live } from './law.ts';

/** 库存: what the contract says of stock, by its ids. */
export const STOCK_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'STK-01',
    zh: '期初+入库+盘点+出库=期末(文档,出库为负)',
    en: 'start + in + stock-take + out = end (documented, out negative)',
    row: 'fact_stock_report k',
    equal: [['k.range_start_stock + k.range_in + k.range_inventory + k.range_out', 'k.range_end_stock']],
  }),
  lawCheck({
    id: 'STK-02',
    zh: '入库/出库/盘点=窗口内变动合计',
    en: 'in, out and stock-take = movements inside the window',
    row: 'fact_stock_report k',
    beside: [
      `left join lateral (
  select coalesce(sum(m.change_num) filter (where m.stock_type in (2, 5, 8)), 0) as came_in,
    coalesce(sum(m.change_num) filter (where m.stock_type in (1, 6, 7, 9)), 0) as went_out,
    coalesce(sum(m.change_num) filter (where m.stock_type in (3, 4)), 0) as counted
  from billiards.fact_stock_movement m
  where m.site_id = $siteId::bigint and m.site_goods_id = k.site_goods_id and not m.is_deleted
    and m.create_time >= k.range_from and m.create_time < k.range_to
) moved on true`,
    ],
    equal: [
      ['k.range_in', 'moved.came_in'],
      ['k.range_out', 'moved.went_out'],
      ['k.range_inventory', 'moved.counted'],
    ],
  }),
  lawCheck({
    id: 'STK-03',
    zh: '区间销量=窗口内销售净数量',
    en: 'quantity sold = net quantity of goods lines in the window',
    row: 'fact_stock_report k',
    beside: [
      `left join lateral (
  select coalesce(sum(g.ledger_count), 0) as pieces, coalesce(sum(g.real_goods_money), 0) as money
  from billiards.fact_goods_sale g
  where g.site_id = $siteId::bigint and g.site_goods_id = k.site_goods_id and ${live('fact_goods_sale', 'g')}
    and g.create_time >= k.range_from and g.create_time < k.range_to
) sold on true`,
    ],
    equal: [
      ['k.range_sale', 'sold.pieces'],
      ['k.range_sale_money', 'sold.money'],
    ],
  }),
  lawCheck({
    id: 'STK-04',
    zh: '变动前+变动=变动后',
    en: 'before + change = after',
    row: 'fact_stock_movement m',
    equal: [['m.start_num + m.change_num', 'm.end_num']],
  }),
  lawCheck({
    id: 'STK-05',
    zh: '同品库存链首尾相接',
    en: 'per product each movement starts where the last one ended',
    row: 'fact_stock_movement m',
    beside: [
      `left join lateral (
  select o.end_num from billiards.fact_stock_movement o
  where o.site_id = $siteId::bigint and o.site_goods_id = m.site_goods_id and not o.is_deleted
    and (o.create_time, o.stock_movement_id) < (m.create_time, m.stock_movement_id)
  order by o.create_time desc, o.stock_movement_id desc limit 1
) former on true`,
    ],
    equal: [['m.start_num', 'coalesce(former.end_num, m.start_num)']],
  }),
  defineCheck({
    id: 'STK-06',
    family: 'invariant',
    zh: '销售/退货变动=商品行数量',
    en: 'sale and return movements = goods lines that keep stock',
    owner: 'operations',
    keyOf: 'dim_store_goods',
    reads: ['billiards.fact_stock_movement', 'billiards.fact_goods_sale'],
    // A line and its movement are written together, so the rule holds for every product on every day.
    sql: `select business_date, site_goods_id::text, moved.pieces::text, sold.pieces::text
from (
  select m.business_date, m.site_goods_id, -sum(m.change_num) as pieces
  from days d
  join billiards.fact_stock_movement m on m.site_id = $siteId::bigint and m.business_date = d.business_date
  where not m.is_deleted and m.stock_type in (1, 5)
  group by 1, 2
) moved
full join (
  select g.business_date, g.site_goods_id, sum(g.ledger_count) as pieces
  from days d
  join billiards.fact_goods_sale g on g.site_id = $siteId::bigint and g.business_date = d.business_date
  where ${live('fact_goods_sale', 'g')} and g.is_warehousing
  group by 1, 2
) sold using (business_date, site_goods_id)
where coalesce(moved.pieces, 0) <> coalesce(sold.pieces, 0)`,
  }),
  defineCheck({
    id: 'STK-07',
    family: 'invariant',
    zh: '门店库存=最后变动后数量',
    en: 'stock of the product = after of its last movement',
    scope: 'store',
    owner: 'operations',
    keyOf: 'dim_store_goods',
    reads: ['billiards.dim_store_goods', 'billiards.fact_stock_movement', 'etl_admin.etl_window'],
    // A product that changed after the last movement that was read cannot be judged yet.
    sql: `select null::date, k.site_goods_id::text, k.stock_quantity::text, last.end_num::text
from billiards.dim_store_goods k
join billiards_ods.store_goods_master o on o.site_id = $siteId::bigint and o.source_id = k._source_id
join lateral (
  select max(w.window_to) as until from etl_admin.etl_window w
  where w.site_id = $siteId::bigint and w.task_code = 'ODS_INVENTORY_CHANGE' and w.status = 'COMPLETE'
) logs on o.fetched_at <= logs.until
join lateral (
  select m.end_num from billiards.fact_stock_movement m
  where m.site_id = $siteId::bigint and m.site_goods_id = k.site_goods_id and not m.is_deleted
  order by m.create_time desc, m.stock_movement_id desc limit 1
) last on true
where k.site_id = $siteId::bigint and k.is_current and not k.is_deleted and k.stock_quantity is distinct from last.end_num`,
  }),
];
