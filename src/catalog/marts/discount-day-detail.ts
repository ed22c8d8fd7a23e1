import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

/** 优惠明细: what was taken off the list price, by kind; what is paid from gift cards is one of them. */
export const discountDayDetail = defineMart({
  table: 'dws_discount_day_detail',
  zh: '优惠明细',
  en: 'What was taken off the list price of forward sales, by kind',
  grain: { zh: '一行=一个营业日的一种优惠', en: 'one row = one kind of reduction on one business day' },
  key: ['business_date', 'discount_kind'],
  inputs: ['fact_settlement'],
  spread: 'day',
  columns: [
    BUSINESS_DATE,
    column.text(
      'discount_kind',
      '优惠种类：coupon券、member会员、manual手动、assistant助教、activity活动、points积分、rounding抹零、gift_card赠送卡',
      'coupon, member, manual, assistant, activity, points, rounding, gift_card',
    ),
    column.text('discount_name_zh', '优惠名称', 'name of the kind in Chinese'),
    column.count('settlement_count', '涉及结账数', 'forward settlements with this kind'),
    column.money('discount_amount', '优惠金额(元)', 'taken off, in yuan'),
    column.ratio('share_of_gross', '占消费总额比例', 'share of the consumption of the day; empty when there was none'),
  ],
});
