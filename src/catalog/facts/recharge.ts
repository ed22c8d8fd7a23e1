import { rechargeSettlements } from '../endpoints/recharge-settlements.ts';
import { defineFact } from '../fact.ts';

/** 充值: one recharge of one card. */
export const factRecharge = defineFact({
  table: 'fact_recharge',
  task: 'DWD_RECHARGE',
  zh: '充值',
  en: 'Recharges',
  grain: { zh: '一行=一张卡的一次充值或撤销', en: 'one row = one recharge or reversal of one card' },
  source: rechargeSettlements,
  key: ['recharge_id'],
  names: { 'settleList.id': 'recharge_id', 'settleList.settleRelateId': 'order_trade_no' },
  required: ['pay_time', 'settle_type', 'pay_amount', 'point_amount'],
  adjust: { member_id: { none: ['not-positive-id'] } },
  businessTime: 'pay_time',
});
