import { BUSINESS_DATE, column, defineMart } from '../mart.ts';
import { COUPON_REACH } from './coupon-reach.ts';

const { money, count } = column;

/** 券对账: coupons verified, used and settled, by channel and package. */
export const couponDayReconciliation = defineMart({
  table: 'dws_coupon_day_reconciliation',
  zh: '券对账',
  en: 'Coupons of a day by channel and package: verified, used, settled by the platform, and not settled yet',
  grain: {
    zh: '一行=一个营业日的一个渠道的一个套餐',
    en: 'one row = one package of one channel on one business day',
  },
  key: ['business_date', 'coupon_channel', 'group_buy_package_id'],
  inputs: ['fact_platform_coupon', 'fact_group_buy_redemption'],
  spread: 'day',
  reaches: [COUPON_REACH],
  columns: [
    BUSINESS_DATE,
    column.code('coupon_channel', '券渠道；-1=未知', 'channel; -1 = not told', { codes: 'couponChannel' }),
    column.id('group_buy_package_id', '套餐ID；0=未知', 'package; 0 = not told'),
    column.text('package_name', '套餐名称', 'name of the package'),
    count('verified_count', '验券数', 'verified at the platform on the day'),
    count('revoked_count', '其中已撤销', 'of them revoked, however late'),
    count('redeemed_count', '核销数', 'used on the day'),
    money('list_amount', '券面值(元)', 'list value of those used'),
    money('deducted_amount', '实际抵扣(元)', 'taken off the orders by them'),
    money('paid_amount', '顾客购券金额(元)', 'what guests paid for them'),
    count('settled_count', '其中平台已结算', 'of those used, settled by the platform'),
    money('settled_amount', '平台结算金额(元)', 'settled by the platform for them'),
    count('outstanding_count', '未结算张数', 'used, of a platform, and not settled yet'),
    money('outstanding_amount', '未结算金额(元，按购券价)', 'what guests paid for those'),
  ],
});
