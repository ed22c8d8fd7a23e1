/* oxlint-disable max-lines -- one list of codes, looked up and never read through */
import type { Mark } from './field.ts';

/** One code of a list with its meaning. */
export interface EnumValue {
  readonly code: number | string;
  readonly zh: string;
  readonly en: string;
  readonly mark: Mark;
}

/** A list of codes. A code that is not listed is stored as it is and reported, never rejected. */
export interface EnumDeclaration {
  readonly zh: string;
  readonly en: string;
  readonly values: readonly EnumValue[];
  readonly note?: string;
}

/** Every code list of the contract, by the name fields refer to. Codes above 2^53 do not occur. */
export const ENUMS: Readonly<Record<string, EnumDeclaration>> = {
  settleType: {
    zh: '结算类型',
    en: 'settlement type',
    values: [
      { code: 0, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'confirmed' },
      { code: 1, zh: '台桌结账', en: 'site order (table visit)', mark: 'derived' },
      { code: 3, zh: '商品结账', en: 'goods-only order', mark: 'derived' },
      { code: 5, zh: '充值', en: 'recharge', mark: 'derived' },
      { code: 6, zh: '退货', en: 'return of goods', mark: 'assumed' },
      { code: 7, zh: '充值撤销', en: 'recharge reversal', mark: 'assumed' },
    ],
    note: '1 and 3 as forward sales confirmed; their names and 6, 7 are assumed',
  },
  settleTypeText: {
    zh: '小票结算类型',
    en: 'settlement type on the ticket',
    values: [
      { code: 'SiteOrder', zh: '台桌结账', en: 'site order', mark: 'confirmed' },
      { code: 'GoodsOrder', zh: '商品结账', en: 'goods order', mark: 'assumed' },
      { code: 'Recharge', zh: '充值', en: 'recharge', mark: 'assumed' },
      { code: 'ReturnGoods', zh: '退货', en: 'return', mark: 'assumed' },
      { code: 'RechargeRevoke', zh: '充值撤销', en: 'recharge reversal', mark: 'assumed' },
    ],
  },
  settleStatus: {
    zh: '结算状态',
    en: 'settlement status',
    values: [
      { code: 1, zh: '待支付', en: 'open', mark: 'assumed' },
      { code: 2, zh: '已结算', en: 'settled', mark: 'assumed' },
      { code: 3, zh: '已撤销', en: 'revoked', mark: 'assumed' },
    ],
    note: 'valid list data carry 2 only',
  },
  paymentMethod: {
    zh: '支付方式',
    en: 'payment method',
    values: [
      { code: 0, zh: '无/全部', en: 'none, or all as a filter', mark: 'confirmed' },
      { code: 1, zh: '现金', en: 'cash', mark: 'assumed' },
      { code: 2, zh: '会员卡', en: 'member card', mark: 'assumed' },
      { code: 3, zh: '银行卡', en: 'bank card (POS)', mark: 'assumed' },
      { code: 4, zh: '微信', en: 'WeChat', mark: 'assumed' },
      { code: 5, zh: '支付宝', en: 'Alipay', mark: 'assumed' },
      { code: 6, zh: '团购平台', en: 'group-buy platform (head only, nothing left to pay)', mark: 'assumed' },
      { code: 7, zh: '组合支付', en: 'several methods (head only)', mark: 'assumed' },
      { code: 9, zh: '其他', en: 'other', mark: 'assumed' },
    ],
    note: '4 seen on a ticket whose card payment was 0; names assumed',
  },
  onlinePayChannel: {
    zh: '线上支付渠道',
    en: 'online pay channel',
    values: [
      { code: 0, zh: '无', en: 'none', mark: 'assumed' },
      { code: 1, zh: '微信', en: 'WeChat', mark: 'assumed' },
      { code: 2, zh: '支付宝', en: 'Alipay', mark: 'assumed' },
      { code: 3, zh: '云闪付', en: 'UnionPay QR', mark: 'assumed' },
    ],
  },
  payStatus: {
    zh: '支付状态',
    en: 'payment status',
    values: [
      { code: 1, zh: '处理中', en: 'pending', mark: 'assumed' },
      { code: 2, zh: '成功', en: 'success', mark: 'assumed' },
      { code: 3, zh: '失败', en: 'failed', mark: 'assumed' },
      { code: 4, zh: '已关闭', en: 'closed', mark: 'assumed' },
    ],
  },
  relateType: {
    zh: '关联单据类型',
    en: 'kind of the related document',
    values: [
      { code: 1, zh: '预付', en: 'prepayment (unused)', mark: 'assumed' },
      { code: 2, zh: '结算单', en: 'settlement (types 1, 3, 6)', mark: 'assumed' },
      { code: 5, zh: '充值单', en: 'recharge (types 5, 7)', mark: 'assumed' },
    ],
  },
  fromType: {
    zh: '余额变动来源',
    en: 'source of a balance change',
    values: [
      { code: 1, zh: '结算扣款', en: 'settlement debit', mark: 'confirmed' },
      { code: 2, zh: '充值', en: 'recharge (a reversal is negative)', mark: 'confirmed' },
      { code: 3, zh: '退款返还', en: 'refund back to card', mark: 'confirmed' },
      { code: 4, zh: '系统调整', en: 'system adjustment', mark: 'confirmed' },
      { code: 7, zh: '转账', en: 'transfer between cards', mark: 'confirmed' },
      { code: 9, zh: '其他', en: 'other', mark: 'confirmed' },
    ],
    note: 'codes confirmed; that a recharge reversal uses 2 with a negative amount is assumed',
  },
  cardKind: {
    zh: '卡种(按卡类型ID)',
    en: 'card kind by card_type_id',
    values: [
      { code: 1997360299720773, zh: '储值卡', en: 'stored value (cash card)', mark: 'assumed' },
      { code: 1997360316104773, zh: '活动抵用券', en: 'promotional voucher', mark: 'assumed' },
      { code: 1997360332488773, zh: '台费卡', en: 'table-fee card', mark: 'assumed' },
      { code: 1997360348872773, zh: '酒水卡', en: 'drinks card', mark: 'assumed' },
      { code: 1997360365256773, zh: '月卡', en: 'monthly card', mark: 'assumed' },
    ],
    note: 'kinds confirmed, ids invented; the first is the only cash-recharged card, the other four are gift cards',
  },
  cardPhysicsType: {
    zh: '卡物理类型',
    en: 'physical kind of card',
    values: [
      { code: 0, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'confirmed' },
      { code: 1, zh: '虚拟卡', en: 'virtual', mark: 'assumed' },
      { code: 2, zh: '实体卡', en: 'physical', mark: 'assumed' },
    ],
  },
  cardStatus: {
    zh: '卡状态',
    en: 'card status',
    values: [
      { code: 0, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'confirmed' },
      { code: 1, zh: '正常', en: 'active', mark: 'assumed' },
      { code: 2, zh: '冻结', en: 'frozen', mark: 'assumed' },
      { code: 3, zh: '过期', en: 'expired', mark: 'assumed' },
      { code: 4, zh: '注销', en: 'closed', mark: 'assumed' },
    ],
  },
  memberStatus: {
    zh: '会员状态',
    en: 'member status',
    values: [
      { code: 1, zh: '正常', en: 'active', mark: 'assumed' },
      { code: 2, zh: '停用', en: 'disabled', mark: 'assumed' },
      { code: 3, zh: '注销', en: 'closed', mark: 'assumed' },
    ],
  },
  gender: {
    zh: '性别',
    en: 'gender',
    values: [
      { code: 1, zh: '男', en: 'male', mark: 'assumed' },
      { code: 2, zh: '女', en: 'female', mark: 'assumed' },
      { code: 3, zh: '未知', en: 'unknown', mark: 'derived' },
    ],
  },
  couponChannel: {
    zh: '券渠道',
    en: 'coupon channel',
    values: [
      { code: 0, zh: '本店', en: 'own', mark: 'assumed' },
      { code: 1, zh: '美团', en: 'Meituan', mark: 'assumed' },
      { code: 2, zh: '抖音', en: 'Douyin', mark: 'assumed' },
      { code: 3, zh: '大众点评', en: 'Dianping', mark: 'assumed' },
      { code: 9, zh: '其他', en: 'other', mark: 'assumed' },
    ],
  },
  couponUseStatus: {
    zh: '券使用状态',
    en: 'coupon use status',
    values: [
      { code: 1, zh: '已使用', en: 'used', mark: 'assumed' },
      { code: 2, zh: '已撤销', en: 'revoked', mark: 'assumed' },
    ],
  },
  grouponType: {
    zh: '团购类型',
    en: 'group-buy type',
    values: [
      { code: 1, zh: '台费计时', en: 'table time', mark: 'assumed' },
      { code: 2, zh: '商品套餐', en: 'goods bundle', mark: 'assumed' },
      { code: 3, zh: '助教套餐', en: 'assistant bundle', mark: 'assumed' },
    ],
  },
  packageType: {
    zh: '套餐类型',
    en: 'package type',
    values: [
      { code: 1, zh: '团购套餐', en: 'group-buy package', mark: 'assumed' },
      { code: 2, zh: '代金券', en: 'cash voucher', mark: 'assumed' },
    ],
  },
  packageDateType: {
    zh: '日期规则',
    en: 'date rule',
    values: [
      { code: 1, zh: '按星期', en: 'by weekday', mark: 'assumed' },
      { code: 2, zh: '节假日除外', en: 'holidays excluded', mark: 'assumed' },
    ],
  },
  packageEffective: {
    zh: '生效状态',
    en: 'effective state',
    values: [
      { code: 1, zh: '生效中', en: 'effective', mark: 'assumed' },
      { code: 2, zh: '未开始', en: 'not started', mark: 'assumed' },
      { code: 3, zh: '已过期', en: 'expired', mark: 'assumed' },
    ],
  },
  offerType: {
    zh: '优惠类型',
    en: 'offer kind',
    values: [
      { code: 1, zh: '时长抵扣', en: 'time', mark: 'assumed' },
      { code: 2, zh: '金额抵扣', en: 'amount', mark: 'assumed' },
    ],
  },
  tableStatus: {
    zh: '台桌状态',
    en: 'table status',
    values: [
      { code: 1, zh: '空闲', en: 'free', mark: 'assumed' },
      { code: 2, zh: '使用中', en: 'in use', mark: 'assumed' },
      { code: 3, zh: '暂停中', en: 'paused', mark: 'assumed' },
      { code: 4, zh: '锁定', en: 'reserved', mark: 'assumed' },
      { code: 5, zh: '维护中', en: 'maintenance', mark: 'assumed' },
    ],
  },
  showStatus: {
    zh: '展示状态',
    en: 'show status',
    values: [
      { code: 0, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'confirmed' },
      { code: 1, zh: '展示', en: 'shown', mark: 'confirmed' },
      { code: 2, zh: '隐藏', en: 'hidden', mark: 'confirmed' },
    ],
  },
  virtualTable: {
    zh: '虚拟桌',
    en: 'virtual table',
    values: [
      { code: -1, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'confirmed' },
      { code: 0, zh: '物理台', en: 'physical', mark: 'confirmed' },
      { code: 1, zh: '虚拟台', en: 'virtual', mark: 'confirmed' },
    ],
  },
  assistantLevel: {
    zh: '助教等级',
    en: 'assistant level',
    values: [
      { code: 8, zh: '助教管理', en: 'assistant manager', mark: 'assumed' },
      { code: 10, zh: '初级', en: 'junior', mark: 'derived' },
      { code: 20, zh: '中级', en: 'middle', mark: 'derived' },
      { code: 30, zh: '高级', en: 'senior', mark: 'derived' },
      { code: 40, zh: '星级', en: 'star', mark: 'derived' },
    ],
  },
  assistantStatus: {
    zh: '账号状态',
    en: 'assistant account status',
    values: [
      { code: 1, zh: '启用', en: 'enabled', mark: 'assumed' },
      { code: 2, zh: '停用', en: 'disabled', mark: 'assumed' },
    ],
  },
  workStatus: {
    zh: '工作状态',
    en: 'work status',
    values: [
      { code: 0, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'confirmed' },
      { code: 1, zh: '在岗', en: 'at work', mark: 'assumed' },
      { code: 2, zh: '休息', en: 'off', mark: 'assumed' },
      { code: 3, zh: '请假', en: 'on leave', mark: 'assumed' },
    ],
  },
  leaveStatus: {
    zh: '离职状态',
    en: 'resignation state',
    values: [
      { code: 0, zh: '在职', en: 'employed', mark: 'assumed' },
      { code: 1, zh: '已离职', en: 'resigned', mark: 'assumed' },
    ],
  },
  entryType: {
    zh: '入职类型',
    en: 'entry type',
    values: [
      { code: 1, zh: '正式', en: 'regular', mark: 'assumed' },
      { code: 2, zh: '兼职', en: 'part time', mark: 'assumed' },
    ],
  },
  signStatus: {
    zh: '签署状态',
    en: 'signing status',
    values: [
      { code: -1, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'confirmed' },
      { code: 0, zh: '未签署', en: 'not signed', mark: 'assumed' },
      { code: 1, zh: '已签署', en: 'signed', mark: 'assumed' },
    ],
  },
  systemRole: {
    zh: '系统角色',
    en: 'system role',
    values: [
      { code: 4, zh: '店长', en: 'store manager', mark: 'derived' },
      { code: 10, zh: '助教', en: 'assistant', mark: 'derived' },
    ],
  },
  criticismStatus: {
    zh: '投诉状态',
    en: 'complaint status',
    values: [
      { code: 0, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'confirmed' },
      { code: 1, zh: '无投诉', en: 'none', mark: 'assumed' },
      { code: 2, zh: '有投诉', en: 'has complaints', mark: 'assumed' },
    ],
  },
  dingTalkSynced: {
    zh: '钉钉同步',
    en: 'DingTalk sync',
    values: [
      { code: 0, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'confirmed' },
      { code: 1, zh: '已同步', en: 'synced', mark: 'assumed' },
      { code: 2, zh: '未同步', en: 'not synced', mark: 'assumed' },
    ],
  },
  courseKind: {
    zh: '服务类型',
    en: 'course kind',
    values: [
      { code: 1, zh: '陪打(基础课)', en: 'pd, accompany-play / base course', mark: 'assumed' },
      { code: 2, zh: '超休(附加课)', en: 'cx, over-rest / bonus course', mark: 'assumed' },
    ],
    note: 'kinds derived, codes assumed',
  },
  isConfirm: {
    zh: '确认状态',
    en: 'confirmation state',
    values: [
      { code: 0, zh: '未确认', en: 'not confirmed', mark: 'assumed' },
      { code: 1, zh: '已确认', en: 'confirmed', mark: 'assumed' },
      { code: 2, zh: '全部(仅筛选)', en: 'all (filter only)', mark: 'assumed' },
    ],
  },
  orderType: {
    zh: '订单类型',
    en: 'order type',
    values: [
      { code: 1, zh: '台桌订单', en: 'table order', mark: 'derived' },
      { code: 2, zh: '商品订单', en: 'goods order', mark: 'assumed' },
    ],
  },
  ledgerStatus: {
    zh: '流水状态',
    en: 'ledger status',
    values: [
      { code: 1, zh: '待结算', en: 'open', mark: 'assumed' },
      { code: 2, zh: '已生效', en: 'in force', mark: 'assumed' },
      { code: 3, zh: '已作废', en: 'void', mark: 'assumed' },
    ],
  },
  adjustType: {
    zh: '调整类型',
    en: 'adjustment kind',
    values: [
      { code: 1, zh: '减免金额', en: 'amount off', mark: 'assumed' },
      { code: 2, zh: '打折', en: 'rate off', mark: 'assumed' },
      { code: 3, zh: '免单', en: 'free', mark: 'assumed' },
    ],
  },
  salesType: {
    zh: '销售类型',
    en: 'sale kind',
    values: [
      { code: 1, zh: '销售', en: 'sale', mark: 'assumed' },
      { code: 2, zh: '退货', en: 'return', mark: 'assumed' },
      { code: 3, zh: '赠送', en: 'gift', mark: 'assumed' },
    ],
  },
  stockType: {
    zh: '库存变动类型',
    en: 'stock movement type',
    values: [
      { code: 1, zh: '销售出库', en: 'sale out', mark: 'assumed' },
      { code: 2, zh: '采购入库', en: 'purchase in', mark: 'assumed' },
      { code: 3, zh: '盘盈', en: 'stock-take gain', mark: 'assumed' },
      { code: 4, zh: '盘亏', en: 'stock-take loss', mark: 'assumed' },
      { code: 5, zh: '退货入库', en: 'return in', mark: 'assumed' },
      { code: 6, zh: '报损出库', en: 'waste out', mark: 'assumed' },
      { code: 7, zh: '调拨出库', en: 'transfer out', mark: 'assumed' },
      { code: 8, zh: '调拨入库', en: 'transfer in', mark: 'assumed' },
      { code: 9, zh: '领用出库', en: 'internal use out', mark: 'assumed' },
    ],
    note: 'in = 2, 5, 8; out = 1, 6, 7, 9; stock-take = 3, 4',
  },
  goodsState: {
    zh: '商品状态',
    en: 'goods state',
    values: [
      { code: 1, zh: '上架', en: 'on sale', mark: 'assumed' },
      { code: 2, zh: '下架', en: 'off sale', mark: 'assumed' },
    ],
  },
  forbidSell: {
    zh: '禁售',
    en: 'sale ban',
    values: [
      { code: 1, zh: '可售', en: 'allowed', mark: 'assumed' },
      { code: 2, zh: '禁售', en: 'banned', mark: 'assumed' },
    ],
  },
  enabled: {
    zh: '启用',
    en: 'enabled',
    values: [
      { code: 1, zh: '启用', en: 'enabled', mark: 'assumed' },
      { code: 2, zh: '停用', en: 'disabled', mark: 'assumed' },
    ],
  },
  onOff: {
    zh: '开关',
    en: 'switch',
    values: [
      { code: 1, zh: '开', en: 'on', mark: 'assumed' },
      { code: 2, zh: '关', en: 'off', mark: 'assumed' },
    ],
  },
  isFirst: {
    zh: '是否首充',
    en: 'first recharge',
    values: [
      { code: 0, zh: '不适用/全部(筛选)', en: 'not applicable, or all as a filter', mark: 'derived' },
      { code: 1, zh: '首充', en: 'first', mark: 'assumed' },
      { code: 2, zh: '非首充', en: 'not first', mark: 'assumed' },
    ],
  },
  terminal: {
    zh: '终端',
    en: 'terminal',
    values: [
      { code: 1, zh: '收银台', en: 'cash desk', mark: 'assumed' },
      { code: 2, zh: '小程序', en: 'mini program', mark: 'assumed' },
      { code: 3, zh: '移动端', en: 'mobile', mark: 'assumed' },
    ],
  },
  skillKind: {
    zh: '技能',
    en: 'skill kind by skill_id',
    values: [
      { code: 1998775877320773, zh: '陪打', en: 'pd', mark: 'assumed' },
      { code: 1998775893704773, zh: '超休', en: 'cx', mark: 'assumed' },
      { code: 1998775910088773, zh: '包厢课', en: 'private-room course, billed as pd', mark: 'assumed' },
    ],
    note: 'three skill rows exist downstream; ids and the third kind invented',
  },
};
