import { type CardPart, type Draft, realOf } from './bill.ts';
import { cardParts, moneyParts } from './bill-head.ts';
import { changeBalance } from './cards.ts';
import type { Bill, CardRef, GoodsLine, MemberRef, PaidMethod, Settlement } from './facts.ts';
import { type HallDay, notBefore, operatorAt } from './hall-day.ts';
import type { Money } from './money.ts';
import { headMethod } from './paying.ts';
import type { Rng } from './rng.ts';
import { at } from './state.ts';
import { moveStock } from './stock.ts';
import { HOUR, MINUTE, type Seconds } from './time.ts';
import type { FigureName } from './truth.ts';

/** What was paid by one payment row; `cards` says which cards when the method is 2. */
export interface PaidPart {
  readonly method: PaidMethod;
  readonly amount: Money;
  readonly paymentId: bigint;
  readonly cards: readonly CardPart[];
}

/** A return, decided at checkout so that the rows it will change can say from when on they are changed. */
export interface ReturnPlan {
  readonly when: Seconds;
  /** Place of the line among the goods lines of the settlement. */
  readonly line: number;
  readonly index: number;
  readonly count: number;
  readonly listAmount: Money;
  readonly adjust: Money;
  readonly memberDiscount: Money;
  /** What is given back, positive. */
  readonly amount: Money;
  readonly refunds: readonly PaidPart[];
  readonly cards: readonly CardPart[];
}

const RETURN_SHARE = 0.025;

interface Sale {
  readonly draft: Draft;
  readonly paid: readonly PaidPart[];
  readonly when: Seconds;
  readonly rounding: Money;
}

/** Decides whether a line of this sale comes back; null mostly. */
export function planReturn(sale: Sale, rng: Rng): ReturnPlan | null {
  // What was rounded off or covered by a coupon cannot be given back to the cent: such sales are not returned.
  if (!rng.chance(RETURN_SHARE) || sale.rounding > 0) return null;
  const lines = [...sale.draft.goods.entries()].filter(
    ([, each]) => each.coupon === 0 && !each.gift && realOf(each) > 0,
  );
  if (lines.length === 0) return null;
  const [number, line] = rng.pick(lines);
  const count = rng.int(1, line.count);
  const adjust = Math.floor((line.adjust * count) / line.count);
  const memberDiscount = Math.floor((line.memberDiscount * count) / line.count);
  const listAmount = (line.unitPrice + line.optionPrice) * count;
  const amount = listAmount - adjust - memberDiscount;
  if (amount <= 0 || amount > realOf(line)) return null;
  const refunds = refundParts(sale.paid, amount);
  const cards = refunds.flatMap((part) => part.cards);
  const when = returnTime(sale.when, rng);
  return { when, line: number, index: line.index, count, listAmount, adjust, memberDiscount, amount, refunds, cards };
}

/** Soon, or within two days; later than the sale in any case. */
function returnTime(soldAt: Seconds, rng: Rng): Seconds {
  return soldAt + (rng.chance(0.5) ? rng.int(5, 90) * MINUTE : rng.int(10, 48) * HOUR + rng.int(0, 3000));
}

/** Money goes back the way it came, the first payment first. */
function refundParts(paid: readonly PaidPart[], amount: Money): PaidPart[] {
  const parts: PaidPart[] = [];
  let left = amount;
  for (const payment of paid) {
    const part = Math.min(left, payment.amount);
    if (part > 0) parts.push({ ...payment, amount: part, cards: cardRefunds(payment.cards, part) });
    left -= part;
  }
  return parts;
}

function cardRefunds(cards: readonly CardPart[], amount: Money): CardPart[] {
  const parts: CardPart[] = [];
  let left = amount;
  for (const { card, amount: paid } of cards) {
    const part = Math.min(left, paid);
    if (part > 0) parts.push({ card, amount: part });
    left -= part;
  }
  return parts;
}

