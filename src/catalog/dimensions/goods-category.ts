import { stockGoodsCategoryTree } from '../endpoints/stock-goods-category-tree.ts';
import { defineDimension } from './dimension.ts';

/** 商品分类维度: the category tree flattened; `category_level` 1 is primary, 2 secondary. */
export const dimGoodsCategory = defineDimension({
  table: 'dim_goods_category',
  task: 'DWD_DIM_GOODS_CATEGORY',
  zh: '商品分类维度',
  en: 'Goods categories',
  grain: { zh: '一行=一个商品分类的一个版本', en: 'one row = one version of one category of either level' },
  endpoint: stockGoodsCategoryTree,
  members: { kind: 'tree', children: 'categoryBoxes' },
  key: 'goods_category_id',
  names: {
    pid: 'parent_goods_category_id',
    business_name: 'goods_business_name',
    tenant_goods_business_id: 'goods_business_id',
    sort: 'sort_order',
  },
  leftOut: { categoryBoxes: 'its objects are rows of their own' },
});
