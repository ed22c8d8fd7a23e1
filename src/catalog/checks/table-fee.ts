import { type Check } from '../check.ts';
import { idTime, lawCheck, live, sumOf } from './law.ts';

/** 台费: what the contract says of table fees, by its ids. */
export const TABLE_FEE_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'TAB-01',
    zh: '实收台费=台费−减免−会员折扣−券抵扣',
    en: 'received = list - manual - member - coupon',
    blocking: true,
    row: 'fact_table_fee t',
    equal: [
      [
        't.real_table_charge_money',
        `t.ledger_amount - t.adjust_amount - t.member_discount_amount - t.coupon_promotion_amount
    - t.activity_discount_amount`,
      ],
      ['least(t.real_table_charge_money, 0)', '0'],
    ],
  }),
  lawCheck({
    id: 'TAB-02',
    zh: '台费=单价×计费秒/3600(四舍五入到分)',
    en: 'list amount = hourly price x charged seconds / 3600, half up to the cent',
    blocking: true,
    row: 'fact_table_fee t',
    equal: [['t.ledger_amount', 'round(t.ledger_unit_price * t.charged_seconds / 3600, 2)']],
  }),
  lawCheck({
    id: 'TAB-03',
    zh: '计费秒=实际秒+加钟秒',
    en: 'charged seconds = used + added',
    row: 'fact_table_fee t',
    equal: [['t.charged_seconds', 't.real_table_use_seconds + t.add_clock_seconds']],
  }),
  lawCheck({
    id: 'TAB-04',
    zh: '实际秒=起止差−暂停',
    en: 'used seconds = end - start - pause',
    row: 'fact_table_fee t',
    equal: [
      [
        't.real_table_use_seconds',
        'extract(epoch from t.ledger_end_time - t.ledger_start_time)::bigint - t.pause_seconds',
      ],
    ],
  }),
  lawCheck({
    id: 'TAB-05',
    zh: '减免=有效调账合计',
    en: 'manual reduction = adjustments in force',
    blocking: true,
    row: 'fact_table_fee t',
    beside: [
      sumOf({
        lines: 'fact_table_fee_adjustment j',
        on: 'j.table_fee_id = t.table_fee_id',
        sums: { amount: 'j.adjust_amount' },
        where: 'j.ledger_status = 2',
      }),
    ],
    equal: [['t.adjust_amount', 'j_sum.amount']],
  }),
  lawCheck({
    id: 'TAB-06',
    zh: '券抵扣=该段核销的台费部分',
    en: 'coupon part = table part of its redemptions',
    blocking: true,
    row: 'fact_table_fee t',
    beside: [
      sumOf({
        lines: 'fact_group_buy_redemption r',
        on: 'r.table_fee_id = t.table_fee_id',
        sums: { amount: 'r.table_promotion_money' },
      }),
    ],
    equal: [['t.coupon_promotion_amount', 'r_sum.amount']],
  }),
  lawCheck({
    id: 'TAB-07',
    zh: '流水写入时间=支付时间(ID可核)',
    en: 'ledger rows are written at pay time; ids confirm it',
    severity: 'warn',
    row: 'fact_table_fee t',
    when: 't.order_settle_id is not null',
    beside: [
      `left join billiards.fact_settlement s
  on s.site_id = $siteId::bigint and s.order_settle_id = t.order_settle_id and ${live('fact_settlement', 's')}`,
    ],
    equal: [
      ['t.create_time', 's.pay_time'],
      [idTime('t.table_fee_id'), 't.create_time'],
    ],
  }),
  lawCheck({
    id: 'TAB-08',
    zh: '订单号ID时间=首段开始时间',
    en: 'order trade number decodes to the start of the first segment',
    severity: 'warn',
    row: 'fact_table_fee t',
    beside: [
      `left join lateral (
  select min(o.ledger_start_time) as first_start from billiards.fact_table_fee o
  where o.site_id = $siteId::bigint and o.order_trade_no = t.order_trade_no
) visit on true`,
    ],
    equal: [[idTime('t.order_trade_no'), 'visit.first_start']],
  }),
  lawCheck({
    id: 'TAB-09',
    zh: '同台时段不重叠',
    en: 'segments on one table do not overlap',
    severity: 'warn',
    row: 'fact_table_fee t',
    beside: [
      `join billiards.fact_table_fee o on o.site_id = $siteId::bigint and o.table_id = t.table_id
  and o.table_fee_id <> t.table_fee_id and ${live('fact_table_fee', 'o')}
  and o.ledger_start_time < t.ledger_end_time and o.ledger_end_time > t.ledger_start_time
  -- No segment lasts longer; the bound keeps the search from reading all of the table's past.
  and o.ledger_start_time > t.ledger_start_time - interval '2 days'`,
    ],
    holds: { that: 'false', shown: 'o.table_fee_id::text', must: 'no other segment of the table at that time' },
  }),
];
