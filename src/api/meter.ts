/** What the client counts; a task hands in its own meter, so that its counters are its own. */
export type Counter = 'requests' | 'retries' | 'waitMs' | 'bytes';

/** Receives the client's counts. */
export interface Meter {
  add(counter: Counter, amount: number): void;
}

/** A meter that keeps the sums. */
export interface Tally extends Meter {
  readonly totals: Readonly<Record<Counter, number>>;
}

/** A meter starting at zero. */
export function createTally(): Tally {
  const totals: Record<Counter, number> = { requests: 0, retries: 0, waitMs: 0, bytes: 0 };
  return {
    totals,
    add: (counter, amount) => {
      totals[counter] += amount;
    },
  };
}
