import type { DayFacts } from './facts.ts';
import type { IdMaker } from './ids.ts';
import { Rng } from './rng.ts';
import type { Action, HallState } from './state.ts';
import type { Operator, StoreProfile } from './store-profile.ts';
import { MINUTE, type Seconds } from './time.ts';
import type { FigureName, Posting } from './truth.ts';

/** One business day while it happens: the hall's state, what has been recorded so far, and what is still to come. */
export interface HallDay {
  readonly profile: StoreProfile;
  readonly state: HallState;
  readonly ids: IdMaker;
  readonly facts: DayFacts;
  /** Day number, first second, first second of the next day. */
  readonly number: number;
  readonly start: Seconds;
  readonly end: Seconds;
  /** Adds to a figure of this day, or of the day given. */
  post(figure: FigureName, delta: number, at: Seconds, day?: number): void;
  schedule(action: Action): void;
}

/** Postings of this day and of others, and the actions not yet done, in order of time. */
export interface DayRecorder {
  readonly day: HallDay;
  readonly queue: Action[];
  readonly postings: Posting[];
}

export function startRecording(options: Omit<HallDay, 'post' | 'schedule'>): DayRecorder {
  const queue: Action[] = [];
  const postings: Posting[] = [];
  const day: HallDay = {
    ...options,
    post: (figure, delta, at, number = options.number) => {
      if (delta !== 0) postings.push({ day: number, at, figure, delta });
    },
    schedule: (action) => {
      queue.splice(placeFor(queue, action.at), 0, action);
    },
  };
  return { day, queue, postings };
}

/** Where an action of this time goes: after all that are not later. */
function placeFor(queue: readonly Action[], at: Seconds): number {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((queue[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A generator for one thing on one day, independent of how much chance the others used. */
export function rngFor(day: HallDay, kind: number, number: number): Rng {
  return new Rng(day.profile.seed, day.profile.index, day.number, kind, number);
}

/** Who works at the counter at a time: they change every eight hours. */
export function operatorAt(profile: StoreProfile, when: Seconds): Operator {
  const shift = Math.floor(when / (480 * MINUTE)) % profile.operators.length;
  const operator = profile.operators[shift];
  if (operator === undefined) throw new Error(`store ${profile.index} has no operators`);
  return operator;
}

/** `when`, but not before the business day began: heads and payments stay on the day of their money. */
export function notBefore(day: HallDay, when: Seconds): Seconds {
  return Math.max(day.start, when);
}
