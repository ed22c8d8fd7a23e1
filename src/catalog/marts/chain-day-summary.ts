import { BUSINESS_DATE, column, type MartView } from '../mart.ts';

const { money, count } = column;

/** 连锁营业日汇总: all stores on a business day, and how many of them can be relied on. */
export const chainDaySummary: MartView = {
  kind: 'view',
  table: 'dws_chain_day_summary',
  zh: '连锁营业日汇总',
  en: 'All stores together on a business day; a view, so that it is never older than its parts',
  grain: { zh: '一行=一个营业日', en: 'one row = one business day' },
  inputs: ['dws_site_day_summary', 'dws_day_status'],
  columns: [
    BUSINESS_DATE,
    count('store_count', '有数据门店数', 'stores with figures'),
    count('final_store_count', '已定稿门店数', 'of them final'),
    count('provisional_store_count', '暂定门店数', 'of them provisional'),
    count('stale_store_count', '过期门店数', 'of them with older figures, because newer data failed a check'),
    count('blocked_store_count', '无数据门店数(检查未过)', 'stores without figures, because a check failed'),
    money('gross_amount', '消费总额(元)', 'consumption at list price'),
    money('table_fee_amount', '台费(元)', 'table fee at list price'),
    money('goods_amount', '商品(元)', 'goods at list price'),
    money('assistant_pd_amount', '陪打(元)', 'assistant base course at list price'),
    money('assistant_cx_amount', '超休(元)', 'assistant bonus course at list price'),
    money('coupon_amount', '券抵扣(元)', 'list-price value covered by coupons'),
    money('member_discount_amount', '会员折扣(元)', 'member discounts'),
    money('adjust_amount', '手动减免(元)', 'manual reductions'),
    money('pay_amount', '实收(元)', 'received outside member cards'),
    money('recharge_card_pay_amount', '充值卡支付(元)', 'paid from cards that were paid for'),
    money('gift_card_pay_amount', '赠送卡支付(元)', 'paid from gift cards'),
    money('coupon_income_amount', '券收入(元)', 'what the coupons used brought in'),
    money('return_amount', '退货金额(元)', 'given back for returned goods'),
    money('recognised_amount', '确认收入(元)', 'recognised revenue'),
    money('cash_in_amount', '现金流入(元)', 'cash in'),
    money('recharge_amount', '充值实收(元)', 'paid for recharges'),
    money('reversal_amount', '充值冲销(元)', 'given back by reversals'),
    count('settlement_count', '结账数', 'forward settlements'),
    count('visit_count', '开台结账数', 'of them table visits'),
    count('member_settlement_count', '会员结账数', 'of them by members'),
    count('new_member_count', '新会员数', 'new members'),
    column.seconds('table_use_seconds', '台桌使用秒数', 'seconds of table use'),
    column.seconds('assistant_charged_seconds', '助教计费秒数', 'charged seconds of assistants'),
  ],
};
