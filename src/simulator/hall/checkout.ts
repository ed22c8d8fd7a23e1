import { type CardPart, type Draft, draftService, draftUse, dueByKind, reduce } from './bill.ts';
import { billOf } from './bill-head.ts';
import { CASH_KIND } from './brand.ts';
import { changeBalance } from './cards.ts';
import { recordLines } from './checkout-lines.ts';
import type { Bill, MemberRef, PaidMethod, Settlement } from './facts.ts';
import { pickGoods } from './goods.ts';
import { type HallDay, notBefore, operatorAt, rngFor } from './hall-day.ts';
import { sumOf } from './money.ts';
import { headMethod, type Tender, tender } from './paying.ts';
import { cardOf } from './people.ts';
import { type PaidPart, planReturn, type ReturnPlan } from './returns.ts';
import { Rng } from './rng.ts';
import { at, type MemberState } from './state.ts';
import type { Operator } from './store-profile.ts';
import type { Seconds } from './time.ts';
import type { PlannedCoupon, PlannedVisit } from './visit.ts';

/** A checkout while it is being recorded. */
export interface Checkout {
  readonly type: 1 | 3;
  readonly when: Seconds;
  readonly createdAt: Seconds;
  readonly settleId: bigint;
  readonly tradeNo: bigint;
  readonly payId: bigint;
  readonly member: MemberRef | null;
  readonly operator: Operator;
  readonly visit: PlannedVisit | null;
  readonly draft: Draft;
  readonly returns: ReturnPlan | null;
}

/** The guests of a table pay. */
export function checkOutVisit(day: HallDay, visit: PlannedVisit): void {
  // Seeded by the day the visit began on, so that a visit over 08:00 is the same whichever day is asked for first.
  const rng = new Rng(day.profile.seed, day.profile.index, visit.day, 11, visit.number);
  const draft: Draft = {
    uses: visit.uses.map(draftUse),
    services: visit.services.filter((service) => service.voided === null).map(draftService),
    goods: rng.chance(0.8) ? pickGoods(day, rng.int(1, 9), rng) : [],
    redemptions: [],
    adjustments: [],
  };
  const member = visit.member < 0 ? undefined : at(day.state.members, visit.member);
  settle(
    day,
    { type: 1, when: visit.payAt, tradeNo: visit.tradeNo, visit, draft, member, coupons: visit.coupons },
    rng,
  );
}

/** Someone buys at the counter. */
export function sellAtCounter(day: HallDay, when: Seconds, number: number): void {
  const rng = rngFor(day, 12, number);
  const goods = pickGoods(day, rng.int(1, 4), rng);
  if (goods.length === 0) return;
  const draft: Draft = { uses: [], services: [], goods, redemptions: [], adjustments: [] };
  const member = rng.chance(0.3) ? rng.pick(day.state.members) : undefined;
  const tradeNo = day.ids.at(when);
  settle(day, { type: 3, when, tradeNo, visit: null, draft, member, coupons: [] }, rng);
}

interface Due {
  readonly type: 1 | 3;
  readonly when: Seconds;
  readonly tradeNo: bigint;
  readonly visit: PlannedVisit | null;
  readonly draft: Draft;
  readonly member: MemberState | undefined;
  readonly coupons: readonly PlannedCoupon[];
}

function settle(day: HallDay, due: Due, rng: Rng): void {
  const { draft, member, when } = due;
  const cashCard = member === undefined ? undefined : cardOf(day.state, member, CASH_KIND);
  reduce(draft, due.coupons, cashCard, rng);
  const paid = tender(day.state, member, dueByKind(draft), rng);
  const createdAt = notBefore(day, when - rng.int(20, 90));
  const settleId = day.ids.at(createdAt);
  const parts = recordPayments(day, { settleId, when, paid, failed: rng.chance(0.01) });
  const returns = planReturn({ draft, paid: parts, when, rounding: paid.rounding }, rng);
  const checkout: Checkout = {
    type: due.type,
    when,
    createdAt,
    settleId,
    tradeNo: due.tradeNo,
    payId: parts[0]?.paymentId ?? 0n,
    member: member?.ref ?? null,
    operator: operatorAt(day.profile, when),
    visit: due.visit,
    draft,
    returns,
  };
  const settlement = recordSettlement(day, checkout, paid);
  debitCards(day, checkout, paid, cashCard === undefined ? undefined : draft);
  if (member !== undefined) member.paid += sumOf(parts, (part) => part.amount);
  if (returns !== null) day.schedule({ kind: 'return', at: returns.when, settlement, plan: returns });
}

interface Paying {
  readonly settleId: bigint;
  readonly when: Seconds;
  readonly paid: Tender;
  readonly failed: boolean;
}

