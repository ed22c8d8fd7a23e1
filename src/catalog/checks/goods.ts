import { type Check } from '../check.ts';
import { lawCheck, sumOf } from './law.ts';

/** 商品: what the contract says of goods lines, by its ids. */
export const GOODS_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'GDS-01',
    zh: '商品额=(单价+规格加价)×数量',
    en: 'list amount = (unit price + option) x quantity',
    blocking: true,
    row: 'fact_goods_sale g',
    equal: [['g.ledger_amount', 'round((g.ledger_unit_price + g.option_price) * g.ledger_count, 2)']],
  }),
  lawCheck({
    id: 'GDS-02',
    zh: '商品实收=流水−手动−会员−券−积分',
    en: 'received = list - manual - member - coupon - points',
    blocking: true,
    row: 'fact_goods_sale g',
    equal: [
      [
        'g.real_goods_money',
        `g.ledger_amount - g.discount_money - g.member_discount_amount - g.coupon_deduct_money
    - g.point_discount_money`,
      ],
    ],
  }),
  lawCheck({
    id: 'GDS-03',
    zh: '已退数量=退货行数量的相反数',
    en: 'returned quantity = minus the quantity of its return lines',
    row: 'fact_goods_sale g',
    when: 'g.ledger_count > 0',
    beside: [
      sumOf({
        lines: 'fact_goods_sale b',
        on: 'b.order_goods_id = g.goods_sale_id',
        sums: { pieces: 'b.ledger_count' },
        where: 'b.sales_type = 2',
      }),
    ],
    equal: [
      ['g.returns_number', '-b_sum.pieces'],
      ['least(g.ledger_count - g.returns_number, 0)', '0'],
    ],
  }),
  lawCheck({
    id: 'GDS-04',
    zh: '退货行在退货单下',
    en: 'return lines hang on a type 6 settlement',
    row: 'fact_goods_sale g',
    when: 'g.sales_type = 2',
    beside: [
      `left join billiards.fact_settlement s
  on s.site_id = $siteId::bigint and s.order_settle_id = g.order_settle_id and not s.is_deleted`,
    ],
    holds: {
      that: 'g.ledger_count < 0 and s.settle_type = 6',
      shown: "concat_ws(', ', g.ledger_count, s.settle_type)",
      must: 'a negative count on a return settlement',
    },
  }),
];
