import { type Check } from '../check.ts';
import { lawCheck, sumOf } from './law.ts';

/** 充值: what the contract says of recharges, by its ids. */
export const RECHARGE_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'RCH-01',
    zh: '充值单消费类金额全为0(文档)',
    en: 'item amounts of a recharge are 0 (documented)',
    row: 'fact_recharge c',
    holds: {
      that: `c.table_charge_money = 0 and c.goods_money = 0 and c.assistant_pd_money = 0 and c.assistant_cx_money = 0
    and c.electricity_money = 0`,
      shown:
        "concat_ws(', ', c.table_charge_money, c.goods_money, c.assistant_pd_money, c.assistant_cx_money, c.electricity_money)",
      must: 'all 0',
    },
  }),
  lawCheck({
    id: 'RCH-02',
    zh: '充值实付=现金+线上+银行卡,无卡付无券',
    en: 'paid = cash + online + bank card; no card payment, no coupon',
    blocking: true,
    row: 'fact_recharge c',
    equal: [
      ['c.pay_amount', 'c.cash_amount + c.online_amount + c.card_amount'],
      ['c.balance_amount', '0'],
      ['c.coupon_amount', '0'],
    ],
  }),
  lawCheck({
    id: 'RCH-03',
    zh: '撤销单与原充值单相反',
    en: 'a reversal mirrors one recharge',
    row: 'fact_recharge c',
    when: 'c.settle_type = 7',
    beside: [
      `left join billiards.fact_recharge o
  on o.site_id = $siteId::bigint and o.recharge_id = c.revoke_order_id and not o.is_deleted`,
    ],
    holds: {
      that: `o.settle_type = 5 and o.pay_amount = -c.pay_amount and o.point_amount = -c.point_amount
    and o.member_card_id = c.member_card_id`,
      shown: "concat_ws(', ', o.settle_type, o.pay_amount, o.point_amount, o.member_card_id)",
      must: 'the recharge it takes back, same amounts and card',
    },
  }),
  lawCheck({
    id: 'RCH-04',
    zh: '赠送金额只进赠送卡',
    en: 'what is gifted is never principal: the principal credited is what was paid',
    severity: 'warn',
    row: 'fact_recharge c',
    beside: [
      sumOf({
        lines: 'fact_balance_change b',
        on: 'b.relate_id = c.recharge_id',
        sums: { principal: 'b.principal_change' },
        where: 'b.from_type = 2 and b.member_card_id = c.member_card_id',
      }),
    ],
    equal: [['b_sum.principal', 'c.pay_amount']],
  }),
];
