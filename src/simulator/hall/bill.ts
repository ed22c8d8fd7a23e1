import type { CardRef, GoodsRef } from './facts.ts';
import { discountOf, hourlyAmount, type Money, sumOf } from './money.ts';
import type { Rng } from './rng.ts';
import type { CardState } from './state.ts';
import type { PlannedCoupon, PlannedService, PlannedUse } from './visit.ts';

/** A line of a bill while it is being made up. Reductions apply in the order coupon, manual, member discount. */
export interface DraftLine {
  readonly amount: Money;
  coupon: Money;
  adjust: Money;
  memberDiscount: Money;
}

export interface DraftUse extends DraftLine {
  readonly planned: PlannedUse;
}

export interface DraftService extends DraftLine {
  readonly planned: PlannedService;
}

export interface DraftGoods extends DraftLine {
  readonly goods: GoodsRef;
  readonly index: number;
  readonly count: number;
  readonly unitPrice: Money;
  readonly optionPrice: Money;
  readonly gift: boolean;
  packageId: bigint;
}

/** What a coupon took off which kind of line. */
export interface DraftRedemption {
  readonly coupon: PlannedCoupon;
  tablePart: Money;
  goodsPart: Money;
  assistantPart: Money;
}

export interface DraftAdjustment {
  readonly use: number;
  readonly kind: 1 | 2 | 3;
  readonly reason: string;
  readonly amount: Money;
  /** 3: entered and withdrawn again; takes nothing off. */
  readonly status: 2 | 3;
}

export interface Draft {
  readonly uses: DraftUse[];
  readonly services: DraftService[];
  readonly goods: DraftGoods[];
  readonly redemptions: DraftRedemption[];
  readonly adjustments: DraftAdjustment[];
}

/** What is left to pay of a line. */
export function realOf(line: DraftLine): Money {
  return line.amount - line.coupon - line.adjust - line.memberDiscount;
}

export function draftUse(planned: PlannedUse): DraftUse {
  const seconds = chargedSeconds(planned);
  return { planned, amount: hourlyAmount(planned.unitPrice, seconds), coupon: 0, adjust: 0, memberDiscount: 0 };
}

/** Seconds charged for a table segment. */
export function chargedSeconds(use: {
  readonly start: number;
  readonly end: number;
  readonly pause: number;
  readonly addClock: number;
}): number {
  return use.end - use.start - use.pause + use.addClock;
}

/** Seconds charged for a service. */
export function chargedServiceSeconds(service: {
  readonly start: number;
  readonly end: number;
  readonly addClock: number;
  readonly returnsClock: number;
}): number {
  return service.end - service.start + service.addClock - service.returnsClock;
}

export function draftService(planned: PlannedService): DraftService {
  const amount = hourlyAmount(planned.unitPrice, chargedServiceSeconds(planned));
  return { planned, amount, coupon: 0, adjust: 0, memberDiscount: 0 };
}

/** Takes off coupons, manual reductions and the member discount, in this order. */
export function reduce(draft: Draft, coupons: readonly PlannedCoupon[], card: CardState | undefined, rng: Rng): void {
  for (const coupon of coupons) draft.redemptions.push(redeem(draft, coupon));
  adjustTable(draft, rng);
  for (const line of draft.goods) adjustGoods(line, rng);
  for (const line of draft.services) {
    if (rng.chance(0.04)) line.adjust = Math.min(realOf(line), rng.int(5, 30) * 100);
  }
  if (card !== undefined) applyMemberDiscount(draft, card);
}

/** A goods coupon covers goods first, an assistant coupon services first; what is left of any coupon goes to the table. */
function redeem(draft: Draft, coupon: PlannedCoupon): DraftRedemption {
  const redemption: DraftRedemption = { coupon, tablePart: 0, goodsPart: 0, assistantPart: 0 };
  let left = coupon.package.value;
  if (coupon.package.grouponType === 2) {
    redemption.goodsPart = cover(draft.goods, left);
    for (const line of draft.goods) if (line.coupon > 0) line.packageId = coupon.package.id;
  }
  if (coupon.package.grouponType === 3) redemption.assistantPart = cover(draft.services, left);
  left -= redemption.goodsPart + redemption.assistantPart;
  redemption.tablePart = cover(draft.uses.slice(0, 1), left);
  return redemption;
}

function cover(lines: readonly DraftLine[], value: Money): Money {
  let left = value;
  for (const line of lines) {
    const part = Math.min(left, realOf(line));
    line.coupon += part;
    left -= part;
  }
  return value - left;
}

function adjustTable(draft: Draft, rng: Rng): void {
  for (const [index, line] of draft.uses.entries()) {
    if (!rng.chance(0.07) || realOf(line) === 0) continue;
    const kind = rng.pick([1, 1, 2, 3] as const);
    const wanted = kind === 1 ? rng.int(1, 20) * 50 : kind === 2 ? discountOf(realOf(line), 80) : realOf(line);
    const amount = Math.min(realOf(line), wanted);
    if (amount === 0) continue;
    line.adjust += amount;
    const reason = ['会员日优惠', '整单打折', '免单'][kind - 1] ?? '优惠';
    draft.adjustments.push({ use: index, kind, reason, amount, status: 2 });
    if (rng.chance(0.15)) draft.adjustments.push({ use: index, kind: 1, reason: '录错撤回', amount: 500, status: 3 });
  }
}

function adjustGoods(line: DraftGoods, rng: Rng): void {
  if (line.gift) line.adjust = realOf(line);
  else if (rng.chance(0.05)) line.adjust = Math.min(realOf(line), rng.int(1, 6) * 50);
}

function applyMemberDiscount(draft: Draft, card: CardState): void {
  for (const line of draft.uses) line.memberDiscount = discountOf(realOf(line), card.tableTenths);
  for (const line of draft.goods) line.memberDiscount = discountOf(realOf(line), card.goodsTenths);
  for (const line of draft.services) line.memberDiscount = discountOf(realOf(line), card.assistantTenths);
}

/** Left to pay by kind of line; cards differ in what they may pay. */
export interface DueByKind {
  readonly table: Money;
  readonly goods: Money;
  readonly pd: Money;
  readonly cx: Money;
}

export function dueByKind(draft: Draft): DueByKind {
  const services = (kind: 1 | 2): Money =>
    sumOf(draft.services, (line) => (line.planned.kind === kind ? realOf(line) : 0));
  return { table: sumOf(draft.uses, realOf), goods: sumOf(draft.goods, realOf), pd: services(1), cx: services(2) };
}

/** A part of a bill paid by one card. */
export interface CardPart {
  readonly card: CardRef;
  readonly amount: Money;
}
