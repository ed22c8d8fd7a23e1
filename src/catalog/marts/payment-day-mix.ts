import { BUSINESS_DATE, defineMart, martColumn } from '../mart.ts';

/** 支付方式构成: what came in and went back, by method. */
export const paymentDayMix = defineMart({
  table: 'dws_payment_day_mix',
  zh: '支付方式构成',
  en: 'Payments and refunds of a day by method',
  grain: { zh: '一行=一个营业日的一种支付方式', en: 'one row = one payment method on one business day' },
  key: ['business_date', 'payment_method'],
  inputs: ['fact_payment', 'fact_refund'],
  spread: 'day',
  columns: [
    BUSINESS_DATE,
    martColumn('payment_method', 'code', '支付方式', 'payment method', { codes: 'paymentMethod' }),
    martColumn('payment_count', 'count', '支付笔数', 'payments that succeeded'),
    martColumn('payment_amount', 'money', '支付金额(元)', 'paid, in yuan'),
    martColumn('refund_count', 'count', '退款笔数', 'refunds'),
    martColumn('refund_amount', 'money', '退款金额(元，正数)', 'given back, in yuan, positive'),
    martColumn('net_amount', 'money', '净额(元)=支付−退款', 'paid less given back, in yuan'),
  ],
});
