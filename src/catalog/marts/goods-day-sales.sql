-- One row a product that was sold, moved or reported on the day. Stock is told by movements; where there was none, by the
-- report of the day. The category is the one the product had then.
with sale as (
  select f.business_date, f.site_goods_id,
    (array_agg(f.goods_name order by f.create_time desc, f.goods_sale_id desc))[1] as goods_name,
    count(*) as lines, max(f.create_time) as last_at,
    sum(f.ledger_count) filter (where f.ledger_count > 0) as sold,
    sum(f.ledger_amount) filter (where f.ledger_count > 0) as list_amount,
    sum(f.real_goods_money) filter (where f.ledger_count > 0) as real_amount,
    sum(f.cost_money) filter (where f.ledger_count > 0) as cost,
    -sum(f.ledger_count) filter (where f.ledger_count < 0) as taken_back,
    -sum(f.real_goods_money) filter (where f.ledger_count < 0) as given_back
  from days d
  join billiards.fact_goods_sale f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where f.site_goods_id is not null and not f.is_deleted and f.is_flagged_deleted is not true
  group by 1, 2
), movement as (
  select f.business_date, f.site_goods_id,
    (array_agg(f.goods_name order by f.create_time desc, f.stock_movement_id desc))[1] as goods_name,
    count(*) as movements, max(f.create_time) as last_at,
    (array_agg(f.start_num order by f.create_time, f.stock_movement_id))[1] as start_stock,
    sum(f.change_num) filter (where f.stock_type in (2, 5, 8)) as came_in,
    sum(f.change_num) filter (where f.stock_type in (3, 4)) as counted,
    sum(f.change_num) filter (where f.stock_type in (1, 6, 7, 9)) as went_out,
    (array_agg(f.end_num order by f.create_time desc, f.stock_movement_id desc))[1] as end_stock
  from days d
  join billiards.fact_stock_movement f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where f.site_goods_id is not null and not f.is_deleted
  group by 1, 2
), report as (
  -- Only reports of exactly the business day can be compared with it.
  select d.business_date, f.site_goods_id, f.goods_name, f.range_from as last_at, f.range_start_stock as start_stock,
    f.range_end_stock as end_stock, f.range_sale as sold
  from days d
  join billiards.fact_stock_report f on f.site_id = $siteId::bigint and f.business_date = d.business_date
    and f.range_from = d.starts_at and f.range_to = d.ends_at
  where not f.is_deleted
), known as (
  select business_date, site_goods_id,
    coalesce(s.goods_name, m.goods_name, r.goods_name) as goods_name,
    coalesce(s.last_at, m.last_at, r.last_at) as known_at,
    coalesce(s.lines, 0) as line_count,
    coalesce(s.sold, 0) as sold_pieces,
    coalesce(s.list_amount, 0) as sold_list_amount,
    coalesce(s.real_amount, 0) as sold_real_amount,
    coalesce(s.cost, 0) as sold_cost_amount,
    coalesce(s.taken_back, 0) as return_pieces,
    coalesce(s.given_back, 0) as return_amount,
    coalesce(m.movements, 0) as movement_count,
    coalesce(m.start_stock, r.start_stock) as start_stock,
    coalesce(m.came_in, 0) as stock_in,
    coalesce(m.counted, 0) as stock_take,
    coalesce(m.went_out, 0) as stock_out,
    coalesce(m.end_stock, r.end_stock) as end_stock,
    r.start_stock as report_start_stock,
    r.end_stock as report_end_stock,
    r.sold as report_sold_pieces
  from sale s
  full join movement m using (business_date, site_goods_id)
  full join report r using (business_date, site_goods_id)
)
select k.*, g.goods_category_id, g.goods_category_name
from known k
left join billiards.dim_store_goods g on g.site_id = $siteId::bigint and g.site_goods_id = k.site_goods_id
  and g.valid_from <= k.known_at and k.known_at < g.valid_to
