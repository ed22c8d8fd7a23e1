import { settlementRecords } from '../endpoints/settlement-records.ts';
import { defineFact } from '../fact.ts';

/** 结账: one checkout. */
export const factSettlement = defineFact({
  table: 'fact_settlement',
  task: 'DWD_SETTLEMENT',
  zh: '结账',
  en: 'Settlements',
  grain: { zh: '一行=一次结账或冲销', en: 'one row = one checkout or its reversal' },
  source: settlementRecords,
  key: ['order_settle_id'],
  names: { 'settleList.id': 'order_settle_id', 'settleList.settleRelateId': 'order_trade_no' },
  required: ['pay_time', 'settle_type', 'pay_amount'],
  adjust: { member_id: { none: ['not-positive-id'] } },
  businessTime: 'pay_time',
  lookups: [['revoke_order_id'], ['order_trade_no']],
});
