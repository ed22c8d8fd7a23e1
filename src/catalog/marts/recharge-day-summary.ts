import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

/** 充值汇总: what was paid for recharges and gifted with them, by kind of card. */
export const rechargeDaySummary = defineMart({
  table: 'dws_recharge_day_summary',
  zh: '充值汇总',
  en: 'Recharges and reversals of a day by kind of card: cash flow, not revenue',
  grain: { zh: '一行=一个营业日的一个卡种', en: 'one row = one kind of card on one business day' },
  key: ['business_date', 'card_type_id'],
  inputs: ['fact_recharge', 'dim_member_card'],
  spread: 'day',
  columns: [
    BUSINESS_DATE,
    column.id('card_type_id', '卡种ID；0=卡档案缺失', 'kind of card; 0 = card not in dim_member_card'),
    column.text('card_type_name', '卡种名称', 'name of the kind'),
    column.count('recharge_count', '充值笔数(有实收)', 'recharges paid for'),
    column.money('recharge_amount', '充值实收(元)', 'paid, in yuan'),
    column.count('gift_count', '赠送笔数', 'gifts'),
    column.money('gift_amount', '充值赠送(元)', 'gifted, in yuan'),
    column.count('first_recharge_count', '首充笔数', 'first recharges of a member'),
    column.money('first_recharge_amount', '首充实收(元)', 'paid for them'),
    column.count('member_count', '充值会员数', 'members who recharged'),
    column.count('reversal_count', '冲销笔数', 'reversals, gift rows included'),
    column.money('reversal_amount', '冲销退款(元，正数)', 'given back, positive'),
    column.money('reversal_gift_amount', '冲销赠送(元，正数)', 'gifts taken back, positive'),
  ],
});
