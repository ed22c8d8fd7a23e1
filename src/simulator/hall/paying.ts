import type { CardPart, DueByKind } from './bill.ts';
import { CASH_KIND, DRINKS_KIND, MONTHLY_KIND, TABLE_KIND, VOUCHER_KIND } from './brand.ts';
import type { PaidMethod } from './facts.ts';
import type { Money } from './money.ts';
import type { Rng } from './rng.ts';
import { at, type CardState, type HallState, type MemberState } from './state.ts';

export interface MoneyPart {
  readonly method: Exclude<PaidMethod, 2>;
  readonly amount: Money;
}

/** How a bill is paid. */
export interface Tender {
  readonly cards: readonly CardPart[];
  readonly money: readonly MoneyPart[];
  readonly rounding: Money;
}

/** Decides who pays what: cards first (gift cards only what they are for), then money, small change rounded off. */
export function tender(state: HallState, member: MemberState | undefined, due: DueByKind, rng: Rng): Tender {
  const total = due.table + due.goods + due.pd + due.cx;
  const willing = member !== undefined && member.status === 1 && rng.chance(0.8);
  const cards = willing && total > 0 ? payByCards(state, member, due) : [];
  const left = total - cards.reduce((sum, part) => sum + part.amount, 0);
  const rounding = cards.length === 0 && left >= 100 && rng.chance(0.4) ? left % 100 : 0;
  return { cards, money: payByMoney(left - rounding, rng), rounding };
}

function payByCards(state: HallState, member: MemberState, due: DueByKind): CardPart[] {
  const left = { ...due, pd: due.pd + due.cx, cx: 0 };
  const parts: CardPart[] = [];
  const spend = (kind: number, limit: () => Money, take: (amount: Money) => void): void => {
    const card = member.cards.map((index) => at(state.cards, index)).find((each) => each.ref.kind === kind);
    const amount = card === undefined ? 0 : Math.min(limit(), spendable(card));
    if (card === undefined || amount <= 0) return;
    parts.push({ card: card.ref, amount });
    take(amount);
  };
  const takeTable = (amount: Money): void => {
    left.table -= amount;
  };
  const takeGoods = (amount: Money): void => {
    left.goods -= amount;
  };
  spend(TABLE_KIND, () => left.table, takeTable);
  spend(MONTHLY_KIND, () => left.table, takeTable);
  spend(DRINKS_KIND, () => left.goods, takeGoods);
  spend(VOUCHER_KIND, () => Math.floor((left.table * 3) / 1000) * 100, takeTable);
  spend(
    CASH_KIND,
    () => left.table + left.goods + left.pd,
    () => {},
  );
  return parts;
}

function spendable(card: CardState): Money {
  return card.balance - card.held;
}

function payByMoney(due: Money, rng: Rng): MoneyPart[] {
  if (due <= 0) return [];
  const method = rng.pick([1, 3, 4, 4, 4, 4, 5, 5, 5] as const);
  if (due < 2000 || !rng.chance(0.06)) return [{ method, amount: due }];
  const cash = Math.floor(due / 400) * 100;
  const other = method === 1 ? 4 : method;
  return [
    { method: 1, amount: cash },
    { method: other, amount: due - cash },
  ];
}

/** Upstream's method at the head: one method, 7 = several, 6 = a coupon paid all, 0 = nothing to pay. */
export function headMethod(parts: readonly PaidMethod[], coupon: Money): number {
  const kinds = new Set(parts.map((method) => (method === 5 ? 4 : method)));
  if (kinds.size > 1) return 7;
  return parts[0] ?? (coupon > 0 ? 6 : 0);
}
