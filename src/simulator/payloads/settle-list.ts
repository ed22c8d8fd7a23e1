import { TENANT_ID } from '../hall/brand.ts';
import { type Seconds, toSeconds, toWallTime, ZERO_TIME } from '../hall/time.ts';
import { Cents, type ExactJson, type ExactRecord } from '../hall-source.ts';
import type { View } from './payload.ts';

/** The amounts of the settlement model that both endpoints fill; what is not given is 0. */
export type SettleFields = { readonly [Field in (typeof SETTLE_FIELDS)[number]]?: ExactJson };

/** The 66 fields in upstream's order. */
const SETTLE_FIELDS = [
  'id',
  'tenantId',
  'siteId',
  'siteName',
  'balanceAmount',
  'cardAmount',
  'cashAmount',
  'couponAmount',
  'createTime',
  'memberId',
  'memberName',
  'memberPhone',
  'memberCardTypeName',
  'memberCardAccountId',
  'tenantMemberCardId',
  'tableId',
  'consumeMoney',
  'onlineAmount',
  'operatorId',
  'operatorName',
  'revokeOrderId',
  'revokeTime',
  'payAmount',
  'pointAmount',
  'refundAmount',
  'settleName',
  'settleRelateId',
  'settleStatus',
  'settleType',
  'payTime',
  'roundingAmount',
  'paymentMethod',
  'adjustAmount',
  'assistantCxMoney',
  'assistantPdMoney',
  'couponSaleAmount',
  'plCouponSaleAmount',
  'merVouSalesAmount',
  'memberDiscountAmount',
  'tableChargeMoney',
  'goodsMoney',
  'realGoodsMoney',
  'serviceMoney',
  'prepayMoney',
  'salesManName',
  'salesManUserId',
  'orderRemark',
  'canBeRevoked',
  'pointDiscountPrice',
  'pointDiscountCost',
  'activityDiscount',
  'serialNumber',
  'assistantManualDiscount',
  'goodsPromotionMoney',
  'assistantPromotionMoney',
  'isUseCoupon',
  'isUseDiscount',
  'isActivity',
  'isBindMember',
  'isFirst',
  'rechargeCardAmount',
  'giftCardAmount',
  'electricityMoney',
  'realElectricityMoney',
  'electricityAdjustMoney',
  'settleDevice',
] as const;

const NONE = new Cents(0);
const DEFAULTS: ExactRecord = {
  ...Object.fromEntries(SETTLE_FIELDS.map((field) => [field, NONE])),
  siteName: '',
  memberName: null,
  memberPhone: null,
  memberCardTypeName: null,
  memberCardAccountId: 0n,
  tenantMemberCardId: 0n,
  tableId: 0n,
  revokeOrderId: 0n,
  revokeTime: ZERO_TIME,
  settleRelateId: 0n,
  settleStatus: 2,
  salesManName: '',
  salesManUserId: 0n,
  orderRemark: '',
  canBeRevoked: 0,
  serialNumber: 0,
  isUseCoupon: 0,
  isUseDiscount: 0,
  isActivity: 0,
  isBindMember: 0,
  isFirst: 0,
  settleDevice: 1,
};

/** Puts the fields into the double wrapping of upstream: `{siteProfile, settleList}`. */
export function wrapSettlement(fields: SettleFields, { profile }: View): ExactRecord {
  const settleList = { ...DEFAULTS, tenantId: TENANT_ID, siteId: profile.siteId, ...fields };
  return { siteProfile: profile.siteProfile, settleList };
}

const NAMES_END = toSeconds('2025-12-01 00:00:00');
const CARD_NAMES_END = toSeconds('2025-07-21 00:00:00');

/** Names that upstream wrote on settlements once and then stopped writing. */
export function namesOf(
  member: { readonly name: string; readonly mobile: string } | null,
  cardName: string | null,
  paidAt: Seconds,
): SettleFields {
  const named = member !== null && paidAt < NAMES_END;
  return {
    memberName: named ? member.name : null,
    memberPhone: named ? member.mobile : null,
    memberCardTypeName: paidAt < CARD_NAMES_END ? cardName : null,
  };
}

/** `revokeTime` of a document that reverses another: its own pay time. */
export function revokeTimeOf(revokes: bigint, paidAt: Seconds): string {
  return revokes === 0n ? ZERO_TIME : toWallTime(paidAt);
}
