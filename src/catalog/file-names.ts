/**
 * Names under which exports of the old project and of people keep the answers of an endpoint, by ODS table, without `.json`.
 * The table itself, its Chinese label, its old view and the last word of the path are understood without being listed.
 */
export const FILE_NAMES: Readonly<Record<string, readonly string[]>> = {
  assistant_accounts_master: ['助教账号', '助教账号列表', '助教档案', '助教列表', '助教信息'],
  assistant_cancellation_records: ['助教废除', '助教作废', '助教作废记录', '助教取消记录'],
  assistant_service_records: ['助教流水', '助教服务记录', '助教服务', '助教服务明细'],
  goods_stock_movements: ['库存变化', '库存变动', '库存变动记录', '库存流水', '出入库记录', '商品出入库记录'],
  goods_stock_summary: ['库存汇总', '库存报表', '商品库存汇总', '库存统计'],
  group_buy_packages: ['团购套餐', '团购套餐列表', '套餐列表', '团购列表'],
  group_buy_redemption_records: ['团购核销', '团购核销记录', '团购流水', '团购套餐流水', '团购套餐使用记录'],
  member_balance_changes: ['余额变动', '余额变动记录', '余额变更', '余额变更记录', '会员余额变更', '会员余额变动记录'],
  member_profiles: ['会员', '会员列表', '会员信息', '会员资料', '会员档案列表'],
  member_stored_value_cards: ['储值卡', '储值卡列表', '会员卡', '会员卡列表', '会员储值卡列表'],
  payment_transactions: ['支付', '支付记录', '支付明细', '收款记录', '付款记录'],
  platform_coupon_redemption_records: ['平台验券', '验券记录', '平台券核销', '平台券核销记录', '券核销记录'],
  recharge_settlements: ['充值', '充值记录', '充值结算记录', '充值流水', '会员充值记录'],
  refund_transactions: ['退款', '退款记录', '退款明细'],
  settlement_records: ['结账', '结账单', '结账列表', '结算记录', '订单结账', '订单记录', '订单结账记录'],
  settlement_ticket_details: ['小票', '小票明细', '小票详情', '结账小票', '结账小票详情'],
  site_tables_master: ['台桌', '台桌列表', '台桌档案', '台桌信息', '球台列表'],
  stock_goods_category_tree: ['商品分类', '商品分类列表', '商品类目', '库存商品分类', '货品分类'],
  store_goods_master: ['门店商品', '门店商品列表', '门店货品'],
  store_goods_sales_records: [
    '门店销售记录',
    '商品销售',
    '商品销售记录',
    '商品销售流水',
    '商品销售明细',
    '门店商品销售',
  ],
  table_fee_discount_records: ['台费打折', '台费调账', '台费优惠', '台费打折记录', '台费调账记录', '台费打折调账记录'],
  table_fee_transactions: ['台费流水', '台费记录', '台费明细', '台费', '台桌使用记录', '开台记录'],
  tenant_goods_master: ['商品档案', '商品列表', '租户商品', '租户商品列表', '总部商品档案'],
};
