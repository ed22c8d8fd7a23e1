import { timestampType } from '../../models/timestamp-type.ts';
import { defineColumn } from '../column.ts';
import { goodsStockSummary } from '../endpoints/goods-stock-summary.ts';
import { defineFact, WINDOW_FROM_PATH, WINDOW_TO_PATH } from '../fact.ts';

/** 库存日报: one product in one business day. */
export const factStockReport = defineFact({
  table: 'fact_stock_report',
  task: 'DWD_STOCK_REPORT',
  zh: '库存日报',
  en: 'Stock reports',
  grain: { zh: '一行=一个商品一个营业日', en: 'one row = one product in one business day' },
  source: goodsStockSummary,
  key: ['site_goods_id', 'range_from', 'range_to'],
  required: [],
  businessTime: 'range_from',
  extra: [
    defineColumn({
      name: 'range_from',
      type: timestampType,
      path: WINDOW_FROM_PATH,
      required: true,
      zh: '区间起(含)',
      en: 'start of the range, inclusive',
    }),
    defineColumn({
      name: 'range_to',
      type: timestampType,
      path: WINDOW_TO_PATH,
      required: true,
      zh: '区间止(不含)',
      en: 'end of the range, exclusive',
    }),
  ],
});
