import { chargedServiceSeconds } from '../hall/bill.ts';
import { TENANT_ID, TENANT_NAME } from '../hall/brand.ts';
import type { GoodsLine, Redemption, Service, Settlement, TableUse } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import { Cents, type ExactRecord } from '../hall-source.ts';
import { eventPayload, type View, yuan } from './payload.ts';
import { consumptionOf } from './settlement-records.ts';

/** 小票: one document a settlement, as printed at the time (a later refund does not change it). */
export const settlementTicketDetails = eventPayload((day) => day.settlements, render);

const NONE = new Cents(0);
const TYPE_TEXTS = { 1: 'SiteOrder', 3: 'GoodsOrder', 6: 'ReturnGoods' } as const;

function render(fact: Settlement, view: View): ExactRecord {
  const { bill, member } = fact;
  const paid = bill.cash + bill.online + bill.bank;
  const cards = bill.rechargeCard + bill.giftCard;
  return {
    ...letterhead(fact, view),
    actualPayment: yuan(paid),
    ledgerAmount: yuan(paid + cards),
    consumeMoney: yuan(consumptionOf(bill)),
    refundAmount: NONE,
    balanceAmount: yuan(cards),
    memberOfferAmount: yuan(bill.memberDiscount),
    deliveryFee: NONE,
    adjustAmount: yuan(bill.adjust + bill.rounding),
    paymentMethod: fact.method,
    memberDeductAmount: 0,
    payTime: toWallTime(fact.at),
    couponAmount: NONE,
    returnGoodsAmount: yuan(fact.type === 6 ? -(paid + cards) : 0),
    onlineReturnAmount: yuan(fact.type === 6 ? -bill.online : 0),
    payMemberBalance: yuan(cards),
    pointDiscountPrice: NONE,
    pointDiscountCost: NONE,
    prepayMoney: NONE,
    orderRemark: '',
    deliveryAddress: '',
    memberProfile: {
      memberName: member?.name ?? '匿名用户',
      memberPhone: member?.mobile ?? '',
      memberPoint: NONE,
    },
    orderItem: orderItems(fact),
  };
}

function letterhead(fact: Settlement, { profile }: View): ExactRecord {
  return {
    tenantId: TENANT_ID,
    siteId: profile.siteId,
    orderSettleId: fact.id,
    orderSettleNumber: 0,
    assistantManualDiscount: yuan(fact.bill.assistantDiscount),
    siteName: profile.name,
    tenantName: TENANT_NAME,
    siteAddress: profile.siteProfile['full_address'] ?? '',
    siteBusinessTel: profile.siteProfile['business_tel'] ?? '',
    ticketRemark: '',
    ticketCustomContent: '',
    voucherMoney: NONE,
    rewardName: '激励',
    cashierName: fact.operator.name,
    settleType: TYPE_TEXTS[fact.type],
  };
}

/** One item a table segment; goods and coupons stand in the first, services in the item of their table. */
function orderItems(fact: Settlement): ExactRecord[] {
  const head = { siteOrderId: fact.tradeNo, orderSettleId: fact.id };
  const goods = { goodsLedgers: fact.goods.map(goodsLine), orderCouponLedgers: fact.redemptions.map(couponLine) };
  if (fact.uses.length === 0) return [{ ...head, orderType: 2, tableLedger: null, ...goods }];
  const nothing = { goodsLedgers: [], orderCouponLedgers: [] };
  return fact.uses.map((use, index) => {
    const services = fact.services.filter((service) => service.table === use.table);
    const tableLedger = tableLine(use, services);
    return { ...head, orderType: 1, tableLedger, ...(index === 0 ? goods : nothing) };
  });
}

function tableLine(use: TableUse, services: readonly Service[]): ExactRecord {
  return {
    orderTableLedgerId: use.id,
    siteTableId: 0n,
    tableName: use.table.name,
    tableAreaName: use.table.area.name,
    chargeStartTime: toWallTime(use.start),
    chargeEndTime: toWallTime(use.end),
    lastUseTime: toWallTime(use.end),
    consumptionAmount: yuan(use.amount),
    adjustAmount: yuan(use.adjust),
    memberDiscountAmount: yuan(use.memberDiscount),
    pauseDuration: Math.floor(use.pause / 60),
    useDuration: Math.floor((use.end - use.start - use.pause) / 60),
    chargeDuration: 0,
    orderServiceLedgers: services.map((service) => ({
      orderAssistantLedgerId: service.id,
      assistantName: `${service.assistant.number}-${service.assistant.nickname}`,
      skillName: service.skill.name,
      useDuration: Math.floor(chargedServiceSeconds(service) / 60),
      ledgerAmount: yuan(service.amount),
      discountMoney: yuan(service.adjust),
    })),
  };
}

function goodsLine(line: GoodsLine): ExactRecord {
  const { brand } = line.goods;
  return {
    orderGoodsLedgerId: line.id,
    orderTradeNo: line.owner.tradeNo,
    tenantGoodsCategoryId: brand.category.id,
    memberCouponId: 0n,
    siteGoodsId: line.goods.id,
    orderCouponId: 0n,
    goodsName: brand.name,
    goodsRemark: brand.name,
    optionName: line.optionPrice === 0 ? '' : '加料',
    goodsCount: line.count,
    goodsPrice: yuan(line.unitPrice),
    ledgerAmount: yuan(line.amount),
    discountMoney: yuan(line.adjust),
    memberDiscountAmount: yuan(line.memberDiscount),
    optionPrice: yuan(line.optionPrice),
  };
}

function couponLine(redemption: Redemption): ExactRecord {
  return {
    orderCouponLedgerId: redemption.id,
    couponName: redemption.package.name,
    couponCode: redemption.code,
    couponChannel: redemption.channel,
    salePrice: yuan(redemption.package.price),
    ledgerAmount: yuan(redemption.tablePart + redemption.goodsPart + redemption.assistantPart),
  };
}
