import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

const { money, count, quantity } = column;

/** 商品日销售及库存: what was sold of a product on a day, and how its stock changed. */
export const goodsDaySales = defineMart({
  table: 'dws_goods_day_sales',
  zh: '商品日销售及库存',
  en: 'Sales, returns and stock of a product on a day: start + in + stock-take + out = end',
  grain: { zh: '一行=一个商品的一个营业日', en: 'one row = one business day of one product' },
  key: ['business_date', 'site_goods_id'],
  inputs: ['fact_goods_sale', 'fact_stock_movement', 'fact_stock_report', 'dim_store_goods'],
  spread: 'day',
  columns: [
    BUSINESS_DATE,
    column.id('site_goods_id', '门店商品ID', 'product of the store'),
    column.text('goods_name', '商品名称', 'name of the product'),
    column.id('goods_category_id', '分类ID(当时)', 'category at that time'),
    column.text('goods_category_name', '分类名称(当时)', 'its name'),
    count('line_count', '商品明细数', 'lines, returns included'),
    quantity('sold_pieces', '销售数量(不含退货)', 'pieces sold, returns not taken off'),
    money('sold_list_amount', '销售金额(元，标价)', 'sold, at list price'),
    money('sold_real_amount', '销售金额(元，折后)', 'sold, less reductions'),
    money('sold_cost_amount', '销售成本(元)', 'cost of what was sold'),
    quantity('return_pieces', '退货数量(正数)', 'pieces taken back, positive'),
    money('return_amount', '退货金额(元，正数)', 'given back, positive'),
    count('movement_count', '库存变动笔数', 'stock movements'),
    quantity('start_stock', '期初库存', 'stock at the start; empty when neither movement nor report tells'),
    quantity('stock_in', '入库', 'pieces in: purchase, return, transfer in'),
    quantity('stock_take', '盘点差异(带符号)', 'found by stock-takes, signed'),
    quantity('stock_out', '出库(负数)', 'pieces out: sale, waste, transfer out, own use; negative'),
    quantity('end_stock', '期末库存', 'stock at the end'),
    quantity('report_start_stock', '日报期初库存', 'stock at the start as the report of upstream says'),
    quantity('report_end_stock', '日报期末库存', 'stock at the end as the report says'),
    quantity('report_sold_pieces', '日报销量(净)', 'net pieces sold as the report says'),
  ],
});
