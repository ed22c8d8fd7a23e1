import { type PlayedDay, playDay } from './day.ts';
import type { DayFacts, Fact } from './facts.ts';
import { Lru } from './lru.ts';
import { openingState } from './opening.ts';
import type { HallState } from './state.ts';
import { type StoreOptions, type StoreProfile, storeProfile } from './store-profile.ts';
import { businessDayOf, type Seconds, startOfBusinessDay } from './time.ts';

/** A played day without the state after it, which is kept (or not) on its own. */
export type RecordedDay = Omit<PlayedDay, 'after'>;

/** How far apart the states are from which a day can be played again. */
const CHECKPOINT_DAYS = 8;
const CHECKPOINTS = 64;
const RECENT_STATES = 12;
const RECORDED_DAYS = 40;
const MOMENTS = 6;
const PROFILES = 4096;

/**
 * Plays the days of all stores on demand. Whatever is forgotten is played again, and comes out the same; memory is bounded
 * by the capacities above, whatever the number of stores and days.
 */
export class Timelines {
  private readonly options: StoreOptions;
  private readonly profiles = new Lru<StoreProfile>(PROFILES);
  private readonly days = new Lru<RecordedDay>(RECORDED_DAYS);
  private readonly checkpoints = new Lru<HallState>(CHECKPOINTS);
  private readonly recent = new Lru<HallState>(RECENT_STATES);
  private readonly moments = new Lru<HallState>(MOMENTS);

  constructor(options: StoreOptions) {
    this.options = options;
  }

  profile(index: number): StoreProfile {
    const known = this.profiles.get(String(index));
    if (known !== undefined) return known;
    const profile = storeProfile(index, this.options);
    this.profiles.set(String(index), profile);
    return profile;
  }

  /** A whole business day; the store must be open on it. */
  day(index: number, number: number): RecordedDay {
    const key = `${index}/${number}`;
    const known = this.days.get(key);
    if (known !== undefined) return known;
    return this.play(index, this.stateAt(index, number));
  }

  /** The hall at the start of a business day (before the first: as it was set up). */
  stateAt(index: number, number: number): HallState {
    const profile = this.profile(index);
    if (number <= profile.openingDay) return this.stored(index, profile.openingDay) ?? openingState(profile);
    let from = number;
    let state = this.stored(index, from);
    while (state === undefined && from > profile.openingDay) {
      from -= 1;
      state = this.stored(index, from);
    }
    state ??= openingState(profile);
    while (state.day < number) state = this.advance(index, state);
    return state;
  }

  /** The hall as it stands at a moment, everything up to and including that second having happened. */
  stateAsOf(index: number, asOf: Seconds): HallState {
    const number = businessDayOf(asOf);
    const profile = this.profile(index);
    if (number < profile.openingDay) return this.stateAt(index, profile.openingDay);
    // The last second of a day is the start of the next: no need to play it twice.
    if (asOf === startOfBusinessDay(number + 1) - 1) return this.stateAt(index, number + 1);
    const key = `${index}@${asOf}`;
    const known = this.moments.get(key);
    if (known !== undefined) return known;
    const { after } = playDay(profile, this.stateAt(index, number), asOf);
    this.moments.set(key, after);
    return after;
  }

  /** How much is held in memory: bounded, whatever is asked. */
  kept(): { readonly days: number; readonly states: number } {
    return { days: this.days.size, states: this.checkpoints.size + this.recent.size };
  }

  private stored(index: number, number: number): HallState | undefined {
    const key = `${index}/${number}`;
    return this.recent.get(key) ?? this.checkpoints.get(key);
  }

  private advance(index: number, state: HallState): HallState {
    const number = state.day;
    this.play(index, state);
    const after = this.stored(index, number + 1);
    if (after === undefined)
      throw new Error(`store ${index} has no state after day ${number}, although it was just played`);
    return after;
  }

  private play(index: number, before: HallState): RecordedDay {
    const { after, ...played } = playDay(this.profile(index), before);
    sortById(played.facts);
    this.days.set(`${index}/${played.number}`, played);
    const key = `${index}/${after.day}`;
    this.recent.set(key, after);
    if ((after.day - this.profile(index).openingDay) % CHECKPOINT_DAYS === 0) this.checkpoints.set(key, after);
    return played;
  }
}

/** Heads are numbered when the checkout opens but recorded when it is paid: bring the rows back into the order of their ids. */
function sortById(facts: DayFacts): void {
  for (const list of Object.values(facts) as Fact[][]) {
    list.sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
  }
}
