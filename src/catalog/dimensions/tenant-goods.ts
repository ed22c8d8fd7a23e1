import { tenantGoodsMaster } from '../endpoints/tenant-goods-master.ts';
import { defineDimension } from './dimension.ts';

/** 租户商品维度: goods of the brand. */
export const dimTenantGoods = defineDimension({
  table: 'dim_tenant_goods',
  task: 'DWD_DIM_TENANT_GOODS',
  zh: '租户商品维度',
  en: 'Tenant goods',
  grain: { zh: '一行=一个租户商品的一个版本', en: 'one row = one version of one product of the brand' },
  endpoint: tenantGoodsMaster,
  key: 'tenant_goods_id',
  names: {
    categoryName: 'goods_category_name',
    isInSite: 'is_in_site',
    sort: 'sort_order',
  },
  untracked: ['update_time'],
});
