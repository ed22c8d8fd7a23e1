import type { Check } from '../check.ts';
import { lawCheck, sumOf } from './law.ts';

/** 结账与明细: every amount of a settlement is the sum of its lines. */
export const SETTLEMENT_LINE_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'SET-05',
    zh: '台费=台费流水合计',
    en: 'table fee = sum of its segments at list price',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_table_fee l',
        on: 'l.order_settle_id = s.order_settle_id',
        sums: { amount: 'l.ledger_amount' },
      }),
    ],
    equal: [['s.table_charge_money', 'l_sum.amount']],
  }),
  lawCheck({
    id: 'SET-06',
    zh: '商品=商品流水合计',
    en: 'goods = sum of its lines at list price',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_goods_sale l',
        on: 'l.order_settle_id = s.order_settle_id',
        sums: { amount: 'l.ledger_amount' },
      }),
    ],
    equal: [['s.goods_money', 'l_sum.amount']],
  }),
  lawCheck({
    id: 'SET-07',
    zh: '陪打费=陪打流水合计(不含废单)',
    en: 'pd fee = sum of its service rows, voided ones left out',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_assistant_service l',
        on: 'l.order_settle_id = s.order_settle_id',
        sums: { amount: 'l.ledger_amount' },
        where: 'l.order_assistant_type = 1',
      }),
    ],
    equal: [['s.assistant_pd_money', 'l_sum.amount']],
  }),
  lawCheck({
    id: 'SET-08',
    zh: '超休费=超休流水合计(不含废单)',
    en: 'cx fee = sum of its service rows, voided ones left out',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_assistant_service l',
        on: 'l.order_settle_id = s.order_settle_id',
        sums: { amount: 'l.ledger_amount' },
        where: 'l.order_assistant_type = 2',
      }),
    ],
    equal: [['s.assistant_cx_money', 'l_sum.amount']],
  }),
  lawCheck({
    id: 'SET-09',
    zh: '券抵扣=核销抵扣合计',
    en: 'coupon amount = sum of redemptions',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_group_buy_redemption r',
        on: 'r.order_settle_id = s.order_settle_id',
        sums: { amount: 'r.ledger_amount' },
      }),
    ],
    equal: [['s.coupon_amount', 'r_sum.amount']],
  }),
  lawCheck({
    id: 'SET-10',
    zh: '券抵扣=台费+商品+助教各行券抵扣',
    en: 'coupon amount = coupon parts of all lines',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_table_fee t',
        on: 't.order_settle_id = s.order_settle_id',
        sums: { coupon: 't.coupon_promotion_amount' },
      }),
      sumOf({
        lines: 'fact_goods_sale g',
        on: 'g.order_settle_id = s.order_settle_id',
        sums: { coupon: 'g.coupon_deduct_money' },
      }),
      sumOf({
        lines: 'fact_assistant_service a',
        on: 'a.order_settle_id = s.order_settle_id',
        sums: { coupon: 'a.coupon_deduct_money' },
      }),
    ],
    equal: [['s.coupon_amount', 't_sum.coupon + g_sum.coupon + a_sum.coupon']],
  }),
  lawCheck({
    id: 'SET-11',
    zh: '手动减免=台费减免+商品减免',
    en: 'manual reductions = table part + goods part',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_table_fee t',
        on: 't.order_settle_id = s.order_settle_id',
        sums: { adjust: 't.adjust_amount' },
      }),
      sumOf({
        lines: 'fact_goods_sale g',
        on: 'g.order_settle_id = s.order_settle_id',
        sums: { adjust: 'g.discount_money' },
      }),
    ],
    equal: [['s.adjust_amount', 't_sum.adjust + g_sum.adjust']],
  }),
  lawCheck({
    id: 'SET-12',
    zh: '会员折扣=各行会员折扣合计',
    en: 'member discount = sum over all lines',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_table_fee t',
        on: 't.order_settle_id = s.order_settle_id',
        sums: { discount: 't.member_discount_amount' },
      }),
      sumOf({
        lines: 'fact_goods_sale g',
        on: 'g.order_settle_id = s.order_settle_id',
        sums: { discount: 'g.member_discount_amount' },
      }),
      sumOf({
        lines: 'fact_assistant_service a',
        on: 'a.order_settle_id = s.order_settle_id',
        sums: { discount: 'a.member_discount_amount' },
      }),
    ],
    equal: [['s.member_discount_amount', 't_sum.discount + g_sum.discount + a_sum.discount']],
  }),
  lawCheck({
    id: 'SET-13',
    zh: '助教手动折扣=服务行手动减免合计',
    en: 'assistant reductions = sum over service rows',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_assistant_service a',
        on: 'a.order_settle_id = s.order_settle_id',
        sums: { discount: 'a.manual_discount_amount' },
      }),
    ],
    equal: [['s.assistant_manual_discount', 'a_sum.discount']],
  }),
  lawCheck({
    id: 'SET-14',
    zh: '商品/助教券抵扣分项',
    en: 'goods and assistant parts of the coupon amount',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_goods_sale g',
        on: 'g.order_settle_id = s.order_settle_id',
        sums: { coupon: 'g.coupon_deduct_money' },
      }),
      sumOf({
        lines: 'fact_assistant_service a',
        on: 'a.order_settle_id = s.order_settle_id',
        sums: { coupon: 'a.coupon_deduct_money' },
      }),
    ],
    equal: [
      ['s.goods_promotion_money', 'g_sum.coupon'],
      ['s.assistant_promotion_money', 'a_sum.coupon'],
    ],
  }),
  lawCheck({
    id: 'SET-15',
    zh: '各行实收合计=应付+抹零',
    en: 'received parts of all lines = amount due + rounding',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_table_fee t',
        on: 't.order_settle_id = s.order_settle_id',
        sums: { received: 't.real_table_charge_money' },
      }),
      sumOf({
        lines: 'fact_goods_sale g',
        on: 'g.order_settle_id = s.order_settle_id',
        sums: { received: 'g.real_goods_money' },
      }),
      sumOf({
        lines: 'fact_assistant_service a',
        on: 'a.order_settle_id = s.order_settle_id',
        sums: { received: 'a.real_service_money' },
      }),
    ],
    equal: [
      ['t_sum.received + g_sum.received + a_sum.received', 's.pay_amount + s.balance_amount + s.rounding_amount'],
    ],
  }),
  lawCheck({
    id: 'SET-16',
    zh: '商品实收=商品行实收合计',
    en: 'goods received = sum of its lines',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_goods_sale g',
        on: 'g.order_settle_id = s.order_settle_id',
        sums: { received: 'g.real_goods_money' },
      }),
    ],
    equal: [['s.real_goods_money', 'g_sum.received']],
  }),
  lawCheck({
    id: 'SET-17',
    zh: '券销售额=平台+商家;=核销行券售价合计',
    en: 'coupon sale amount = platform + own; = sum of sale prices of its redemptions',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    beside: [
      sumOf({
        lines: 'fact_group_buy_redemption r',
        on: 'r.order_settle_id = s.order_settle_id',
        sums: { sale: 'r.coupon_sale_price' },
      }),
    ],
    equal: [
      ['s.coupon_sale_amount', 's.pl_coupon_sale_amount + s.mer_vou_sales_amount'],
      ['s.coupon_sale_amount', 'r_sum.sale'],
    ],
  }),
];