/** The goods come back: a settlement of type 6, its line, the refunds and the stock. */
export function takeBack(day: HallDay, sold: Settlement, plan: ReturnPlan): void {
  const { when } = plan;
  const createdAt = notBefore(day, when - 30);
  const tradeNo = day.ids.at(createdAt);
  const id = day.ids.at(createdAt);
  const operator = operatorAt(day.profile, when);
  recordRefunds(day, plan.refunds, { id, member: sold.member, mainCard: sold.mainCard, when });
  const line = returnLine(day, sold, plan, { settleId: id, tradeNo });
  day.facts.goods.push(line);
  day.facts.settlements.push({
    id,
    at: when,
    type: 6,
    tradeNo,
    createdAt,
    member: sold.member,
    mainCard: sold.mainCard,
    table: null,
    operator,
    bill: returnBill(plan),
    method: headMethod(
      plan.refunds.map((part) => part.method),
      0,
    ),
    revokes: sold.id,
    refund: null,
    uses: [],
    services: [],
    goods: [line],
    redemptions: [],
  });
  creditCards(day, plan, id);
  if (line.goods.brand.category.warehousing) moveStock(day, plan.index, { type: 5, change: plan.count, when });
  at(day.state.goods, plan.index).sold -= plan.count;
  day.post('returns', 1, when);
  day.post('returnAmount', plan.amount, when);
  day.post('returnPieces', plan.count, when);
}

function creditCards(day: HallDay, plan: ReturnPlan, relateId: bigint): void {
  for (const { card, amount } of plan.cards) {
    changeBalance(day, { card, change: amount, when: plan.when, fromType: 3, relateId, method: 2, remark: '退货返还' });
  }
}

function returnLine(
  day: HallDay,
  sold: Settlement,
  plan: ReturnPlan,
  document: { readonly settleId: bigint; readonly tradeNo: bigint },
): GoodsLine {
  const original = at(sold.goods, plan.line);
  return {
    ...original,
    id: day.ids.at(plan.when),
    at: plan.when,
    owner: { ...document, payId: 0n, member: sold.member, operator: operatorAt(day.profile, plan.when) },
    table: null,
    count: -plan.count,
    salesType: 2,
    returnOf: original.id,
    packageId: 0n,
    returned: null,
    amount: -plan.listAmount,
    adjust: -plan.adjust,
    memberDiscount: -plan.memberDiscount,
    coupon: 0,
    real: -plan.amount,
  };
}

function returnBill(plan: ReturnPlan): Bill {
  const money = moneyParts(plan.refunds);
  const cards = cardParts(plan.cards);
  const none = { table: 0, pd: 0, cx: 0, coupon: 0, goodsCoupon: 0, assistantCoupon: 0, platformSale: 0, ownSale: 0 };
  return {
    ...none,
    goods: -plan.listAmount,
    memberDiscount: -plan.memberDiscount,
    adjust: -plan.adjust,
    assistantDiscount: 0,
    rounding: 0,
    realGoods: -plan.amount,
    cash: -money.cash,
    online: -money.online,
    bank: -money.bank,
    rechargeCard: -cards.rechargeCard,
    giftCard: -cards.giftCard,
  };
}

export interface RefundDocument {
  readonly id: bigint;
  readonly member: MemberRef | null;
  readonly mainCard: CardRef | null;
  readonly when: Seconds;
  readonly relateType?: 2 | 5;
}

const REFUND_FIGURES: Readonly<Record<PaidMethod, FigureName>> = {
  1: 'refundCash',
  2: 'refundCard',
  3: 'refundBankCard',
  4: 'refundOnline',
  5: 'refundOnline',
};

/** Writes one refund row a payment given back. */
export function recordRefunds(day: HallDay, parts: readonly PaidPart[], document: RefundDocument): void {
  const createdAt = notBefore(day, document.when - 2);
  for (const part of parts) {
    day.facts.refunds.push({
      id: day.ids.at(createdAt),
      at: document.when,
      createdAt,
      relateType: document.relateType ?? 2,
      relateId: document.id,
      paymentId: part.paymentId,
      amount: part.amount,
      method: part.method,
      member: document.member,
      cardId: part.method === 2 ? (document.mainCard?.id ?? 0n) : 0n,
      operator: operatorAt(day.profile, document.when),
    });
    day.post(REFUND_FIGURES[part.method], part.amount, document.when);
  }
}
