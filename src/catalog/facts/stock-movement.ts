import { goodsStockMovements } from '../endpoints/goods-stock-movements.ts';
import { defineFact } from '../fact.ts';

/** 库存变动: one movement of one product. */
export const factStockMovement = defineFact({
  table: 'fact_stock_movement',
  task: 'DWD_STOCK_MOVEMENT',
  zh: '库存变动',
  en: 'Stock movements',
  grain: { zh: '一行=一个商品的一次变动', en: 'one row = one movement of one product' },
  source: goodsStockMovements,
  key: ['stock_movement_id'],
  names: { siteGoodsStockId: 'stock_movement_id' },
  required: ['create_time', 'change_num'],
  businessTime: 'create_time',
  lookups: [['site_goods_id', 'create_time', 'stock_movement_id']],
});
