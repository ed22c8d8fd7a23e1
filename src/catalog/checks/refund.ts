import { type Check } from '../check.ts';
import { lawCheck, sumOf } from './law.ts';

/** 退款: what the contract says of refunds, by its ids. */
export const REFUND_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'REF-01',
    zh: '退款金额=−支付金额>0',
    en: 'refund amount = minus pay amount, positive',
    blocking: true,
    row: 'fact_refund f',
    equal: [
      ['f.refund_amount', '-f.pay_amount'],
      ['least(f.refund_amount, 0)', '0'],
    ],
  }),
  lawCheck({
    id: 'REF-02',
    zh: '退货单退款合计=退货单金额的相反数',
    en: 'refunds of a return = minus its amounts',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type = 6',
    beside: [
      sumOf({
        lines: 'fact_refund f',
        on: 'f.relate_id = s.order_settle_id',
        sums: { returned: 'f.refund_amount' },
        where: 'f.relate_type = 2 and f.pay_status = 2',
      }),
    ],
    equal: [['f_sum.returned', '-(s.pay_amount + s.balance_amount)']],
  }),
  lawCheck({
    id: 'REF-03',
    zh: '充值撤销退款=−撤销实付',
    en: 'refunds of a recharge reversal = minus its payAmount',
    blocking: true,
    row: 'fact_recharge c',
    when: 'c.settle_type = 7',
    beside: [
      sumOf({
        lines: 'fact_refund f',
        on: 'f.relate_id = c.recharge_id',
        sums: { returned: 'f.refund_amount' },
        where: 'f.relate_type = 5 and f.pay_status = 2',
      }),
    ],
    equal: [['f_sum.returned', '-c.pay_amount']],
  }),
  lawCheck({
    id: 'REF-04',
    zh: '退款不超过原支付',
    en: 'refunds never exceed the payment',
    row: 'fact_payment p',
    beside: [
      sumOf({
        lines: 'fact_refund f',
        on: 'f.original_payment_id = p.payment_id',
        sums: { returned: 'f.refund_amount' },
      }),
    ],
    holds: { that: 'f_sum.returned <= p.pay_amount', shown: 'f_sum.returned::text', must: 'not more than was paid' },
  }),
];
