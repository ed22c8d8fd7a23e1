import { type Check } from '../check.ts';
import { lawCheck, sumOf } from './law.ts';

/** 小票: what the contract says of tickets, by its ids. */
export const TICKET_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'TKT-01',
    zh: '小票对应一张结算单,时间/方式一致',
    en: 'a ticket belongs to one settlement; time and method agree',
    row: 'fact_ticket k',
    beside: [
      `left join billiards.fact_settlement s
  on s.site_id = $siteId::bigint and s.order_settle_id = k.order_settle_id and not s.is_deleted`,
    ],
    equal: [
      ['k.pay_time', 's.pay_time'],
      ['coalesce(k.payment_method, 0)', 'coalesce(s.payment_method, 0)'],
      ['k.consume_money', 's.consume_money'],
    ],
  }),
  lawCheck({
    id: 'TKT-02',
    zh: '实付+余额=账面;与结算单一致',
    en: 'actual + card = ledger; both agree with the settlement',
    row: 'fact_ticket k',
    beside: [
      `left join billiards.fact_settlement s
  on s.site_id = $siteId::bigint and s.order_settle_id = k.order_settle_id and not s.is_deleted`,
    ],
    equal: [
      ['k.actual_payment + k.balance_amount', 'k.ledger_amount'],
      ['k.pay_member_balance', 'k.balance_amount'],
      ['s.pay_amount', 'k.actual_payment'],
      ['s.balance_amount', 'k.balance_amount'],
    ],
  }),
  lawCheck({
    id: 'TKT-03',
    zh: '小票台费/商品/助教明细=结算单',
    en: 'ticket lines add up to the settlement',
    row: 'fact_ticket k',
    beside: [
      `left join billiards.fact_settlement s
  on s.site_id = $siteId::bigint and s.order_settle_id = k.order_settle_id and not s.is_deleted`,
      sumOf({
        lines: 'fact_ticket_table t',
        on: 't.order_settle_id = k.order_settle_id',
        sums: { amount: 't.consumption_amount' },
      }),
      sumOf({
        lines: 'fact_ticket_goods g',
        on: 'g.order_settle_id = k.order_settle_id',
        sums: { amount: 'g.ledger_amount' },
      }),
      sumOf({
        lines: 'fact_ticket_service a',
        on: 'a.order_settle_id = k.order_settle_id',
        sums: { amount: 'a.ledger_amount' },
      }),
    ],
    equal: [
      ['s.goods_money', 'g_sum.amount'],
      ['s.assistant_pd_money + s.assistant_cx_money', 'a_sum.amount'],
      ['s.table_charge_money', 't_sum.amount'],
    ],
  }),
  lawCheck({
    id: 'TKT-04',
    zh: '小票账面=明细−会员优惠−调整−助教折扣−券行',
    en: 'ledger amount = lines - member offer - adjustment - assistant discount - coupon lines',
    row: 'fact_ticket k',
    beside: [
      `left join billiards.fact_settlement s
  on s.site_id = $siteId::bigint and s.order_settle_id = k.order_settle_id and not s.is_deleted`,
      sumOf({
        lines: 'fact_ticket_table t',
        on: 't.order_settle_id = k.order_settle_id',
        sums: { amount: 't.consumption_amount' },
      }),
      sumOf({
        lines: 'fact_ticket_goods g',
        on: 'g.order_settle_id = k.order_settle_id',
        sums: { amount: 'g.ledger_amount' },
      }),
      sumOf({
        lines: 'fact_ticket_service a',
        on: 'a.order_settle_id = k.order_settle_id',
        sums: { amount: 'a.ledger_amount' },
      }),
      sumOf({
        lines: 'fact_ticket_coupon c',
        on: 'c.order_settle_id = k.order_settle_id',
        sums: { amount: 'c.ledger_amount' },
      }),
    ],
    equal: [
      [
        'k.ledger_amount',
        `t_sum.amount + g_sum.amount + a_sum.amount - k.member_offer_amount - k.adjust_amount
    - k.assistant_manual_discount - c_sum.amount - k.coupon_amount`,
      ],
    ],
  }),
  lawCheck({
    id: 'TKT-05',
    zh: '小票优惠/调整=结算单(调整含抹零)',
    en: 'ticket offer and adjustment agree with the settlement (rounding inside adjustment)',
    row: 'fact_ticket k',
    beside: [
      `left join billiards.fact_settlement s
  on s.site_id = $siteId::bigint and s.order_settle_id = k.order_settle_id and not s.is_deleted`,
    ],
    equal: [
      ['s.member_discount_amount', 'k.member_offer_amount'],
      ['s.adjust_amount + s.rounding_amount', 'k.adjust_amount'],
      ['s.assistant_manual_discount', 'k.assistant_manual_discount'],
      ['least(s.refund_amount - k.refund_amount, 0)', '0'],
    ],
  }),
  lawCheck({
    id: 'TKT-06',
    zh: '小票券额为0,团购抵扣只在券行;券行合计=结算单券抵扣',
    en: 'ticket couponAmount is 0; coupon lines = couponAmount of the settlement',
    severity: 'warn',
    row: 'fact_ticket k',
    beside: [
      `left join billiards.fact_settlement s
  on s.site_id = $siteId::bigint and s.order_settle_id = k.order_settle_id and not s.is_deleted`,
      sumOf({
        lines: 'fact_ticket_coupon c',
        on: 'c.order_settle_id = k.order_settle_id',
        sums: { amount: 'c.ledger_amount' },
      }),
    ],
    equal: [
      ['k.coupon_amount', '0'],
      ['s.coupon_amount', 'c_sum.amount'],
    ],
  }),
];
