import { bool, datetime, decimal, type Field, id, int, object, text } from './field.ts';

/** What differs between the two endpoints that send `settleList`. */
export interface SettleListOwn {
  /** ODS table of the endpoint: a revoked document lies in the same one. */
  readonly table: string;
  readonly tableId: Field;
  readonly settleRelateId: Field;
}

/* oxlint-disable max-lines-per-function -- a list of fields, a line each */
/** The row that settlements (结账) and recharges (充值) share: the store's profile and the object `settleList`. */
export function settleListFields(own: SettleListOwn): readonly Field[] {
  return [
    object('siteProfile', 'confirmed', '门店快照', 'store snapshot', { shape: 'siteProfile' }),
    object('settleList', 'confirmed', '结算单本体(对象)', 'the settlement itself (an object, although called list)'),
    id('settleList.id', 'confirmed', '结算单ID', 'settlement id (= order_settle_id elsewhere)'),
    id('settleList.tenantId', 'confirmed', '租户ID', 'tenant id'),
    id('settleList.siteId', 'confirmed', '门店ID', 'store id', { ref: 'siteProfile.id' }),
    text('settleList.siteName', 'confirmed', '门店名称', "store name, '' seen"),
    decimal('settleList.balanceAmount', 'confirmed', '余额支付金额', 'paid from member cards in all', { unit: 'yuan' }),
    decimal(
      'settleList.cardAmount',
      'confirmed',
      '卡支付金额',
      'card amount; read here as bank card / POS (assumed meaning)',
      { unit: 'yuan', note: 'name confirmed; meaning (bank card, not member card) assumed' },
    ),
    decimal('settleList.cashAmount', 'confirmed', '现金金额', 'cash amount', { unit: 'yuan' }),
    decimal(
      'settleList.couponAmount',
      'derived',
      '券抵扣金额',
      'list-price value covered by group-buy / platform coupons',
      { unit: 'yuan', note: 'in the ticket head the field of the same name stays 0 for group-buy (see TKT-06)' },
    ),
    datetime('settleList.createTime', 'assumed', '创建时间', 'checkout opened'),
    id('settleList.memberId', 'derived', '会员ID', 'member id, 0 or less = walk-in', { ref: 'member_profiles.id' }),
    text('settleList.memberName', 'derived', '会员姓名', 'member name; always null since 2025-12', { nullable: true }),
    text('settleList.memberPhone', 'derived', '会员手机', 'member phone; always null since 2025-12', {
      nullable: true,
    }),
    text('settleList.memberCardTypeName', 'derived', '会员卡类型名', 'card type name; always null since 2025-07-21', {
      nullable: true,
    }),
    id('settleList.memberCardAccountId', 'derived', '会员卡账户ID', 'card account id; always 0'),
    id(
      'settleList.tenantMemberCardId',
      'assumed',
      '租户会员卡ID',
      'main member card used (recharge: the card credited), 0 = none',
      { ref: 'member_stored_value_cards.id' },
    ),
    own.tableId,
    decimal(
      'settleList.consumeMoney',
      'derived',
      '消费金额',
      'consumption total; three historical meanings, never compute with it',
      { unit: 'yuan' },
    ),
    decimal('settleList.onlineAmount', 'assumed', '线上支付金额', 'WeChat + Alipay scan payments', { unit: 'yuan' }),
    id('settleList.operatorId', 'assumed', '操作员ID', 'operator (staff) id'),
    text('settleList.operatorName', 'assumed', '操作员', 'operator, label and name in one string'),
    id(
      'settleList.revokeOrderId',
      'assumed',
      '被冲销结算单ID',
      'settlement reversed by this row (types 6, 7), else 0',
      { ref: `${own.table}.settleList.id` },
    ),
    datetime('settleList.revokeTime', 'assumed', '撤销时间', 'reversal time, zero date = none', { nullable: true }),
    decimal('settleList.payAmount', 'derived', '实付金额(不含会员卡)', 'money received outside member cards', {
      unit: 'yuan',
      note: 'column pay_amount known for recharge orders',
    }),
    decimal('settleList.pointAmount', 'derived', '赠送金额', 'gifted part of a recharge, 0 on sales', {
      unit: 'yuan',
      note: 'column point_amount known for recharge orders',
    }),
    decimal(
      'settleList.refundAmount',
      'derived',
      '退款金额',
      'total refunded so far against this settlement (positive; edited late)',
      { unit: 'yuan' },
    ),
    text('settleList.settleName', 'assumed', '结算名称', 'display name, mostly the table name'),
    own.settleRelateId,
    int('settleList.settleStatus', 'assumed', '结算状态', 'settlement status', { enum: 'settleStatus' }),
    int('settleList.settleType', 'confirmed', '结算类型', 'settlement type', { enum: 'settleType' }),
    datetime('settleList.payTime', 'derived', '支付时间', 'payment time'),
    decimal('settleList.roundingAmount', 'assumed', '抹零金额', 'rounded off, 0 <= x < 1', { unit: 'yuan' }),
    int('settleList.paymentMethod', 'derived', '支付方式', 'payment method of the head', { enum: 'paymentMethod' }),
    decimal('settleList.adjustAmount', 'derived', '手动调整(减免)', 'manual reductions on table fee and goods', {
      unit: 'yuan',
    }),
    decimal('settleList.assistantCxMoney', 'derived', '助教超休费', 'assistant bonus course fee at list price', {
      unit: 'yuan',
    }),
    decimal('settleList.assistantPdMoney', 'derived', '助教陪打费', 'assistant accompany-play fee at list price', {
      unit: 'yuan',
    }),
    decimal('settleList.couponSaleAmount', 'assumed', '券销售金额', 'what guests paid for the coupons used', {
      unit: 'yuan',
    }),
    decimal('settleList.plCouponSaleAmount', 'assumed', '平台券销售金额', 'platform part of couponSaleAmount', {
      unit: 'yuan',
    }),
    decimal('settleList.merVouSalesAmount', 'assumed', '商家券销售金额', 'own-voucher part of couponSaleAmount', {
      unit: 'yuan',
    }),
    decimal('settleList.memberDiscountAmount', 'assumed', '会员折扣', 'member discount in all', { unit: 'yuan' }),
    decimal('settleList.tableChargeMoney', 'derived', '台费', 'table fee at list price', { unit: 'yuan' }),
    decimal('settleList.goodsMoney', 'derived', '商品金额', 'goods at list price', { unit: 'yuan' }),
    decimal('settleList.realGoodsMoney', 'assumed', '商品实收', 'goods after reductions', { unit: 'yuan' }),
    decimal('settleList.serviceMoney', 'assumed', '服务费', 'service fee, 0 (unused)', { unit: 'yuan' }),
    decimal('settleList.prepayMoney', 'assumed', '预付金额', 'prepaid, 0 (unused)', { unit: 'yuan' }),
    text('settleList.salesManName', 'assumed', '营业员', 'salesman name'),
    id('settleList.salesManUserId', 'assumed', '营业员ID', 'salesman user id, 0 = none'),
    text('settleList.orderRemark', 'assumed', '订单备注', 'order remark'),
    bool('settleList.canBeRevoked', 'assumed', '可否撤销', 'can be reversed'),
    decimal('settleList.pointDiscountPrice', 'assumed', '积分抵扣', 'points discount, 0 (unused)', { unit: 'yuan' }),
    decimal('settleList.pointDiscountCost', 'assumed', '积分消耗', 'points spent, 0 (unused)', { unit: 'point' }),
    decimal('settleList.activityDiscount', 'assumed', '活动优惠', 'campaign discount, 0 (unused)', { unit: 'yuan' }),
    int('settleList.serialNumber', 'assumed', '流水序号', 'serial number'),
    decimal(
      'settleList.assistantManualDiscount',
      'assumed',
      '助教手动折扣',
      'manual reductions on assistant services',
      { unit: 'yuan' },
    ),
    decimal('settleList.goodsPromotionMoney', 'assumed', '商品券抵扣', 'part of couponAmount on goods', {
      unit: 'yuan',
    }),
    decimal(
      'settleList.assistantPromotionMoney',
      'assumed',
      '助教券抵扣',
      'part of couponAmount on assistant services',
      { unit: 'yuan' },
    ),
    bool('settleList.isUseCoupon', 'assumed', '是否用券', 'coupon used'),
    bool('settleList.isUseDiscount', 'assumed', '是否打折', 'discount used'),
    bool('settleList.isActivity', 'assumed', '是否活动', 'campaign used'),
    bool('settleList.isBindMember', 'assumed', '是否绑定会员', 'member bound'),
    int('settleList.isFirst', 'assumed', '是否首充', 'first recharge marker', { enum: 'isFirst' }),
    decimal('settleList.rechargeCardAmount', 'derived', '充值卡支付', 'paid from cash-recharged cards', {
      unit: 'yuan',
    }),
    decimal('settleList.giftCardAmount', 'derived', '赠送卡支付', 'paid from gift cards', { unit: 'yuan' }),
    decimal('settleList.electricityMoney', 'derived', '电费', 'electricity, always 0 (unused)', { unit: 'yuan' }),
    decimal('settleList.realElectricityMoney', 'assumed', '实收电费', 'electricity received, 0 (unused)', {
      unit: 'yuan',
    }),
    decimal('settleList.electricityAdjustMoney', 'assumed', '电费调整', 'electricity adjustment, 0 (unused)', {
      unit: 'yuan',
    }),
    int('settleList.settleDevice', 'assumed', '结算终端', 'terminal kind', { enum: 'terminal' }),
  ];
}
