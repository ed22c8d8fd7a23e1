import { CX_PRICE, CX_SKILL, LEVELS, PD_SKILL, ROOM_SKILL } from './brand.ts';
import type { PackageRef, TableRef } from './facts.ts';
import type { HallDay } from './hall-day.ts';
import type { Money } from './money.ts';
import type { Rng } from './rng.ts';
import { type AssistantState, at, type TableState } from './state.ts';
import { businessDayOf, HOUR, MINUTE, type Seconds } from './time.ts';

export interface PlannedUse {
  readonly table: TableRef;
  readonly start: Seconds;
  readonly end: Seconds;
  readonly pause: number;
  readonly addClock: number;
  readonly unitPrice: Money;
}

export interface PlannedService {
  readonly assistant: number;
  readonly level: number;
  readonly table: TableRef;
  readonly kind: 1 | 2;
  readonly skill: { readonly id: bigint; readonly name: string };
  readonly start: Seconds;
  readonly end: Seconds;
  readonly addClock: number;
  readonly returnsClock: number;
  readonly foldedSeconds: number;
  readonly unitPrice: Money;
  readonly voided: { readonly flaggedAt: Seconds; readonly reason: string } | null;
}

export interface PlannedCoupon {
  readonly couponId: bigint;
  readonly code: string;
  readonly channel: number;
  readonly package: PackageRef;
}

/** A visit from arrival to payment; only the bill is made at checkout. */
export interface PlannedVisit {
  readonly number: number;
  readonly day: number;
  readonly tradeNo: bigint;
  /** Index of the member, -1 = walk-in. */
  readonly member: number;
  readonly payAt: Seconds;
  readonly uses: readonly PlannedUse[];
  readonly services: readonly PlannedService[];
  readonly coupons: readonly PlannedCoupon[];
}

const MEMBER_SHARE = 0.45;
const MOVE_SHARE = 0.08;
const COUPON_SHARE = 0.25;
const ASSISTANT_SHARE = 0.5;

/** Plans the visit that starts at `start`; undefined when no table is free (the guests go elsewhere). */
export function planVisit(day: HallDay, number: number, start: Seconds, rng: Rng): PlannedVisit | undefined {
  const length = Math.floor((0.4 + rng.next() * rng.next() * 5) * HOUR);
  const uses = planUses(day, start, start + length, rng);
  if (uses === undefined) return undefined;
  const last = at(uses, uses.length - 1);
  const tradeNo = day.ids.at(start);
  const payAt = last.end + rng.int(30, 400);
  const member = rng.chance(MEMBER_SHARE) ? pickMember(day, rng) : -1;
  const services = rng.chance(ASSISTANT_SHARE) ? planServices(day, uses, rng) : [];
  const coupons = rng.chance(COUPON_SHARE) ? planCoupons(day, { start, payAt, tradeNo, uses, services }, rng) : [];
  for (const use of uses) postUse(day, use, payAt);
  return { number, day: day.number, tradeNo, member, payAt, uses, services, coupons };
}

/** Regulars come often: low numbers are drawn more than high ones. */
function pickMember(day: HallDay, rng: Rng): number {
  const count = day.state.members.length;
  return Math.floor(rng.next() * rng.next() * count);
}

function planUses(day: HallDay, start: Seconds, end: Seconds, rng: Rng): PlannedUse[] | undefined {
  const first = freeTable(day, start, rng);
  if (first === undefined) return undefined;
  const moves = rng.chance(MOVE_SHARE) && end - start > HOUR;
  const movedAt = moves ? start + Math.floor((end - start) * (0.3 + rng.next() * 0.4)) : end;
  const uses = [useTable(day, first, { start, end: movedAt }, rng)];
  const second = moves ? freeTable(day, movedAt, rng, first) : undefined;
  if (second !== undefined) uses.push(useTable(day, second, { start: movedAt, end }, rng));
  return uses;
}

function freeTable(day: HallDay, when: Seconds, rng: Rng, not?: TableState): TableState | undefined {
  const free = day.state.tables.filter((table) => table.freeAt <= when && table !== not);
  return free.length === 0 ? undefined : rng.pick(free);
}

interface Span {
  readonly start: Seconds;
  readonly end: Seconds;
}

function useTable(day: HallDay, table: TableState, { start, end }: Span, rng: Rng): PlannedUse {
  table.freeAt = end;
  day.state.occupations.push({ tableId: table.ref.id, assistantId: 0n, start, end });
  const pause = rng.chance(0.05) ? rng.int(1, 10) * MINUTE : 0;
  const addClock = rng.chance(0.04) ? rng.int(-3, 6) * MINUTE : 0;
  return { table: table.ref, start, end, pause, addClock, unitPrice: table.price };
}

function postUse(day: HallDay, use: PlannedUse, payAt: Seconds): void {
  const startDay = businessDayOf(use.start);
  day.post('tableUses', 1, payAt, startDay);
  day.post('tableUseSeconds', use.end - use.start - use.pause, payAt, startDay);
}

function planServices(day: HallDay, uses: readonly PlannedUse[], rng: Rng): PlannedService[] {
  const services: PlannedService[] = [];
  const wanted = rng.weighted([0, 60, 30, 10]);
  for (let count = 0; count < wanted; count++) {
    const use = rng.pick(uses);
    const start = use.start + rng.int(0, 10) * MINUTE;
    const end = Math.min(use.end, start + rng.int(20, 150) * MINUTE);
    if (end - start < 10 * MINUTE) continue;
    const assistant = freeAssistant(day, start, rng);
    if (assistant !== undefined) services.push(planService(day, assistant, { use, start, end, others: services }, rng));
  }
  return services;
}

