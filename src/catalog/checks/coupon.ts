import { type Check } from '../check.ts';
import { lawCheck, live } from './law.ts';

/** 券: what the contract says of coupons, by its ids. */
export const COUPON_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'CPN-01',
    zh: '核销抵扣=台费+商品+助教部分',
    en: 'redeemed value = table + goods + assistant parts',
    blocking: true,
    row: 'fact_group_buy_redemption r',
    equal: [
      ['r.ledger_amount', 'r.table_promotion_money + r.goods_promotion_money + r.assistant_promotion_money'],
      ['least(r.coupon_money - r.ledger_amount, 0)', '0'],
    ],
  }),
  lawCheck({
    id: 'CPN-02',
    zh: '三层价:结算价≤售价≤面值',
    en: 'three prices: settled <= paid <= list',
    severity: 'warn',
    row: 'fact_platform_coupon c',
    holds: {
      that: 'c.settlement_amount <= c.sale_price and c.sale_price <= c.coupon_money',
      shown: "concat_ws(', ', c.settlement_amount, c.sale_price, c.coupon_money)",
      must: 'settled <= paid <= list',
    },
  }),
  lawCheck({
    id: 'CPN-03',
    zh: '已用券恰有一条核销,撤销券无',
    en: 'a used coupon has one redemption, a revoked one none',
    severity: 'warn',
    row: 'fact_platform_coupon c',
    when: '(c.order_trade_no is not null or c.use_status = 2)',
    beside: [
      `left join lateral (
  select count(*) as redemptions from billiards.fact_group_buy_redemption r
  where r.site_id = $siteId::bigint and r.platform_coupon_id = c.platform_coupon_id and ${live('fact_group_buy_redemption', 'r')}
) used on true`,
    ],
    equal: [['used.redemptions', 'case when c.use_status = 1 then 1 else 0 end']],
  }),
  lawCheck({
    id: 'CPN-04',
    zh: '核销快照与验券一致',
    en: 'snapshot on the redemption agrees with the platform row',
    row: 'fact_group_buy_redemption r',
    when: 'r.platform_coupon_id is not null',
    beside: [
      `left join billiards.fact_platform_coupon c
  on c.site_id = $siteId::bigint and c.platform_coupon_id = r.platform_coupon_id and not c.is_deleted`,
    ],
    holds: {
      that: `c.coupon_code = r.coupon_code and c.sale_price = r.coupon_sale_price and c.coupon_money = r.coupon_money
    and c.group_buy_package_id = r.group_buy_package_id and c.order_trade_no = r.order_trade_no`,
      shown: "concat_ws(', ', c.coupon_code, c.sale_price, c.coupon_money, c.group_buy_package_id, c.order_trade_no)",
      must: 'what the redemption copied',
    },
  }),
];
