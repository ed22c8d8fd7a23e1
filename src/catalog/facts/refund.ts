import { refundTransactions } from '../endpoints/refund-transactions.ts';
import { defineFact } from '../fact.ts';

/** 退款: one refund by one method. */
export const factRefund = defineFact({
  table: 'fact_refund',
  task: 'DWD_REFUND',
  zh: '退款',
  en: 'Refunds',
  grain: { zh: '一行=一种方式的一次退款', en: 'one row = one refund by one method' },
  source: refundTransactions,
  key: ['refund_id'],
  names: { id: 'refund_id', original_pay_log_id: 'original_payment_id' },
  required: ['pay_time', 'pay_amount'],
  adjust: { member_id: { none: ['not-positive-id'] } },
  businessTime: 'pay_time',
  lookups: [['relate_id'], ['original_payment_id']],
});
