import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

const { money, count, seconds, quantity } = column;

/** 门店营业日汇总: what a store did on a business day, with the three views of its revenue. */
export const siteDaySummary = defineMart({
  table: 'dws_site_day_summary',
  zh: '门店营业日汇总',
  en: 'A store on a business day: consumption, recognised revenue and cash, and what leads from one to the other',
  grain: { zh: '一行=一个门店的一个营业日', en: 'one row = one business day of a store' },
  key: ['business_date'],
  inputs: [
    'fact_settlement',
    'fact_recharge',
    'fact_group_buy_redemption',
    'fact_platform_coupon',
    'fact_refund',
    'fact_goods_sale',
    'fact_table_fee',
    'fact_assistant_service',
    'fact_assistant_cancellation',
    'fact_stock_movement',
    'dim_member',
  ],
  spread: 'day',
  reaches: [
    {
      input: 'fact_platform_coupon',
      why: 'what the platform settled counts on the day the coupon was used',
      sql: `select distinct r.business_date from days d
join billiards.fact_platform_coupon c on c.site_id = $siteId::bigint and c.business_date = d.business_date
join billiards.fact_group_buy_redemption r
  on r.site_id = $siteId::bigint and r.platform_coupon_id = c.platform_coupon_id`,
    },
  ],
  columns: [
    BUSINESS_DATE,
    // Consumption (发生额): forward sales at list price.
    money('gross_amount', '消费总额(元)=台费+商品+陪打+超休+电费', 'consumption: forward sales at list price'),
    money('table_fee_amount', '台费(元)', 'table fee at list price'),
    money('goods_amount', '商品(元)', 'goods at list price'),
    money('assistant_pd_amount', '陪打(元)', 'assistant base course (pd) at list price'),
    money('assistant_cx_amount', '超休(元)', 'assistant bonus course (cx) at list price'),
    money('electricity_amount', '电费(元)', 'electricity'),
    // Reductions.
    money('coupon_amount', '券抵扣(元)', 'list-price value covered by coupons'),
    money('member_discount_amount', '会员折扣(元)', 'member discounts'),
    money('adjust_amount', '手动减免(元)', 'manual reductions on table fee and goods'),
    money('assistant_discount_amount', '助教手动折扣(元)', 'manual reductions on services'),
    money('other_discount_amount', '活动及积分优惠(元)', 'campaign and points discounts'),
    money('rounding_amount', '抹零(元)', 'rounded off'),
    // How forward sales were paid.
    money('pay_amount', '实收(元，不含会员卡)', 'received outside member cards = cash + online + bank card'),
    money('cash_amount', '现金(元)', 'of it in cash'),
    money('online_amount', '线上(元)', 'of it by WeChat and Alipay'),
    money('bank_card_amount', '银行卡(元)', 'of it by bank card'),
    money('balance_pay_amount', '会员卡支付(元)=充值卡+赠送卡', 'paid from member cards'),
    money('recharge_card_pay_amount', '充值卡支付(元)', 'of it from cards that were paid for'),
    money('gift_card_pay_amount', '赠送卡支付(元)', 'of it from gift cards'),
    money('coupon_sale_amount', '券售价(元)', 'what guests paid for the coupons used'),
    money(
      'coupon_income_amount',
      '券收入(元)：平台已结算取结算额，否则取售价',
      'what the coupons used brought in: settled by the platform, else paid by the guest; never both',
    ),
    // Returns of the day.
    money('return_amount', '退货金额(元)', 'given back for returned goods, positive'),
    money('return_pay_amount', '退货退款(元，不含会员卡)', 'of it outside member cards'),
    money('return_recharge_card_amount', '退回充值卡(元)', 'of it to cards that were paid for'),
    money('return_gift_card_amount', '退回赠送卡(元)', 'of it to gift cards'),
    // The three views.
    money(
      'recognised_amount',
      '确认收入(元)=实收+充值卡支付+券收入−退货',
      'recognised revenue: received outside cards, drawn from cards that were paid for, and coupon income, less returns; gift cards are no revenue',
    ),
    money(
      'cash_in_amount',
      '现金流入(元)=实收+券收入+充值−冲销−退款',
      'cash in: received outside cards, coupon income and recharges, less what was given back',
    ),
    money(
      'unexplained_amount',
      '未解释差额(元)，应为0',
      'consumption less all reductions less recognised revenue: must be 0',
    ),
    // Recharges: cash flow, not revenue.
    money('recharge_amount', '充值实收(元)', 'paid for recharges'),
    money('recharge_gift_amount', '充值赠送(元)', 'gifted with recharges'),
    money('reversal_amount', '充值冲销(元)', 'given back by recharge reversals, positive'),
    money('reversal_gift_amount', '冲销赠送(元)', 'gifts taken back by reversals, positive'),
    // Refunds by method, of returns and reversals.
    money('refund_cash_amount', '现金退款(元)', 'refunded in cash'),
    money('refund_online_amount', '线上退款(元)', 'refunded by WeChat and Alipay'),
    money('refund_bank_card_amount', '银行卡退款(元)', 'refunded to bank cards'),
    money('refund_card_amount', '会员卡退款(元)', 'refunded to member cards'),
    // Counts.
    count('settlement_count', '结账数', 'forward settlements'),
    count('visit_count', '开台结账数', 'of them table visits'),
    count('goods_order_count', '纯商品单数', 'of them goods only'),
    count('member_settlement_count', '会员结账数', 'of them by members'),
    count('walk_in_settlement_count', '散客结账数', 'of them by walk-in guests'),
    count('return_count', '退货单数', 'return settlements'),
    count('recharge_count', '充值笔数', 'recharges paid for'),
    count('reversal_count', '充值冲销笔数', 'recharge reversals, gift rows included'),
    count('goods_pieces', '销售件数', 'pieces sold'),
    count('return_pieces', '退货件数', 'pieces taken back'),
    count('table_use_count', '开台段数', 'table segments that began on the day'),
    seconds('table_use_seconds', '台桌使用秒数', 'seconds really used in those segments'),
    count('service_count', '助教服务数', 'assistant services not voided'),
    seconds('assistant_charged_seconds', '助教计费秒数', 'charged seconds of those services'),
    seconds('assistant_real_seconds', '助教实际秒数', 'real seconds of those services'),
    seconds('assistant_folded_seconds', '助教折算秒数', 'folded seconds of those services'),
    count('void_count', '助教废单数', 'services of the day that were voided, however late'),
    count('cancellation_count', '助教废除登记数', 'cancellations entered on the day'),
    count('coupon_verified_count', '验券数', 'coupons verified at the platform'),
    count('coupon_redeemed_count', '用券数', 'coupons used'),
    quantity('stock_in', '入库件数', 'pieces in'),
    quantity('stock_out', '出库件数(负数)', 'pieces out, negative'),
    quantity('stock_take', '盘点差异件数', 'pieces found by stock-takes, signed'),
    count('new_member_count', '新会员数', 'members registered with the store on the day'),
  ],
});
