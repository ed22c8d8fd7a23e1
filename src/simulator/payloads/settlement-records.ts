import { CARD_KINDS } from '../hall/brand.ts';
import type { Bill, Settlement } from '../hall/facts.ts';
import { toWallTime } from '../hall/time.ts';
import type { ExactRecord } from '../hall-source.ts';
import { eventPayload, flag, idOf, known, type View, yuan } from './payload.ts';
import { namesOf, revokeTimeOf, type SettleFields, wrapSettlement } from './settle-list.ts';

/** 结账记录: one row a settlement. */
export const settlementRecords = eventPayload((day) => day.settlements, render);

/** Items at list price: what upstream calls consumption (and nobody may compute with). */
export function consumptionOf(bill: Bill): number {
  return bill.table + bill.goods + bill.pd + bill.cx;
}

function render(fact: Settlement, view: View): ExactRecord {
  const { bill, member, mainCard, table } = fact;
  const cardName = mainCard === null ? null : (CARD_KINDS[mainCard.kind]?.name ?? null);
  return wrapSettlement(
    {
      id: fact.id,
      createTime: toWallTime(fact.createdAt),
      payTime: toWallTime(fact.at),
      memberId: idOf(member),
      ...namesOf(member, cardName, fact.at),
      tenantMemberCardId: idOf(mainCard),
      tableId: idOf(table),
      settleName: table?.name ?? (fact.type === 6 ? '退货' : '商品'),
      operatorId: fact.operator.id,
      operatorName: fact.operator.name,
      revokeOrderId: fact.revokes,
      revokeTime: revokeTimeOf(fact.revokes, fact.at),
      refundAmount: yuan(known(fact.refund, 0, view)),
      settleRelateId: fact.tradeNo,
      settleType: fact.type,
      paymentMethod: fact.method,
      canBeRevoked: flag(fact.type !== 6),
      isUseCoupon: flag(fact.redemptions.length > 0),
      isUseDiscount: flag(bill.memberDiscount !== 0 || bill.adjust !== 0 || bill.assistantDiscount !== 0),
      isBindMember: flag(member !== null),
      ...amounts(bill),
    },
    view,
  );
}

function amounts(bill: Bill): SettleFields {
  return {
    balanceAmount: yuan(bill.rechargeCard + bill.giftCard),
    rechargeCardAmount: yuan(bill.rechargeCard),
    giftCardAmount: yuan(bill.giftCard),
    cardAmount: yuan(bill.bank),
    cashAmount: yuan(bill.cash),
    onlineAmount: yuan(bill.online),
    payAmount: yuan(bill.cash + bill.online + bill.bank),
    couponAmount: yuan(bill.coupon),
    goodsPromotionMoney: yuan(bill.goodsCoupon),
    assistantPromotionMoney: yuan(bill.assistantCoupon),
    couponSaleAmount: yuan(bill.platformSale + bill.ownSale),
    plCouponSaleAmount: yuan(bill.platformSale),
    merVouSalesAmount: yuan(bill.ownSale),
    consumeMoney: yuan(consumptionOf(bill)),
    roundingAmount: yuan(bill.rounding),
    adjustAmount: yuan(bill.adjust),
    assistantManualDiscount: yuan(bill.assistantDiscount),
    memberDiscountAmount: yuan(bill.memberDiscount),
    assistantCxMoney: yuan(bill.cx),
    assistantPdMoney: yuan(bill.pd),
    tableChargeMoney: yuan(bill.table),
    goodsMoney: yuan(bill.goods),
    realGoodsMoney: yuan(bill.realGoods),
  };
}
