import { CASH_KIND, MONTHLY_KIND } from './brand.ts';
import type { HallDay } from './hall-day.ts';
import type { IdMaker } from './ids.ts';
import type { Rng } from './rng.ts';
import { at, type CardState, type HallState, type MemberState } from './state.ts';
import type { Seconds } from './time.ts';

/** Registers a member; the name and the phone say that they are invented. */
export function newMember(
  state: HallState,
  ids: IdMaker,
  { storeIndex, when }: { readonly storeIndex: number; readonly when: Seconds },
): MemberState {
  const index = state.members.length;
  const number = index + 1;
  const member: MemberState = {
    ref: {
      index,
      id: ids.at(when),
      systemId: ids.at(when),
      name: `测试会员${String(number).padStart(4, '0')}`,
      mobile: inventedPhone(storeIndex, number),
      createdAt: when,
    },
    grade: CASH_KIND,
    status: 1,
    paid: 0,
    recharged: 0,
    cards: [],
  };
  state.members.push(member);
  return member;
}

/** Begins with 100, which no real mobile does; members of different stores do not share one (a prime apart each). */
function inventedPhone(storeIndex: number, number: number): string {
  return `100${String((storeIndex * 9973 + number) % 90_000_000).padStart(8, '0')}`;
}

/** Opens an empty card of a kind. */
export function newCard(
  state: HallState,
  ids: IdMaker,
  member: MemberState,
  { kind, when }: { readonly kind: number; readonly when: Seconds },
): CardState {
  const index = state.cards.length;
  // A third of the holders have a discount; it belongs to the card, as upstream keeps it.
  const discounted = kind === CASH_KIND && member.ref.index % 3 === 0;
  const card: CardState = {
    ref: { index, id: ids.at(when), kind, member: member.ref.index, createdAt: when },
    balance: 0,
    held: 0,
    credited: 0,
    tableDeduct: 0,
    goodsDeduct: 0,
    pdDeduct: 0,
    cxDeduct: 0,
    lastUsedAt: null,
    tableTenths: discounted ? 90 : 100,
    goodsTenths: discounted ? 95 : 100,
    assistantTenths: discounted && member.ref.index % 2 === 0 ? 95 : 100,
  };
  state.cards.push(card);
  member.cards = [...member.cards, index];
  return card;
}

/** The member's card of a kind, if there is one. */
export function cardOf(state: HallState, member: MemberState, kind: number): CardState | undefined {
  return member.cards.map((index) => at(state.cards, index)).find((card) => card.ref.kind === kind);
}

/** The member's card of a kind, opened now if there is none. */
export function ensureCard(day: HallDay, member: MemberState, kind: number, when: Seconds): CardState {
  return cardOf(day.state, member, kind) ?? newCard(day.state, day.ids, member, { kind, when });
}

/** Someone registers at the counter. */
export function join(day: HallDay, when: Seconds): void {
  const member = newMember(day.state, day.ids, { storeIndex: day.profile.index, when });
  newCard(day.state, day.ids, member, { kind: CASH_KIND, when });
  day.post('newMembers', 1, when);
}

/** A member's name, phone, status or grade changes: what a slowly changing dimension is for. */
export function changeMember(day: HallDay, when: Seconds, rng: Rng): void {
  const member = rng.pick(day.state.members);
  const kind = rng.weighted([5, 3, 3, 1]);
  if (kind === 0) member.ref = { ...member.ref, name: `测试会员${String(member.ref.index + 1).padStart(4, '0')}改` };
  if (kind === 1) member.ref = { ...member.ref, mobile: `1009${member.ref.mobile.slice(4)}` };
  if (kind === 2) {
    member.grade = MONTHLY_KIND;
    ensureCard(day, member, CASH_KIND, when).tableTenths = 85;
  }
  if (kind === 3) member.status = member.status === 1 ? 2 : 1;
}
