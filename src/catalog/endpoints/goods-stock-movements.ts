import { defineEndpoint } from '../endpoint.ts';
import { datetime, decimal, id, int, text } from '../field.ts';

/** 库存变化记录: Stock movements. */
export const goodsStockMovements = defineEndpoint({
  table: 'goods_stock_movements',
  task: 'ODS_INVENTORY_CHANGE',
  zh: '库存变化记录',
  en: 'Stock movements',
  grain: { zh: '一行=一个门店商品的一次库存变动', en: 'one row = one stock change of one store product' },
  path: '/GoodsStockManage/QueryGoodsOutboundReceipt',
  mode: 'window',
  listPath: 'data.queryDeliveryRecordsList',
  window: { start: 'startTime', end: 'endTime', mark: 'assumed', alternatives: [] },
  owner: { kind: 'row', path: 'siteId' },
  key: 'siteGoodsStockId',
  keyMark: 'assumed',
  eventTime: 'createTime',
  parameters: [
    { name: 'siteId', value: '{siteId}', mark: 'assumed', zh: '门店ID', en: 'store id' },
    {
      name: 'startTime',
      value: '{windowStart}',
      mark: 'assumed',
      zh: '窗口起(含)',
      en: 'window start, local time, inclusive',
    },
    {
      name: 'endTime',
      value: '{windowEnd}',
      mark: 'assumed',
      zh: '窗口止(不含)',
      en: 'window end, local time, exclusive',
    },
  ],
  fields: [
    id('siteGoodsStockId', 'assumed', '库存变动ID', 'movement id'),
    id('tenantId', 'assumed', '租户ID', 'tenant id'),
    id('siteId', 'assumed', '门店ID', 'store id', { ref: 'siteProfile.id' }),
    id('siteGoodsId', 'assumed', '门店商品ID', 'store goods', { ref: 'store_goods_master.id' }),
    text('goodsName', 'assumed', '商品名', 'goods name snapshot'),
    id('goodsCategoryId', 'assumed', '一级分类ID', 'primary category', { ref: 'stock_goods_category_tree.id' }),
    id('goodsSecondCategoryId', 'assumed', '二级分类ID', 'secondary category', {
      ref: 'stock_goods_category_tree.categoryBoxes[].id',
    }),
    int('stockType', 'assumed', '变动类型', 'movement type', { enum: 'stockType' }),
    decimal('startNum', 'assumed', '变动前数量', 'stock before', { unit: 'piece' }),
    decimal('changeNum', 'assumed', '变动数量', 'signed change', { unit: 'piece' }),
    decimal('endNum', 'assumed', '变动后数量', 'stock after', { unit: 'piece' }),
    decimal('startNumA', 'assumed', '变动前辅单位数', 'before, auxiliary unit', { unit: 'box' }),
    decimal('changeNumA', 'assumed', '变动辅单位数', 'change, auxiliary unit', { unit: 'box' }),
    decimal('endNumA', 'assumed', '变动后辅单位数', 'after, auxiliary unit', { unit: 'box' }),
    text('unit', 'assumed', '单位', 'unit'),
    decimal('price', 'assumed', '单价', 'unit price at the movement', { unit: 'yuan' }),
    text('operatorName', 'assumed', '操作员', 'operator'),
    text('remark', 'assumed', '备注', 'remark'),
    datetime('createTime', 'assumed', '变动时间', 'moved at'),
  ],
  quirks: [
    'Primary key is not called id.',
    'Several goods lines of one checkout may share a second: order by createTime, siteGoodsStockId.',
  ],
});
