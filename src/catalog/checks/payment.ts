import { type Check } from '../check.ts';
import { lawCheck, sumOf } from './law.ts';

/** 支付: what the contract says of payments, by its ids. */
export const PAYMENT_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'PAY-01',
    zh: '支付流水合计=实付+卡支付',
    en: 'payments of a settlement = money received + card payment',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3)',
    beside: [
      sumOf({
        lines: 'fact_payment p',
        on: 'p.relate_id = s.order_settle_id',
        sums: { paid: 'p.pay_amount' },
        where: 'p.relate_type = 2 and p.pay_status = 2',
      }),
    ],
    equal: [['p_sum.paid', 's.pay_amount + s.balance_amount']],
  }),
  lawCheck({
    id: 'PAY-02',
    zh: '分方式支付一致',
    en: 'payments by method agree with the head',
    // A method that is new here belongs to no sum: told, and no reason to hold the day back.
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3)',
    beside: [
      sumOf({
        lines: 'fact_payment p',
        on: 'p.relate_id = s.order_settle_id',
        sums: {
          cash: 'p.pay_amount * (p.payment_method = 1)::int',
          online: 'p.pay_amount * (p.payment_method in (4, 5))::int',
          bank_card: 'p.pay_amount * (p.payment_method = 3)::int',
          card: 'p.pay_amount * (p.payment_method = 2)::int',
        },
        where: 'p.relate_type = 2 and p.pay_status = 2',
      }),
    ],
    equal: [
      ['p_sum.cash', 's.cash_amount'],
      ['p_sum.online', 's.online_amount'],
      ['p_sum.bank_card', 's.card_amount'],
      ['p_sum.card', 's.balance_amount'],
    ],
  }),
  lawCheck({
    id: 'PAY-03',
    zh: '充值支付=充值实付',
    en: 'payments of a recharge = its payAmount',
    blocking: true,
    row: 'fact_recharge c',
    when: 'c.settle_type = 5',
    beside: [
      sumOf({
        lines: 'fact_payment p',
        on: 'p.relate_id = c.recharge_id',
        sums: { paid: 'p.pay_amount' },
        where: 'p.relate_type = 5 and p.pay_status = 2',
      }),
    ],
    equal: [['p_sum.paid', 'c.pay_amount']],
  }),
  lawCheck({
    id: 'PAY-04',
    zh: '支付金额为正且有归属',
    en: 'payments are positive and belong to one document',
    blocking: true,
    row: 'fact_payment p',
    when: 'p.pay_status = 2',
    beside: [
      `left join billiards.fact_settlement s on p.relate_type = 2 and s.site_id = $siteId::bigint
  and s.order_settle_id = p.relate_id and not s.is_deleted
left join billiards.fact_recharge c on p.relate_type = 5 and c.site_id = $siteId::bigint
  and c.recharge_id = p.relate_id and not c.is_deleted`,
    ],
    holds: {
      that: 'p.pay_amount > 0 and num_nonnulls(s.order_settle_id, c.recharge_id) = 1',
      shown: "concat_ws(', ', p.pay_amount, p.relate_type, p.relate_id)",
      must: 'a positive amount on a document that is there',
    },
  }),
  lawCheck({
    id: 'PAY-05',
    zh: '支付时间=单据支付时间',
    en: 'pay time = pay time of the settlement',
    severity: 'warn',
    row: 'fact_payment p',
    when: 'p.relate_type = 2',
    beside: [
      `left join billiards.fact_settlement s
  on s.site_id = $siteId::bigint and s.order_settle_id = p.relate_id and not s.is_deleted`,
    ],
    equal: [['p.pay_time', 's.pay_time']],
  }),
];
