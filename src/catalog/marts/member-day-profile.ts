import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

const { money, count, seconds } = column;

/** 会员日画像: what a member did on a day. */
export const memberDayProfile = defineMart({
  table: 'dws_member_day_profile',
  zh: '会员日画像',
  en: 'Visits, spending, payments, recharges and time of a member on a day',
  grain: { zh: '一行=一名会员的一个营业日', en: 'one row = one business day of one member' },
  key: ['business_date', 'member_id'],
  inputs: ['fact_settlement', 'fact_recharge', 'fact_table_fee', 'fact_assistant_service', 'fact_balance_change'],
  spread: 'day',
  columns: [
    BUSINESS_DATE,
    column.id('member_id', '会员ID', 'member'),
    count('visit_count', '到店次数(开台结账)', 'table visits'),
    count('order_count', '结账数', 'forward settlements'),
    money('table_fee_amount', '台费(元)', 'table fee at list price'),
    money('goods_amount', '商品(元)', 'goods at list price'),
    money('assistant_pd_amount', '陪打(元)', 'assistant base course at list price'),
    money('assistant_cx_amount', '超休(元)', 'assistant bonus course at list price'),
    money('electricity_amount', '电费(元)', 'electricity'),
    money('coupon_amount', '券抵扣(元)', 'list-price value covered by coupons'),
    money('member_discount_amount', '会员折扣(元)', 'member discounts'),
    money('manual_discount_amount', '手动减免(元，含助教)', 'manual reductions, also on services'),
    money('other_discount_amount', '活动、积分及抹零(元)', 'campaigns, points and rounding'),
    money('pay_amount', '实收(元，不含会员卡)', 'paid outside member cards'),
    money('recharge_card_pay_amount', '充值卡支付(元)', 'paid from cards that were paid for'),
    money('gift_card_pay_amount', '赠送卡支付(元)', 'paid from gift cards'),
    money('return_amount', '退货金额(元，正数)', 'given back for returned goods, positive'),
    money('spend_amount', '消费支付(元)=实收+充值卡+赠送卡−退货', 'paid in any way, less what was given back'),
    count('recharge_count', '充值笔数(有实收)', 'recharges paid for'),
    money('recharge_amount', '充值实收(元)', 'paid for recharges'),
    money('recharge_gift_amount', '充值赠送(元)', 'gifted with recharges'),
    money('reversal_amount', '充值冲销(元，正数)', 'given back by reversals, positive'),
    money('card_change_amount', '会员卡余额净变动(元)', 'net change of the balance of all cards'),
    seconds('table_seconds', '用台秒数', 'seconds of table use on orders of the member'),
    seconds('assistant_seconds', '助教服务秒数', 'seconds of service received'),
    column.timestamp('first_at', '首次活动时间', 'first thing done'),
    column.timestamp('last_at', '末次活动时间', 'last thing done'),
  ],
});
