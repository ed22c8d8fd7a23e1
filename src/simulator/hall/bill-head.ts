import { type CardPart, type Draft, type DraftLine, realOf } from './bill.ts';
import { CASH_KIND } from './brand.ts';
import type { Bill, PaidMethod } from './facts.ts';
import { type Money, sumOf } from './money.ts';
import type { Tender } from './paying.ts';

/** Sums a made-up bill and its payment into the amounts of the head. */
export function billOf(draft: Draft, paid: Tender): Bill {
  const lines: readonly DraftLine[] = [...draft.uses, ...draft.services, ...draft.goods];
  const services = (kind: 1 | 2): Money =>
    sumOf(draft.services, (line) => (line.planned.kind === kind ? line.amount : 0));
  const sale = (own: boolean): Money =>
    sumOf(draft.redemptions, ({ coupon }) => ((coupon.channel === 0) === own ? coupon.package.price : 0));
  return {
    table: sumOf(draft.uses, (line) => line.amount),
    goods: sumOf(draft.goods, (line) => line.amount),
    pd: services(1),
    cx: services(2),
    coupon: sumOf(lines, (line) => line.coupon),
    goodsCoupon: sumOf(draft.goods, (line) => line.coupon),
    assistantCoupon: sumOf(draft.services, (line) => line.coupon),
    platformSale: sale(false),
    ownSale: sale(true),
    memberDiscount: sumOf(lines, (line) => line.memberDiscount),
    adjust: sumOf([...draft.uses, ...draft.goods], (line) => line.adjust),
    assistantDiscount: sumOf(draft.services, (line) => line.adjust),
    rounding: paid.rounding,
    realGoods: sumOf(draft.goods, realOf),
    ...moneyParts(paid.money),
    ...cardParts(paid.cards),
  };
}

/** Money by the three ways the head tells apart. */
export function moneyParts(parts: readonly { readonly method: PaidMethod; readonly amount: Money }[]): {
  cash: Money;
  online: Money;
  bank: Money;
} {
  const by = (methods: readonly number[]): Money =>
    sumOf(parts, (part) => (methods.includes(part.method) ? part.amount : 0));
  return { cash: by([1]), online: by([4, 5]), bank: by([3]) };
}

/** Card payments by stored-value and gift cards. */
export function cardParts(parts: readonly CardPart[]): { rechargeCard: Money; giftCard: Money } {
  const by = (cash: boolean): Money =>
    sumOf(parts, (part) => ((part.card.kind === CASH_KIND) === cash ? part.amount : 0));
  return { rechargeCard: by(true), giftCard: by(false) };
}