/** One payment row a method, member cards together as one; now and then an online payment fails first. */
function recordPayments(day: HallDay, { settleId, when, paid, failed }: Paying): PaidPart[] {
  const createdAt = notBefore(day, when - 3);
  const shared = { at: when, createdAt, relateType: 2, relateId: settleId } as const;
  const online = paid.money.find((part) => part.method > 3);
  if (failed && online !== undefined) {
    const tried = notBefore(day, when - 12);
    day.facts.payments.push({ ...shared, createdAt: tried, id: day.ids.at(tried), ...online, status: 3 });
  }
  const parts: PaidPart[] = paid.money.map((part) => ({ ...part, paymentId: day.ids.at(createdAt), cards: [] }));
  const byCard = sumOf(paid.cards, (part) => part.amount);
  if (byCard > 0) parts.push({ method: 2, amount: byCard, paymentId: day.ids.at(createdAt), cards: paid.cards });
  for (const { paymentId, method, amount } of parts) {
    day.facts.payments.push({ ...shared, id: paymentId, method, amount, status: 2 });
  }
  return parts;
}

function recordSettlement(day: HallDay, checkout: Checkout, paid: Tender): Settlement {
  const { draft, visit, returns } = checkout;
  const bill = billOf(draft, paid);
  const lines = recordLines(day, checkout);
  const methods: PaidMethod[] = [...paid.money.map((part) => part.method), ...paid.cards.map(() => 2 as const)];
  const settlement: Settlement = {
    id: checkout.settleId,
    at: checkout.when,
    type: checkout.type,
    tradeNo: checkout.tradeNo,
    createdAt: checkout.createdAt,
    member: checkout.member,
    mainCard: mainCard(paid.cards),
    table: visit === null ? null : at(visit.uses, visit.uses.length - 1).table,
    operator: checkout.operator,
    bill,
    method: headMethod(methods, bill.coupon),
    revokes: 0n,
    refund: returns === null ? null : { at: returns.when, value: returns.amount },
    ...lines,
  };
  day.facts.settlements.push(settlement);
  postBill(day, settlement);
  return settlement;
}

function mainCard(parts: readonly CardPart[]): CardPart['card'] | null {
  let main: CardPart | undefined;
  for (const part of parts) if (main === undefined || part.amount > main.amount) main = part;
  return main?.card ?? null;
}

function debitCards(day: HallDay, checkout: Checkout, paid: Tender, draft: Draft | undefined): void {
  const { when, settleId, returns } = checkout;
  const due = draft === undefined ? { table: 0, goods: 0, pd: 0, cx: 0 } : { ...dueByKind(draft) };
  for (const { card, amount } of paid.cards) {
    const back = returns?.cards.find((part) => part.card === card);
    const refunded = returns === null || back === undefined ? null : { at: returns.when, value: back.amount };
    changeBalance(day, { card, change: -amount, when, fromType: 1, relateId: settleId, method: 2, refunded });
    const state = at(day.state.cards, card.index);
    state.lastUsedAt = when;
    let left = amount;
    for (const [kind, total] of [
      ['table', 'tableDeduct'],
      ['goods', 'goodsDeduct'],
      ['pd', 'pdDeduct'],
      ['cx', 'cxDeduct'],
    ] as const) {
      const part = Math.min(left, due[kind]);
      due[kind] -= part;
      left -= part;
      state[total] += part;
    }
  }
}

function postBill(day: HallDay, { bill, at: when, type, member, goods, redemptions }: Settlement): void {
  day.post('forwardSettlements', 1, when);
  day.post(type === 1 ? 'visits' : 'goodsOrders', 1, when);
  day.post(member === null ? 'walkInSettlements' : 'memberSettlements', 1, when);
  day.post('grossItems', bill.table + bill.goods + bill.pd + bill.cx, when);
  postAmounts(day, bill, when);
  day.post(
    'goodsPieces',
    sumOf(goods, (line) => line.count),
    when,
  );
  day.post('couponsRedeemed', redemptions.length, when);
}

function postAmounts(day: HallDay, bill: Bill, when: Seconds): void {
  day.post('tableFee', bill.table, when);
  day.post('goods', bill.goods, when);
  day.post('assistantPd', bill.pd, when);
  day.post('assistantCx', bill.cx, when);
  day.post('coupon', bill.coupon, when);
  day.post('couponSale', bill.platformSale + bill.ownSale, when);
  day.post('memberDiscount', bill.memberDiscount, when);
  day.post('adjust', bill.adjust, when);
  day.post('assistantDiscount', bill.assistantDiscount, when);
  day.post('rounding', bill.rounding, when);
  day.post('pay', bill.cash + bill.online + bill.bank, when);
  day.post('cash', bill.cash, when);
  day.post('online', bill.online, when);
  day.post('bankCard', bill.bank, when);
  day.post('balance', bill.rechargeCard + bill.giftCard, when);
  day.post('rechargeCard', bill.rechargeCard, when);
  day.post('giftCard', bill.giftCard, when);
}
