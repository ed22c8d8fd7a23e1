import { defineEndpoint } from '../endpoint.ts';
import { id } from '../field.ts';
import { settleListFields } from '../settle-list.ts';

/** 充值结算: Recharge settlements and reversals. */
export const rechargeSettlements = defineEndpoint({
  table: 'recharge_settlements',
  task: 'ODS_RECHARGE_SETTLE',
  zh: '充值结算',
  en: 'Recharge settlements and reversals',
  grain: { zh: '一行=一次充值或充值撤销(一张卡)', en: 'one row = one recharge or recharge reversal of one card' },
  path: '/Site/GetRechargeSettleList',
  mode: 'window',
  listPath: 'data.settleList',
  window: { start: 'rangeStartTime', end: 'rangeEndTime', mark: 'confirmed', alternatives: [] },
  owner: { kind: 'row', path: 'settleList.siteId' },
  key: 'settleList.id',
  keyMark: 'confirmed',
  eventTime: 'settleList.payTime',
  parameters: [
    { name: 'settleType', value: 0, mark: 'confirmed', zh: '结算类型，0=全部', en: 'settlement type filter, 0 = all' },
    { name: 'paymentMethod', value: 0, mark: 'confirmed', zh: '支付方式，0=全部', en: 'payment filter, 0 = all' },
    {
      name: 'rangeStartTime',
      value: '{windowStart}',
      mark: 'confirmed',
      zh: '窗口起(含)',
      en: 'window start, local time, inclusive',
    },
    {
      name: 'rangeEndTime',
      value: '{windowEnd}',
      mark: 'confirmed',
      zh: '窗口止(不含)',
      en: 'window end, local time, exclusive',
    },
    { name: 'siteId', value: '{siteId}', mark: 'confirmed', zh: '门店ID', en: 'store id' },
    { name: 'isFirst', value: 0, mark: 'confirmed', zh: '是否首充，0=全部', en: 'first-recharge filter, 0 = all' },
  ],
  fields: settleListFields({
    table: 'recharge_settlements',
    tableId: id('settleList.tableId', 'assumed', '台桌ID', 'always 0 on a recharge'),
    settleRelateId: id('settleList.settleRelateId', 'assumed', '关联订单号', 'always 0 on a recharge'),
  }),
  quirks: [
    'Same model as settlement_records: table, goods, assistant, coupon and balance amounts are 0.',
    'Row = {siteProfile, settleList}; settleList is an object.',
    'A gift is its own row on the gift card: payAmount 0, pointAmount = gift.',
    'settleType 5 recharge, 7 reversal with negative amounts.',
  ],
});
