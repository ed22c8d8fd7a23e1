import { BUSINESS_DATE, column, defineMart } from '../mart.ts';
import { COUPON_REACH } from './coupon-reach.ts';

const { money, count } = column;

/** 区域营业日收入: revenue and reductions by table area; they go to the area of the settlement's table, undivided. */
export const areaDayRevenue = defineMart({
  table: 'dws_area_day_revenue',
  zh: '区域营业日收入',
  en: 'Revenue and reductions of a day by table area; together they are the day of the store',
  grain: { zh: '一行=一个营业日的一个台桌区域', en: 'one row = one table area on one business day' },
  key: ['business_date', 'table_area_id'],
  inputs: ['fact_settlement', 'fact_group_buy_redemption', 'fact_platform_coupon', 'dim_table'],
  spread: 'day',
  reaches: [COUPON_REACH],
  columns: [
    BUSINESS_DATE,
    column.id('table_area_id', '区域ID；0=无台桌，-1=台桌档案缺失', 'area; 0 = no table, -1 = table not in dim_table'),
    column.text('table_area_name', '区域名称(结账时)', 'name of the area at the time of payment'),
    count('settlement_count', '结账数', 'forward settlements'),
    money('gross_amount', '消费总额(元)', 'consumption at list price'),
    money('table_fee_amount', '台费(元)', 'table fee at list price'),
    money('goods_amount', '商品(元)', 'goods at list price'),
    money('assistant_pd_amount', '陪打(元)', 'assistant base course at list price'),
    money('assistant_cx_amount', '超休(元)', 'assistant bonus course at list price'),
    money('discount_amount', '优惠合计(元，含赠送卡支付)', 'all reductions, gift card payments among them'),
    money('pay_amount', '实收(元，不含会员卡)', 'received outside member cards'),
    money('recharge_card_pay_amount', '充值卡支付(元)', 'paid from cards that were paid for'),
    money('gift_card_pay_amount', '赠送卡支付(元)', 'paid from gift cards'),
    money('coupon_income_amount', '券收入(元)', 'what the coupons used brought in'),
    money('return_amount', '退货金额(元)', 'given back for returned goods, positive'),
    money('recognised_amount', '确认收入(元)', 'recognised revenue'),
  ],
});
