import { paymentTransactions } from '../endpoints/payment-transactions.ts';
import { defineFact } from '../fact.ts';

/** 支付: one payment by one method. */
export const factPayment = defineFact({
  table: 'fact_payment',
  task: 'DWD_PAYMENT',
  zh: '支付',
  en: 'Payments',
  grain: { zh: '一行=一种方式的一次支付', en: 'one row = one payment by one method' },
  source: paymentTransactions,
  key: ['payment_id'],
  names: { id: 'payment_id' },
  required: ['pay_time', 'pay_amount'],
  businessTime: 'pay_time',
  lookups: [['relate_id']],
});
