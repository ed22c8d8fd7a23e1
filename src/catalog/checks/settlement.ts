import { type Check, defineCheck } from '../check.ts';
import { idTime, lawCheck, sumOf } from './law.ts';

/** 结账: what the contract says of settlements, by its ids. */
export const SETTLEMENT_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'SET-01',
    zh: '会员卡支付=充值卡+赠送卡(文档:恒真)',
    en: 'card payment = cash-recharged cards + gift cards (documented as always true)',
    blocking: true,
    row: 'fact_settlement s',
    equal: [['s.balance_amount', 's.recharge_card_amount + s.gift_card_amount']],
  }),
  lawCheck({
    id: 'SET-02',
    zh: '电费恒为0',
    en: 'electricity is always 0',
    severity: 'warn',
    row: 'fact_settlement s',
    equal: [['s.electricity_money', '0']],
  }),
  lawCheck({
    id: 'SET-03',
    zh: '发生额−各项减免=卡支付+实付',
    en: 'items_sum minus all reductions = card payment + money received',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3, 6)',
    equal: [
      [
        `s.table_charge_money + s.goods_money + s.assistant_pd_money + s.assistant_cx_money + s.electricity_money
  - s.coupon_amount - s.member_discount_amount - s.adjust_amount - s.assistant_manual_discount
  - s.activity_discount - s.point_discount_price - s.rounding_amount`,
        's.balance_amount + s.pay_amount',
      ],
    ],
  }),
  lawCheck({
    id: 'SET-04',
    zh: '实付=现金+线上+银行卡',
    en: 'money received = cash + online + bank card',
    blocking: true,
    row: 'fact_settlement s',
    equal: [['s.pay_amount', 's.cash_amount + s.online_amount + s.card_amount']],
  }),
  lawCheck({
    id: 'SET-18',
    zh: '正向结账各金额非负,抹零在[0,1)',
    en: 'forward amounts are not negative, rounding in [0,1)',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3)',
    holds: {
      that: `least(s.table_charge_money, s.goods_money, s.assistant_pd_money, s.assistant_cx_money, s.pay_amount,
    s.balance_amount, s.coupon_amount, s.rounding_amount) >= 0 and s.rounding_amount < 1`,
      shown: `concat_ws(', ', s.table_charge_money, s.goods_money, s.assistant_pd_money, s.assistant_cx_money, s.pay_amount,
    s.balance_amount, s.coupon_amount, s.rounding_amount)`,
      must: 'no amount below 0, rounding below 1',
    },
  }),
  lawCheck({
    id: 'SET-19',
    zh: '商品单/退货单无台费与助教',
    en: 'goods-only orders and returns carry no table or assistant fee',
    row: 'fact_settlement s',
    when: 's.settle_type in (3, 6)',
    holds: {
      that: 's.table_charge_money = 0 and s.assistant_pd_money = 0 and s.assistant_cx_money = 0 and s.table_id is null',
      shown: "concat_ws(', ', s.table_charge_money, s.assistant_pd_money, s.assistant_cx_money, s.table_id)",
      must: 'no table, no table fee, no service',
    },
  }),
  lawCheck({
    id: 'SET-20',
    zh: '散客不可用会员卡支付',
    en: 'walk-in guests pay nothing by member card',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.member_id is null',
    equal: [['s.balance_amount', '0']],
  }),
  lawCheck({
    id: 'SET-21',
    zh: '未启用项恒为0',
    en: 'unused features are 0',
    severity: 'warn',
    row: 'fact_settlement s',
    holds: {
      that: `s.service_money = 0 and s.prepay_money = 0 and s.point_discount_price = 0 and s.activity_discount = 0
    and s.real_electricity_money = 0 and s.electricity_adjust_money = 0 and s.point_amount = 0`,
      shown: `concat_ws(', ', s.service_money, s.prepay_money, s.point_discount_price, s.activity_discount,
    s.real_electricity_money, s.electricity_adjust_money, s.point_amount)`,
      must: 'all 0',
    },
  }),
  lawCheck({
    id: 'SET-22',
    zh: '原单退款额=其退货单金额的相反数',
    en: 'refundAmount of the original = minus the amounts of its returns',
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3)',
    beside: [
      sumOf({
        lines: 'fact_settlement b',
        on: 'b.revoke_order_id = s.order_settle_id',
        sums: { returned: 'b.pay_amount + b.balance_amount' },
        where: 'b.settle_type = 6',
      }),
    ],
    equal: [['s.refund_amount', '-b_sum.returned']],
  }),
  lawCheck({
    id: 'SET-23',
    zh: '头支付方式与金额一致',
    en: 'head method agrees with the amounts: several means = 7, none with coupon = 6',
    severity: 'warn',
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3)',
    equal: [
      [
        'coalesce(s.payment_method, 0)',
        `case
    when num_nonnulls(nullif(s.cash_amount, 0), nullif(s.online_amount, 0), nullif(s.card_amount, 0), nullif(s.balance_amount, 0)) > 1 then 7
    when s.cash_amount <> 0 then 1
    when s.online_amount <> 0 then case when s.payment_method = 5 then 5 else 4 end
    when s.card_amount <> 0 then 3
    when s.balance_amount <> 0 then 2
    when s.coupon_amount <> 0 then 6
    else 0 end`,
      ],
    ],
  }),
  lawCheck({
    id: 'SET-24',
    zh: '开单时间≤支付时间;ID时间=创建时间',
    en: 'opened before paid; id time = createTime',
    severity: 'warn',
    row: 'fact_settlement s',
    holds: {
      that: `s.create_time <= s.pay_time and ${idTime('s.order_settle_id')} = s.create_time`,
      shown: `concat_ws(', ', s.create_time, s.pay_time, ${idTime('s.order_settle_id')})`,
      must: 'id made at create time, paid not before',
    },
  }),
  defineCheck({
    id: 'SET-25',
    family: 'invariant',
    zh: '门店一致',
    en: 'store id agrees with the snapshot',
    owner: 'data',
    keyOf: 'fact_settlement',
    reads: ['billiards.fact_settlement', 'billiards.dim_site'],
    // The store is checked when the record comes; what is left to compare is the tenant.
    sql: `select s.business_date, s.order_settle_id::text, s.tenant_id::text, site.tenant_id::text
from days d
join billiards.fact_settlement s on s.site_id = $siteId::bigint and s.business_date = d.business_date
join billiards.dim_site site on site.site_id = $siteId::bigint and site.is_current
where not s.is_deleted and s.tenant_id is distinct from site.tenant_id`,
  }),
  lawCheck({
    id: 'SET-26',
    zh: '已知恒空字段',
    en: 'fields known to be dead',
    severity: 'info',
    row: 'fact_settlement s',
    when: "s.pay_time >= '2025-12-01 00:00:00+08'",
    holds: {
      that: 's.member_name is null and s.member_phone is null and s.member_card_type_name is null and s.member_card_account_id is null',
      shown: "'filled again'",
      must: 'upstream has stopped filling these',
    },
  }),
];
