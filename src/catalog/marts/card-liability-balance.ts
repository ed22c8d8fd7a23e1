import { BUSINESS_DATE, column, type MartView } from '../mart.ts';

/** 储值负债余额: what the store owes its card holders at the end of each day. */
export const cardLiabilityBalance: MartView = {
  kind: 'view',
  table: 'dws_card_liability_balance',
  zh: '储值负债余额',
  en: 'What is owed to card holders at the end of each business day that has figures',
  grain: { zh: '一行=一个营业日的一个卡种', en: 'one row = one kind of card on one business day' },
  inputs: [
    'dws_card_liability_day',
    'dws_site_day_summary',
    'dws_day_status',
    'fact_balance_change',
    'dim_member_card',
  ],
  columns: [
    column.id('site_id', '门店ID', 'store'),
    BUSINESS_DATE,
    column.id('card_type_id', '卡种ID', 'kind of card'),
    column.text('card_type_name', '卡种名称', 'name of the kind'),
    column.money('principal_amount', '本金余额(元)', 'balance of what was paid for'),
    column.money('gift_amount', '赠送余额(元)', 'balance of what was a gift'),
    column.money('balance_amount', '余额合计(元)', 'balance'),
    column.boolean(
      'is_reliable',
      '可信：此前没有过期或缺失的营业日',
      'false when a day before has no figures or older ones, so that changes are missing',
    ),
  ],
};
