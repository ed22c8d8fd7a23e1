import { CARD_KINDS, CASH_KIND, DRINKS_KIND, MONTHLY_KIND, TABLE_KIND, VOUCHER_KIND } from './brand.ts';
import { changeBalance } from './cards.ts';
import type { Later, Recharge } from './facts.ts';
import { type HallDay, notBefore, operatorAt } from './hall-day.ts';
import type { Money } from './money.ts';
import { ensureCard } from './people.ts';
import { recordRefunds } from './returns.ts';
import type { Rng } from './rng.ts';
import { at, type CardState, type MemberState } from './state.ts';
import { MINUTE, type Seconds } from './time.ts';
import type { FigureName } from './truth.ts';

const REVERSAL_SHARE = 0.05;
const AMOUNTS: readonly Money[] = [20_000, 50_000, 50_000, 100_000, 100_000, 200_000, 300_000];

/** A member pays money onto the stored-value card and is perhaps given something on top; a few take it back. */
export function recharge(day: HallDay, when: Seconds, rng: Rng): void {
  const member = rng.pick(day.state.members);
  const paid = rng.pick(AMOUNTS);
  const method = rng.pick([1, 3, 4, 4, 5] as const);
  const reversedAt = rng.chance(REVERSAL_SHARE) ? when + rng.int(5, 240) * MINUTE : null;
  const gift = paid >= 50_000 && rng.chance(0.6) ? drawGift(paid, rng) : undefined;
  const first = member.recharged === 0;
  const cash = ensureCard(day, member, CASH_KIND, when);
  credit(day, { member, card: cash, paid, gifted: 0, method, when, reversedAt, first });
  if (gift === undefined) return;
  const card = ensureCard(day, member, gift.kind, when);
  credit(day, { member, card, paid: 0, gifted: gift.amount, method: 0, when, reversedAt, first });
}

function drawGift(paid: Money, rng: Rng): { readonly kind: number; readonly amount: Money } {
  const kind = rng.pick([VOUCHER_KIND, TABLE_KIND, TABLE_KIND, DRINKS_KIND, MONTHLY_KIND]);
  return { kind, amount: Math.floor(paid / 1000) * 100 };
}

interface Credit {
  readonly member: MemberState;
  readonly card: CardState;
  readonly paid: Money;
  readonly gifted: Money;
  readonly method: Recharge['method'];
  readonly when: Seconds;
  readonly reversedAt: Seconds | null;
  readonly first: boolean;
}

function credit(day: HallDay, { member, card, paid, gifted, method, when, reversedAt, first }: Credit): void {
  const createdAt = notBefore(day, when - 20);
  const operator = operatorAt(day.profile, when);
  const refund: Later<Money> | null = reversedAt === null ? null : { at: reversedAt, value: paid };
  const id = day.ids.at(createdAt);
  const shared = { at: when, type: 5, createdAt, card: card.ref, member: member.ref, operator } as const;
  const recorded: Recharge = { ...shared, id, paid, gifted, method, first, revokes: 0n, refund };
  day.facts.recharges.push(recorded);
  const paymentId = paid > 0 && method !== 0 ? payFor(day, recorded, method) : 0n;
  changeBalance(day, { card: card.ref, change: paid + gifted, when, fromType: 2, relateId: id, method });
  card.credited += paid + gifted;
  member.recharged += paid;
  postRecharge(day, recorded);
  if (reversedAt === null) return;
  card.held += paid + gifted;
  day.schedule({ kind: 'reverse', at: reversedAt, recharge: recorded, paymentId });
}

function payFor(day: HallDay, recorded: Recharge, method: 1 | 3 | 4 | 5): bigint {
  const createdAt = notBefore(day, recorded.at - 3);
  const id = day.ids.at(createdAt);
  const related = { relateType: 5, relateId: recorded.id } as const;
  day.facts.payments.push({ id, at: recorded.at, createdAt, ...related, amount: recorded.paid, status: 2, method });
  return id;
}

function postRecharge(day: HallDay, { paid, gifted, card, at: when }: Recharge): void {
  if (paid > 0) day.post('recharges', 1, when);
  day.post('rechargeCash', paid, when);
  day.post('rechargeGift', gifted, when);
  if (gifted > 0) day.post(`gift${at(CARD_KINDS, card.kind).figure}` as FigureName, gifted, when);
}

/** A recharge is taken back; its money was held, so that it is still there. */
export function reverse(day: HallDay, original: Recharge, paymentId: bigint, when: Seconds): void {
  const card = at(day.state.cards, original.card.index);
  const createdAt = notBefore(day, when - 20);
  const id = day.ids.at(createdAt);
  const amount = original.paid + original.gifted;
  const document = { id, member: original.member, mainCard: null, when, relateType: 5 } as const;
  const method = original.method;
  if (original.paid > 0 && method !== 0) {
    recordRefunds(day, [{ method, amount: original.paid, paymentId, cards: [] }], document);
  }
  day.facts.recharges.push({
    ...original,
    id,
    at: when,
    type: 7,
    createdAt,
    paid: -original.paid,
    gifted: -original.gifted,
    first: false,
    revokes: original.id,
    refund: null,
    operator: operatorAt(day.profile, when),
  });
  card.held -= amount;
  card.credited -= amount;
  at(day.state.members, original.member.index).recharged -= original.paid;
  changeBalance(day, { card: card.ref, change: -amount, when, fromType: 2, relateId: id, method, remark: '充值撤销' });
  day.post('reversals', 1, when);
  day.post('reversalCash', original.paid, when);
  day.post('reversalGift', original.gifted, when);
}
