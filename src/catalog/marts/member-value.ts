import { column, defineMart } from '../mart.ts';

const { money, count } = column;

/** 会员价值: how often, how lately and for how much a member comes, and what their cards still hold. */
export const memberValue = defineMart({
  table: 'dws_member_value',
  zh: '会员价值',
  en: 'Recency, frequency and spending of a member as of the present business day, and what their cards hold',
  grain: { zh: '一行=一名会员', en: 'one row = one member' },
  key: ['member_id'],
  inputs: ['dws_member_day_profile', 'dim_member_card'],
  spread: 'member',
  columns: [
    column.id('member_id', '会员ID', 'member'),
    column.date('first_visit_date', '首次到店营业日', 'business day of the first table visit'),
    column.date('last_visit_date', '末次到店营业日', 'business day of the last one'),
    count('recency_days', '距末次到店天数', 'days since the last visit; empty when there was none'),
    count('visit_count_30d', '近30日到店次数', 'visits in the last 30 business days, the present one included'),
    count('visit_count_90d', '近90日到店次数', 'visits in the last 90'),
    count('visit_count_365d', '近365日到店次数', 'visits in the last 365'),
    count('visit_count', '累计到店次数', 'visits ever'),
    money('spend_30d_amount', '近30日消费(元)', 'spent in the last 30 business days'),
    money('spend_90d_amount', '近90日消费(元)', 'spent in the last 90'),
    money('spend_365d_amount', '近365日消费(元)', 'spent in the last 365'),
    money('spend_amount', '累计消费(元)', 'spent ever'),
    count('card_count', '会员卡数', 'cards'),
    money('principal_balance_amount', '本金余额(元)', 'balance of what was paid for, now'),
    money('gift_balance_amount', '赠送余额(元)', 'balance of what was a gift, now'),
    money('monthly_spend_amount', '月均消费(元)=近90日消费/3', 'spent a month, on the average of the last 90 days'),
    column.ratio(
      'balance_months',
      '余额可用月数；近90日无消费为空',
      'months the balance lasts at that rate; empty when nothing was spent',
    ),
    money('spend_trend_90d_amount', '近90日消费−前90日消费(元)', 'spent in the last 90 days less in the 90 before'),
  ],
});
