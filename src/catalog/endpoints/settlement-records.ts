import { defineEndpoint } from '../endpoint.ts';
import { id } from '../field.ts';
import { settleListFields } from '../settle-list.ts';

/** 结账记录: Settlement (checkout) heads. */
export const settlementRecords = defineEndpoint({
  table: 'settlement_records',
  task: 'ODS_ORDER_SETTLE',
  zh: '结账记录',
  en: 'Settlement (checkout) heads',
  grain: { zh: '一行=一次结账', en: 'one row = one checkout' },
  path: '/Site/GetAllOrderSettleList',
  mode: 'window',
  listPath: 'data.settleList',
  window: { start: 'rangeStartTime', end: 'rangeEndTime', mark: 'assumed', alternatives: [] },
  owner: { kind: 'row', path: 'settleList.siteId' },
  key: 'settleList.id',
  keyMark: 'confirmed',
  eventTime: 'settleList.payTime',
  parameters: [
    { name: 'siteId', value: '{siteId}', mark: 'assumed', zh: '门店ID', en: 'store id' },
    { name: 'settleType', value: 0, mark: 'assumed', zh: '结算类型，0=全部', en: 'settlement type filter, 0 = all' },
    { name: 'paymentMethod', value: 0, mark: 'assumed', zh: '支付方式，0=全部', en: 'payment filter, 0 = all' },
    {
      name: 'rangeStartTime',
      value: '{windowStart}',
      mark: 'assumed',
      zh: '窗口起(含)',
      en: 'window start, local time, inclusive',
    },
    {
      name: 'rangeEndTime',
      value: '{windowEnd}',
      mark: 'assumed',
      zh: '窗口止(不含)',
      en: 'window end, local time, exclusive',
    },
  ],
  fields: settleListFields({
    table: 'settlement_records',
    tableId: id('settleList.tableId', 'assumed', '台桌ID', 'table of the settlement, 0 for goods-only', {
      ref: 'site_tables_master.id',
    }),
    settleRelateId: id('settleList.settleRelateId', 'assumed', '关联订单号', 'order_trade_no of the visit'),
  }),
  quirks: [
    'Outer list key and inner object key are both settleList.',
    'No is_delete. Forward sales: settleType 1 and 3; returns 6 carry negative amounts.',
    'consumeMoney changed meaning twice: never compute with it.',
    'memberName/memberPhone null since 2025-12, memberCardTypeName since 2025-07-21, memberCardAccountId always 0.',
    'refundAmount of a forward row is edited when a return follows.',
  ],
});
