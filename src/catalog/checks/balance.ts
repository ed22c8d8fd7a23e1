import { type Check, defineCheck } from '../check.ts';
import { lawCheck, live, sumOf } from './law.ts';

/** 余额: what the contract says of card balances, by its ids. */
export const BALANCE_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'BAL-01',
    zh: '变动前+变动=变动后(文档)',
    en: 'before + change = after (documented)',
    row: 'fact_balance_change b',
    equal: [['b.balance_before + b.change_amount', 'b.balance_after']],
  }),
  lawCheck({
    id: 'BAL-02',
    zh: '同卡余额链首尾相接',
    en: 'per card each row starts where the last one ended',
    row: 'fact_balance_change b',
    beside: [
      `left join lateral (
  select o.balance_after from billiards.fact_balance_change o
  where o.site_id = $siteId::bigint and o.member_card_id = b.member_card_id and ${live('fact_balance_change', 'o')}
    and (o.create_time, o.balance_change_id) < (b.create_time, b.balance_change_id)
  order by o.create_time desc, o.balance_change_id desc limit 1
) former on true`,
    ],
    equal: [['b.balance_before', 'coalesce(former.balance_after, b.balance_before)']],
  }),
  defineCheck({
    id: 'BAL-03',
    family: 'invariant',
    zh: '卡余额=最后一次变动后余额',
    en: 'card balance = after of its last change',
    scope: 'store',
    owner: 'finance',
    keyOf: 'dim_member_card',
    reads: ['billiards.dim_member_card', 'billiards.fact_balance_change', 'etl_admin.etl_window'],
    // A card that changed after the last change that was read cannot be judged yet.
    sql: `select null::date, k.member_card_id::text, k.balance::text, last.balance_after::text
from billiards.dim_member_card k
join billiards_ods.member_stored_value_cards o on o.site_id = $siteId::bigint and o.source_id = k._source_id
join lateral (
  select max(w.window_to) as until from etl_admin.etl_window w
  where w.site_id = $siteId::bigint and w.task_code = 'ODS_MEMBER_BALANCE' and w.status = 'COMPLETE'
) logs on o.fetched_at <= logs.until
join lateral (
  select b.balance_after from billiards.fact_balance_change b
  where b.site_id = $siteId::bigint and b.member_card_id = k.member_card_id and ${live('fact_balance_change', 'b')}
  order by b.create_time desc, b.balance_change_id desc limit 1
) last on true
where k.site_id = $siteId::bigint and k.is_current and not k.is_deleted and k.balance is distinct from last.balance_after`,
  }),
  lawCheck({
    id: 'BAL-04',
    zh: '结账卡扣=结算扣款合计(每卡一条)',
    en: 'card payment of a settlement = its debits, one per card',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3)',
    beside: [
      sumOf({
        lines: 'fact_balance_change b',
        on: 'b.relate_id = s.order_settle_id',
        sums: { drawn: 'b.change_amount' },
        where: 'b.from_type = 1',
      }),
    ],
    equal: [['s.balance_amount', '-b_sum.drawn']],
  }),
  lawCheck({
    id: 'BAL-05',
    zh: '充值卡支付=储值卡扣款',
    en: 'recharge-card part = what was drawn from the principal of cards',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3)',
    beside: [
      sumOf({
        lines: 'fact_balance_change b',
        on: 'b.relate_id = s.order_settle_id',
        // Card types have other ids in every hall; the principal is what tells a card that was paid for from a gift.
        sums: { drawn: 'b.principal_change' },
        where: 'b.from_type = 1',
      }),
    ],
    equal: [['s.recharge_card_amount', '-b_sum.drawn']],
  }),
  lawCheck({
    id: 'BAL-06',
    zh: '赠送卡支付=其他卡扣款',
    en: 'gift-card part = what was drawn beside the principal',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type in (1, 3)',
    beside: [
      sumOf({
        lines: 'fact_balance_change b',
        on: 'b.relate_id = s.order_settle_id',
        sums: { drawn: 'b.change_amount - b.principal_change' },
        where: 'b.from_type = 1',
      }),
    ],
    equal: [['s.gift_card_amount', '-b_sum.drawn']],
  }),
  lawCheck({
    id: 'BAL-07',
    zh: '充值入账=实付+赠送(撤销为负)',
    en: 'credit of a recharge = paid + gifted (negative for a reversal)',
    blocking: true,
    row: 'fact_recharge c',
    beside: [
      sumOf({
        lines: 'fact_balance_change b',
        on: 'b.relate_id = c.recharge_id',
        sums: { credited: 'b.change_amount' },
        where: 'b.from_type = 2 and b.member_card_id = c.member_card_id',
      }),
    ],
    equal: [['b_sum.credited', 'c.pay_amount + c.point_amount']],
  }),
  lawCheck({
    id: 'BAL-08',
    zh: '退货返卡=退货单卡支付的相反数',
    en: 'refund back to cards = minus card payment of the return',
    blocking: true,
    row: 'fact_settlement s',
    when: 's.settle_type = 6',
    beside: [
      sumOf({
        lines: 'fact_balance_change b',
        on: 'b.relate_id = s.order_settle_id',
        sums: { credited: 'b.change_amount' },
        where: 'b.from_type = 3',
      }),
    ],
    equal: [['b_sum.credited', '-s.balance_amount']],
  }),
  lawCheck({
    id: 'BAL-09',
    zh: '转账两边相抵',
    en: 'a transfer nets to zero',
    row: 'fact_balance_change b',
    when: 'b.from_type = 7',
    beside: [
      sumOf({
        lines: 'fact_balance_change o',
        on: 'o.relate_id = b.relate_id',
        sums: { moved: 'o.change_amount' },
        where: 'o.from_type = 7',
      }),
    ],
    equal: [['o_sum.moved', '0']],
  }),
  lawCheck({
    id: 'BAL-10',
    zh: '余额非负',
    en: 'balances are not negative',
    severity: 'warn',
    row: 'fact_balance_change b',
    holds: { that: 'b.balance_after >= 0', shown: 'b.balance_after::text', must: 'not below 0' },
  }),
  lawCheck({
    id: 'BAL-11',
    zh: '变动的卡属于该会员且卡种一致',
    en: 'the card of a change belongs to its member and kind',
    row: 'fact_balance_change b',
    beside: [
      `left join billiards.dim_member_card k
  on k.site_id = $siteId::bigint and k.member_card_id = b.member_card_id and k.is_current`,
    ],
    holds: {
      that: 'k.member_id = b.member_id and k.card_type_id = b.card_type_id',
      shown: "concat_ws(', ', k.member_id, k.card_type_id)",
      must: 'a card of that member and kind',
    },
  }),
];
