import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

const { money, count, seconds } = column;

/** 助教日绩效: what an assistant did on a day, and what the orders they served brought in. */
export const assistantDayPerformance = defineMart({
  table: 'dws_assistant_day_performance',
  zh: '助教日绩效',
  en: 'Services of an assistant by the day they were written, and the orders served by the day they were paid',
  grain: { zh: '一行=一名助教的一个营业日', en: 'one row = one business day of one assistant' },
  key: ['business_date', 'assistant_id'],
  inputs: ['fact_assistant_service', 'fact_settlement'],
  spread: 'day',
  reaches: [
    {
      input: 'fact_assistant_service',
      why: 'what an order brought in is split among those who served it, on the day it was paid',
      sql: `select distinct s.business_date from days d
join billiards.fact_assistant_service f on f.site_id = $siteId::bigint and f.business_date = d.business_date
join billiards.fact_settlement s on s.site_id = $siteId::bigint and s.order_settle_id = f.order_settle_id`,
    },
  ],
  columns: [
    BUSINESS_DATE,
    column.id('assistant_id', '助教ID', 'assistant'),
    column.text('assistant_no', '助教编号', 'number of the assistant'),
    column.text('nickname', '助教昵称', 'nickname', { personal: true }),
    count('service_count', '服务数(不含作废)', 'services, without voided ones'),
    count('void_count', '作废数', 'voided services'),
    count('member_count', '服务会员数', 'members served'),
    seconds('charged_seconds', '计费秒数', 'charged seconds'),
    seconds('real_seconds', '实际秒数', 'real seconds'),
    seconds('folded_seconds', '折算秒数', 'seconds that count for income, folded where assistants share a table'),
    money('pd_amount', '陪打(元)', 'base course (pd) at list price'),
    money('cx_amount', '超休(元)', 'bonus course (cx) at list price'),
    money('projected_income_amount', '预计收入(元，归助教)', 'share of the assistant, as upstream projects it'),
    count('order_count', '服务订单数', 'orders served, of those paid on the day'),
    seconds('total_service_seconds', '订单内服务秒数', 'real seconds on these orders'),
    money('order_gross_revenue', '订单总额(元)=台费+商品+全部助教费', 'table fee, goods and all fees of the orders'),
    money('order_net_revenue', '订单净额(元)=总额−全部助教分成', 'of it without the shares of all assistants'),
    money(
      'time_weighted_revenue',
      '时长分摊额(元)；各助教合计=订单总额',
      'own fees, and table fee and goods by time of service; the assistants of an order add up to it',
    ),
    money('time_weighted_net_revenue', '时长分摊净额(元)=分摊额−本人分成', 'of it without the own share'),
  ],
});
