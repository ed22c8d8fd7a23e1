import { storeGoodsMaster } from '../endpoints/store-goods-master.ts';
import { defineDimension } from './dimension.ts';
import { REPEATS_SITE } from './shared.ts';

/** 门店商品维度: goods as a store sells them. */
export const dimStoreGoods = defineDimension({
  table: 'dim_store_goods',
  task: 'DWD_DIM_STORE_GOODS',
  zh: '门店商品维度',
  en: 'Store goods',
  grain: { zh: '一行=一个门店商品的一个版本', en: 'one row = one version of one product of a store' },
  endpoint: storeGoodsMaster,
  key: 'site_goods_id',
  names: {
    oneCategoryName: 'goods_category_name',
    twoCategoryName: 'goods_second_category_name',
    stock: 'stock_quantity',
    stock_A: 'stock_auxiliary_quantity',
    safe_stock: 'safe_stock_quantity',
    sale_num: 'sold_quantity',
    sort: 'sort_order',
  },
  untracked: [
    'provisional_total_cost',
    'total_purchase_cost',
    'stock',
    'stock_A',
    'sale_num',
    'average_monthly_sales',
    'batch_stock_quantity',
    'days_available',
    'update_time',
  ],
  leftOut: { site_id: REPEATS_SITE, siteName: REPEATS_SITE },
});
