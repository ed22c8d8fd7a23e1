import type { Named, Pair } from './named.ts';

/** A check and how it stands in the stores asked for; the worst of them counts. */
export interface ListedCheck extends Pair {
  readonly id: string;
  readonly isBlocking: boolean;
  readonly owner: Named;
  /** Null: it was never run there. */
  readonly status: Named | null;
  readonly violations: number;
  readonly failingDays: readonly string[];
}

export interface CheckFamilyAnswer {
  readonly family: Named;
  /** The worst first. */
  readonly checks: readonly ListedCheck[];
}

export interface QualityAnswer {
  readonly families: readonly CheckFamilyAnswer[];
}

/** A row that breaks a rule; what was found there is masked where it may tell who a person is. */
export interface FailingKey {
  readonly date: string | null;
  readonly key: string;
  readonly observed: string | null;
  readonly expected: string | null;
}

export interface PastOutcome {
  readonly checkedAt: string;
  readonly status: Named;
  readonly violations: number;
  readonly fromDate: string | null;
  readonly toDate: string | null;
}

/** How a check stands in a store. */
export interface CheckStanding {
  readonly siteId: string;
  readonly storeName: string;
  readonly status: Named;
  readonly violations: number;
  readonly failingDays: readonly string[];
  readonly keys: readonly FailingKey[];
  readonly message: string | null;
  readonly checkedAt: string;
  /** Results of the past, the oldest first. */
  readonly past: readonly PastOutcome[];
}

/** A snooze in force; no store: in all. */
export interface ShownSnooze {
  readonly siteId: string | null;
  readonly reason: string;
  readonly until: string;
  readonly by: string;
}

/** All there is to know of a check. */
export interface CheckAnswer extends Pair {
  readonly id: string;
  readonly family: Named;
  readonly severity: Named;
  readonly owner: Named;
  readonly isBlocking: boolean;
  readonly fix: Pair;
  readonly reads: readonly string[];
  readonly tolerance: string | null;
  readonly sql: string;
  /** Table of which a failing key is the key, as trace takes it; null: it names no single row. */
  readonly keyOf: string | null;
  readonly standing: readonly CheckStanding[];
  readonly snoozes: readonly ShownSnooze[];
  readonly mayAct: boolean;
}