function freeAssistant(day: HallDay, when: Seconds, rng: Rng): number | undefined {
  const free: number[] = [];
  for (const [index, assistant] of day.state.assistants.entries()) {
    if (assistant.resignedAt === null && assistant.freeAt <= when && assistant.ref.createdAt <= when) free.push(index);
  }
  return free.length === 0 ? undefined : rng.pick(free);
}

interface ServiceSlot {
  readonly use: PlannedUse;
  readonly start: Seconds;
  readonly end: Seconds;
  readonly others: readonly PlannedService[];
}

function planService(day: HallDay, index: number, slot: ServiceSlot, rng: Rng): PlannedService {
  const assistant = at(day.state.assistants, index);
  const kind = rng.chance(0.25) ? 2 : 1;
  const voided = rng.chance(0.02) ? planVoid(slot, rng) : null;
  // A service called off early ends early; the assistant is free again only at the planned end, as on the real floor.
  const end = voided === null ? slot.end : Math.min(slot.end, slot.start + rng.int(2, 15) * MINUTE);
  const addClock = voided === null && rng.chance(0.03) ? rng.int(1, 10) * MINUTE : 0;
  const returnsClock = voided === null && rng.chance(0.02) ? rng.int(1, 5) * MINUTE : 0;
  const charged = end - slot.start + addClock - returnsClock;
  occupy(day, assistant, slot);
  return {
    assistant: index,
    level: assistant.level,
    table: slot.use.table,
    kind,
    skill: kind === 2 ? CX_SKILL : slot.use.table.area.name === 'VIP包厢' ? ROOM_SKILL : PD_SKILL,
    start: slot.start,
    end,
    addClock,
    returnsClock,
    foldedSeconds: foldSeconds(charged, slot),
    unitPrice: kind === 2 ? CX_PRICE : at(LEVELS, assistant.level).price,
    voided,
  };
}

function planVoid(slot: ServiceSlot, rng: Rng): { readonly flaggedAt: Seconds; readonly reason: string } {
  // Some voids are entered only days after: the late edit of is_trash.
  const delay = rng.chance(0.3) ? rng.int(2, 60) * HOUR : 0;
  return { flaggedAt: slot.start + 16 * MINUTE + delay, reason: rng.pick(['误点', '客人取消', '换助教']) };
}

function occupy(day: HallDay, assistant: AssistantState, slot: ServiceSlot): void {
  assistant.freeAt = slot.end;
  const { start, end } = slot;
  day.state.occupations.push({ tableId: slot.use.table.id, assistantId: assistant.ref.id, start, end });
}

/** Seconds spent beside another assistant of the same guests count half: the fold. */
function foldSeconds(charged: number, slot: ServiceSlot): number {
  let shared = 0;
  for (const other of slot.others) {
    shared = Math.max(shared, Math.min(other.end, slot.end) - Math.max(other.start, slot.start));
  }
  return Math.max(0, Math.min(charged, charged - Math.floor(Math.max(0, shared) / 2)));
}

interface CouponSlot {
  readonly start: Seconds;
  readonly payAt: Seconds;
  readonly tradeNo: bigint;
  readonly uses: readonly PlannedUse[];
  readonly services: readonly PlannedService[];
}

function planCoupons(day: HallDay, slot: CouponSlot, rng: Rng): PlannedCoupon[] {
  const count = rng.chance(0.08) ? 2 : 1;
  return Array.from({ length: count }, () => planCoupon(day, slot, rng));
}

function planCoupon(day: HallDay, slot: CouponSlot, rng: Rng): PlannedCoupon {
  const table = at(slot.uses, 0).table;
  const fitting = day.state.packages.filter((each) => each.area === null || each.area.id === table.area.id);
  const chosen = rng.pick(fitting.filter((each) => each.grouponType !== 3 || slot.services.length > 0));
  // Own vouchers never pass the platform: they have no coupon row.
  const channel = rng.chance(0.06) ? 0 : rng.pick([1, 1, 1, 2, 2, 3]);
  const verifiedAt = slot.start + rng.int(5, 40);
  if (channel === 0) return { couponId: 0n, code: `OWN${slot.tradeNo % 100_000_000n}`, channel, package: chosen };
  const used = { at: slot.payAt, value: slot.tradeNo };
  const couponId = verifyCoupon(day, { when: verifiedAt, table, package: chosen, channel, used }, rng);
  return { couponId, code: couponCode(couponId), channel, package: chosen };
}

interface Verification {
  readonly when: Seconds;
  readonly table: TableRef;
  readonly package: PackageRef;
  readonly channel: number;
  /** Null: the guest changes their mind and the verification is revoked. */
  readonly used: { readonly at: Seconds; readonly value: bigint } | null;
}

/** Verifies a coupon at the platform; answers the id of its row. */
export function verifyCoupon(day: HallDay, verification: Verification, rng: Rng): bigint {
  const { when, table, channel, used } = verification;
  const id = day.ids.at(when);
  const settledAt = when + 20 * HOUR + rng.int(0, 8 * HOUR);
  const fee = Math.ceil(verification.package.price * 0.06);
  day.facts.coupons.push({
    id,
    at: when,
    code: couponCode(id),
    channel,
    package: verification.package,
    table,
    operator: at(day.profile.operators, 0),
    dealId: 700_000_000n + BigInt(verification.package.number * 10 + channel),
    usedIn: used,
    settled: used === null ? null : { at: Math.max(settledAt, used.at), value: verification.package.price - fee },
    revokedAt: used === null ? when + rng.int(10, 30 * 60) * MINUTE : null,
  });
  day.post('couponsVerified', 1, when);
  return id;
}

function couponCode(id: bigint): string {
  return `TEST${id}`;
}
