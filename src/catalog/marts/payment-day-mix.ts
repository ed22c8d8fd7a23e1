import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

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
    column.code('payment_method', '支付方式', 'payment method', { codes: 'paymentMethod' }),
    column.count('payment_count', '支付笔数', 'payments that succeeded'),
    column.money('payment_amount', '支付金额(元)', 'paid, in yuan'),
    column.count('refund_count', '退款笔数', 'refunds'),
    column.money('refund_amount', '退款金额(元，正数)', 'given back, in yuan, positive'),
    column.money('net_amount', '净额(元)=支付−退款', 'paid less given back, in yuan'),
  ],
});
