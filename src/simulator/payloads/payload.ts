import type { DayFacts, Fact, Later } from '../hall/facts.ts';
import type { Money } from '../hall/money.ts';
import type { HallState } from '../hall/state.ts';
import type { StoreProfile } from '../hall/store-profile.ts';
import type { Seconds } from '../hall/time.ts';
import { Cents, type ExactRecord } from '../hall-source.ts';

/** From where a row is looked at. */
export interface View {
  readonly profile: StoreProfile;
  /** The simulated present: later edits are not yet made. */
  readonly asOf: Seconds;
}

/** How an endpoint of events makes its rows: one fact, one row. */
export interface EventPayload {
  readonly facts: (day: DayFacts) => readonly Fact[];
  readonly render: (day: DayFacts, index: number, view: View) => ExactRecord;
}

/** How a snapshot endpoint makes its rows from the hall as it stands. */
export interface SnapshotPayload {
  readonly count: (state: HallState) => number;
  /** Row by place, the newest (highest id) first. */
  readonly render: (state: HallState, index: number, view: View) => ExactRecord;
}

/** Ties a kind of fact to the function that gives it upstream's names. */
export function eventPayload<Kind extends Fact>(
  facts: (day: DayFacts) => readonly Kind[],
  render: (fact: Kind, view: View) => ExactRecord,
): EventPayload {
  return { facts, render: (day, index, view) => render(existing(facts(day), index), view) };
}

/** Ties a list of the hall's state to the function that gives its items upstream's names; items are listed oldest first. */
export function snapshotPayload<Item>(
  items: (state: HallState) => readonly Item[],
  render: (item: Item, view: View, state: HallState) => ExactRecord,
): SnapshotPayload {
  return {
    count: (state) => items(state).length,
    render: (state, index, view) => {
      const list = items(state);
      return render(existing(list, list.length - 1 - index), view, state);
    },
  };
}

export function yuan(amount: Money): Cents {
  return new Cents(amount);
}

/** A rate in tenths ("9.5") or percent, given in hundredths. */
export function hundredths(value: number): Cents {
  return new Cents(value);
}

/** The id of what may not be there: 0 = none. */
export function idOf(thing: { readonly id: bigint } | null): bigint {
  return thing === null ? 0n : thing.id;
}

export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

/** The value if it is known by now, else what stood there before. */
export function known<Value, Before>(later: Later<Value> | null, before: Before, view: View): Value | Before {
  return later !== null && later.at <= view.asOf ? later.value : before;
}

function existing<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`no row ${index}: there are ${items.length}`);
  return item;
}
