import { storeGoodsSalesRecords } from '../endpoints/store-goods-sales-records.ts';
import { defineFact } from '../fact.ts';

/** 商品销售: one line of goods. */
export const factGoodsSale = defineFact({
  table: 'fact_goods_sale',
  task: 'DWD_GOODS_SALE',
  zh: '商品销售',
  en: 'Goods sales',
  grain: { zh: '一行=一条商品明细(退货为负)', en: 'one row = one goods line, negative for a return' },
  source: storeGoodsSalesRecords,
  key: ['goods_sale_id'],
  names: { id: 'goods_sale_id', ledger_name: 'goods_name' },
  required: ['create_time', 'ledger_amount'],
  adjust: { member_id: { none: ['not-positive-id'] } },
  businessTime: 'create_time',
  lookups: [['order_settle_id'], ['order_goods_id'], ['site_goods_id', 'create_time']],
});
