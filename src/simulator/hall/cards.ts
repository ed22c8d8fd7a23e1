import { CARD_KINDS, CASH_KIND } from './brand.ts';
import type { BalanceChange, CardRef, Later } from './facts.ts';
import { type HallDay, operatorAt } from './hall-day.ts';
import type { Money } from './money.ts';
import type { Rng } from './rng.ts';
import { at, type CardState } from './state.ts';
import type { Seconds } from './time.ts';
import type { FigureName } from './truth.ts';

export interface CardChange {
  readonly card: CardRef;
  readonly change: Money;
  readonly when: Seconds;
  readonly fromType: BalanceChange['fromType'];
  readonly relateId: bigint;
  readonly method: number;
  readonly remark?: string;
  readonly refunded?: Later<Money> | null;
}

/** Changes a card's balance: the only place that does, so that before, after and the liability cannot part. */
export function changeBalance(day: HallDay, change: CardChange): void {
  const card = at(day.state.cards, change.card.index);
  const before = card.balance;
  if (before + change.change < 0) {
    throw new Error(`card ${card.ref.id} holds ${before} cents and cannot give ${-change.change}`);
  }
  card.balance += change.change;
  day.facts.balanceChanges.push({
    id: day.ids.at(change.when),
    at: change.when,
    card: card.ref,
    member: at(day.state.members, card.ref.member).ref,
    before,
    change: change.change,
    fromType: change.fromType,
    relateId: change.relateId,
    method: change.method,
    remark: change.remark ?? '',
    operator: operatorAt(day.profile, change.when),
    refunded: change.refunded ?? null,
  });
  day.post(liabilityFigure(card.ref.kind), change.change, change.when);
}

/** The truth figure that holds the balances of a kind of card. */
export function liabilityFigure(kind: number): FigureName {
  return `liability${at(CARD_KINDS, kind).figure}` as FigureName;
}

/** Moves money between two members' stored-value cards. */
export function transfer(day: HallDay, when: Seconds, rng: Rng): void {
  const rich = day.state.cards.filter((card) => isSpendable(card, 20_000));
  if (rich.length === 0) return;
  const from = rng.pick(rich);
  const others = day.state.cards.filter((card) => card.ref.kind === CASH_KIND && card !== from);
  if (others.length === 0) return;
  const amount = rng.int(10, 100) * 100;
  const relateId = day.ids.at(when);
  const shared = { when, fromType: 7, relateId, method: 0, remark: '会员转账' } as const;
  changeBalance(day, { ...shared, card: from.ref, change: -amount });
  changeBalance(day, { ...shared, card: rng.pick(others).ref, change: amount });
}

/** Corrects a balance by hand (4) or for another reason (9). */
export function adjustBalance(day: HallDay, when: Seconds, rng: Rng): void {
  const holders = day.state.cards.filter((card) => isSpendable(card, 2000));
  if (holders.length === 0) return;
  const card = rng.pick(holders);
  const fromType = rng.chance(0.7) ? 4 : 9;
  const change = fromType === 9 || rng.chance(0.5) ? -rng.int(1, 15) * 100 : rng.int(1, 30) * 100;
  const remark = fromType === 4 ? '系统调整' : '其他';
  changeBalance(day, { card: card.ref, change, when, fromType, relateId: 0n, method: 0, remark });
}

function isSpendable(card: CardState, least: Money): boolean {
  return card.ref.kind === CASH_KIND && card.balance - card.held >= least;
}
