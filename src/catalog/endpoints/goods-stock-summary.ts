import { defineEndpoint } from '../endpoint.ts';
import { decimal, id, text } from '../field.ts';

/** 库存汇总报表: Stock summary report. */
export const goodsStockSummary = defineEndpoint({
  table: 'goods_stock_summary',
  task: 'ODS_INVENTORY_STOCK',
  zh: '库存汇总报表',
  en: 'Stock summary report',
  grain: { zh: '一行=一个门店商品在所查窗口的库存汇总', en: 'one row = one store product for the queried window' },
  path: '/TenantGoods/GetGoodsStockReport',
  mode: 'window',
  listPath: 'data',
  altListPaths: ['data.list'],
  window: { start: 'startTime', end: 'endTime', mark: 'confirmed', alternatives: [] },
  report: true,
  owner: { kind: 'request' },
  key: 'siteGoodsId',
  parameters: [
    { name: 'siteId', value: '{siteId}', mark: 'confirmed', zh: '门店ID', en: 'store id' },
    {
      name: 'startTime',
      value: '{windowStart}',
      mark: 'confirmed',
      zh: '窗口起(含)',
      en: 'window start, local time, inclusive',
    },
    {
      name: 'endTime',
      value: '{windowEnd}',
      mark: 'confirmed',
      zh: '窗口止(不含)',
      en: 'window end, local time, exclusive',
    },
  ],
  fields: [
    id('siteGoodsId', 'derived', '门店商品ID', 'store goods id', {
      ref: 'store_goods_master.id',
      note: 'documented by meaning (product id), spelling inferred',
    }),
    text('goodsName', 'derived', '商品名', 'goods name', {
      note: 'documented by meaning (name group), spelling inferred',
    }),
    text('goodsUnit', 'assumed', '单位', 'unit'),
    id('goodsCategoryId', 'assumed', '一级分类ID', 'primary category', { ref: 'stock_goods_category_tree.id' }),
    id('goodsCategorySecondId', 'assumed', '二级分类ID', 'secondary category', {
      ref: 'stock_goods_category_tree.categoryBoxes[].id',
    }),
    text('categoryName', 'assumed', '分类名', 'category name'),
    decimal('rangeStartStock', 'confirmed', '期初库存', 'opening stock of the window', { unit: 'piece' }),
    decimal('rangeEndStock', 'confirmed', '期末库存', 'closing stock of the window', { unit: 'piece' }),
    decimal('rangeIn', 'confirmed', '区间入库', 'received', { unit: 'piece' }),
    decimal('rangeOut', 'confirmed', '区间出库', 'issued, stored negative', { unit: 'piece' }),
    decimal('rangeInventory', 'confirmed', '盘点调整', 'stock-take adjustment, signed', { unit: 'piece' }),
    decimal('rangeSale', 'derived', '区间销量', 'net quantity sold', {
      unit: 'piece',
      note: 'documented by meaning (sales quantity), spelling inferred',
    }),
    decimal('rangeSaleMoney', 'derived', '区间销售额', 'net sales amount after reductions', {
      unit: 'yuan',
      note: 'documented by meaning (sales amount), spelling inferred',
    }),
    decimal('currentStock', 'assumed', '当前库存', 'stock now (not of the window)', { unit: 'piece' }),
  ],
  quirks: [
    'Rows carry no site id and no time: inject siteId, windowStart, windowEnd from the request; full key = (siteId, siteGoodsId, windowStart, windowEnd).',
    'A report, not an event: another window gives other numbers. Query whole business days.',
    'rangeOut is negative.',
    'currentStock is the stock at the time of asking, not of the window.',
  ],
});
