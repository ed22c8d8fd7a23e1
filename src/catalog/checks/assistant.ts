import { type Check } from '../check.ts';
import { lawCheck, live } from './law.ts';

/** 助教: what the contract says of assistants, by its ids. */
export const ASSISTANT_CHECKS: readonly Check[] = [
  lawCheck({
    id: 'AST-01',
    zh: '助教费=单价×计费秒/3600',
    en: 'list amount = hourly price x charged seconds / 3600',
    blocking: true,
    row: 'fact_assistant_service a',
    voids: true,
    equal: [['a.ledger_amount', 'round(a.ledger_unit_price * a.charged_seconds / 3600, 2)']],
  }),
  lawCheck({
    id: 'AST-02',
    zh: '助教实收=流水−手动−会员−券',
    en: 'received = list - manual - member - coupon',
    blocking: true,
    row: 'fact_assistant_service a',
    voids: true,
    when: 'a.is_trash is not true',
    equal: [
      [
        'a.real_service_money',
        'a.ledger_amount - a.manual_discount_amount - a.member_discount_amount - a.coupon_deduct_money',
      ],
    ],
  }),
  lawCheck({
    id: 'AST-03',
    zh: '实际秒=服务起止差;0≤计薪秒≤计费秒',
    en: 'real seconds = end - start; 0 <= folded <= charged',
    row: 'fact_assistant_service a',
    voids: true,
    holds: {
      that: `a.real_use_seconds = extract(epoch from a.last_use_time - a.start_use_time)::bigint
    and a.income_seconds between 0 and a.charged_seconds
    and a.charged_seconds = a.real_use_seconds + a.add_clock_seconds - a.returns_clock_seconds`,
      shown:
        "concat_ws(', ', a.charged_seconds, a.real_use_seconds, a.income_seconds, a.start_use_time, a.last_use_time)",
      must: 'charged = real + added - returned, folded within charged',
    },
  }),
  lawCheck({
    id: 'AST-04',
    zh: '废单有且仅有一条废除记录且未结账',
    en: 'a voided service has exactly one cancellation, no settlement and no money',
    severity: 'warn',
    row: 'fact_assistant_service a',
    voids: true,
    when: 'a.is_trash',
    beside: [
      `left join lateral (
  select count(*) as entries from billiards.fact_assistant_cancellation x
  where x.site_id = $siteId::bigint and x.assistant_service_id = a.assistant_service_id and not x.is_deleted
) cancelled on true`,
    ],
    holds: {
      that: 'cancelled.entries = 1 and a.order_settle_id is null and a.real_service_money = 0 and a.income_seconds = 0',
      shown: "concat_ws(', ', cancelled.entries, a.order_settle_id, a.real_service_money, a.income_seconds)",
      must: 'one cancellation, no settlement, no money, no folded seconds',
    },
  }),
  lawCheck({
    id: 'AST-05',
    zh: '废除记录对应废单,金额与分钟一致',
    en: 'a cancellation points to a voided service; amount and minutes agree',
    severity: 'warn',
    row: 'fact_assistant_cancellation x',
    beside: [
      `left join billiards.fact_assistant_service a
  on a.site_id = $siteId::bigint and a.assistant_service_id = x.assistant_service_id and not a.is_deleted`,
    ],
    holds: {
      that: `a.is_trash and a.ledger_amount = x.assistant_abolish_amount
    and a.real_use_seconds / 60 = x.pd_charge_seconds / 60`,
      shown: "concat_ws(', ', a.is_trash, a.ledger_amount, a.real_use_seconds)",
      must: 'a voided service of the same amount and minutes',
    },
  }),
  lawCheck({
    id: 'AST-06',
    zh: '同一助教同一时刻只在一处',
    en: 'one assistant is in one place at a time',
    severity: 'warn',
    row: 'fact_assistant_service a',
    voids: true,
    when: 'a.is_trash is not true',
    beside: [
      `join billiards.fact_assistant_service o on o.site_id = $siteId::bigint and o.assistant_id = a.assistant_id
  and o.assistant_service_id <> a.assistant_service_id and ${live('fact_assistant_service', 'o')}
  and o.start_use_time < a.last_use_time and o.last_use_time > a.start_use_time
  and o.start_use_time > a.start_use_time - interval '2 days'`,
    ],
    holds: {
      that: 'false',
      shown: 'o.assistant_service_id::text',
      must: 'no other service of the assistant at that time',
    },
  }),
];
