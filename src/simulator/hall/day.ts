import { LEVELS } from './brand.ts';
import { adjustBalance, liabilityFigure, transfer } from './cards.ts';
import { checkOutVisit, sellAtCounter } from './checkout.ts';
import { type DayFacts, emptyFacts } from './facts.ts';
import { type HallDay, rngFor, startRecording } from './hall-day.ts';
import { IdMaker } from './ids.ts';
import { sumOf } from './money.ts';
import { hireAssistant } from './opening.ts';
import { changeMember, join } from './people.ts';
import { planDay } from './plan-day.ts';
import { recharge, reverse } from './recharge.ts';
import { takeBack } from './returns.ts';
import { recordCancellation, voidService } from './services.ts';
import { type Action, type ChanceKind, cloneState, type HallState } from './state.ts';
import { loseStock, purchase, takeStock } from './stock.ts';
import type { StoreProfile } from './store-profile.ts';
import { type Seconds, startOfBusinessDay } from './time.ts';
import type { FigureName, Posting } from './truth.ts';

/** A business day that has been played, wholly or up to a moment. */
export interface PlayedDay {
  readonly number: number;
  readonly facts: DayFacts;
  /** Balances at the start of the day; the figures of the day are these plus the postings. */
  readonly opening: Readonly<Partial<Record<FigureName, number>>>;
  readonly postings: readonly Posting[];
  /** The hall afterwards. */
  readonly after: HallState;
}

/** Plays the day that comes next for `before` (which is left as it is), up to and including `until`. */
export function playDay(
  profile: StoreProfile,
  before: HallState,
  until: Seconds = Number.POSITIVE_INFINITY,
): PlayedDay {
  const state = cloneState(before);
  const number = before.day;
  const [start, end] = [startOfBusinessDay(number), startOfBusinessDay(number + 1)];
  const ids = new IdMaker(profile.index, before.usedIds);
  const { day, queue, postings } = startRecording({ profile, state, ids, facts: emptyFacts(), number, start, end });
  for (const action of before.carried) day.schedule(action);
  openDoors(day);
  planDay(day);
  let done = 0;
  for (let next = queue[done]; next !== undefined && next.at < end && next.at <= until; next = queue[done]) {
    perform(day, next);
    done += 1;
  }
  const own = (posting: Posting): boolean => posting.day === number;
  const after: HallState = {
    ...state,
    day: number + 1,
    carried: queue.slice(done),
    postings: [...before.postings, ...postings].filter((posting) => !own(posting) && posting.day > number),
    occupations: state.occupations.filter((occupation) => occupation.end > Math.min(until, end)),
    usedIds: ids.recentlyUsed(end),
  };
  const carriedPostings = before.postings.filter(own);
  return {
    number,
    facts: day.facts,
    opening: balancesOf(before),
    postings: [...carriedPostings, ...postings.filter(own)],
    after,
  };
}

function balancesOf(state: HallState): Partial<Record<FigureName, number>> {
  const balances: Partial<Record<FigureName, number>> = { stockEnd: sumOf(state.goods, (goods) => goods.stock) };
  for (const card of state.cards) {
    const figure = liabilityFigure(card.ref.kind);
    balances[figure] = (balances[figure] ?? 0) + card.balance;
  }
  return balances;
}

/** What is decided before the doors open: prices, who works here, who rose. */
function openDoors(day: HallDay): void {
  const rng = rngFor(day, 1, 0);
  if (day.number === day.profile.openingDay) return;
  const { state } = day;
  if (rng.chance(0.03)) {
    const area = rng.pick(state.tables).ref.area;
    const change = rng.pick([-500, 500, 1000]);
    for (const table of state.tables) {
      if (table.ref.area === area) table.price = Math.min(15_000, Math.max(3000, table.price + change));
    }
  }
  if (rng.chance(0.2)) repriceGoods(day);
  if (rng.chance(0.04)) resignSomeone(day);
  if (rng.chance(0.05)) hireAssistant(state, day.profile, { ids: day.ids, when: day.start }, rng);
  if (rng.chance(0.06)) promoteSomeone(day);
}

function repriceGoods(day: HallDay): void {
  const rng = rngFor(day, 1, 1);
  const goods = rng.pick(day.state.goods);
  goods.price = Math.max(200, goods.price + rng.pick([-100, -50, 50, 100, 200]));
  goods.changedAt = day.start;
}

function resignSomeone(day: HallDay): void {
  const staying = day.state.assistants.filter((each) => each.resignedAt === null && each.freeAt <= day.start);
  if (staying.length <= 12) return;
  const leaving = rngFor(day, 1, 2).pick(staying);
  leaving.resignedAt = day.start;
  leaving.changedAt = day.start;
}

function promoteSomeone(day: HallDay): void {
  const rising = rngFor(day, 1, 3).pick(day.state.assistants);
  if (rising.level >= LEVELS.length - 2 || rising.resignedAt !== null) return;
  rising.level += 1;
  rising.changedAt = day.start;
}

function perform(day: HallDay, action: Action): void {
  const when = action.at;
  switch (action.kind) {
    case 'checkout':
      return checkOutVisit(day, action.visit);
    case 'void':
      return voidService(day, action.visit, action.service, when);
    case 'cancel':
      return recordCancellation(day, action.service, action.reason, when);
    case 'return':
      return takeBack(day, action.settlement, action.plan);
    case 'reverse':
      return reverse(day, action.recharge, action.paymentId, when);
    default:
      return BY_CHANCE[action.kind](day, when, action.number);
  }
}

/** What happens by chance; each kind draws from a sequence of its own, so that one more of this changes nothing of that. */
const BY_CHANCE: Readonly<Record<ChanceKind, (day: HallDay, when: Seconds, number: number) => void>> = {
  'counter-sale': sellAtCounter,
  recharge: (day, when, number) => recharge(day, when, rngFor(day, 21, number)),
  join,
  'member-change': (day, when, number) => changeMember(day, when, rngFor(day, 22, number)),
  transfer: (day, when, number) => transfer(day, when, rngFor(day, 23, number)),
  'balance-adjustment': (day, when, number) => adjustBalance(day, when, rngFor(day, 24, number)),
  purchase,
  'stock-take': (day, when, number) => takeStock(day, when, rngFor(day, 25, number)),
  'stock-loss': (day, when, number) => loseStock(day, when, rngFor(day, 26, number)),
};
