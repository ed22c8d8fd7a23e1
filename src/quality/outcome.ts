import type { Check } from '../catalog/check.ts';

/**
 * What a check came to. FAIL: a rule of severity error is broken; WARN and INFO the same for theirs, and WARN for an
 * error on the open day; ERROR: it could not be run; SNOOZED: broken, known and accepted; NO_HISTORY: too little to judge.
 */
export type CheckStatus = 'PASS' | 'INFO' | 'WARN' | 'FAIL' | 'ERROR' | 'SNOOZED' | 'NO_HISTORY';

/** One row that breaks a rule. */
export interface Violation {
  readonly business_date: string | null;
  readonly entry_key: string;
  readonly observed: string | null;
  readonly expected: string | null;
}

/** One check on one store in one run. */
export interface CheckOutcome {
  readonly check: Check;
  readonly status: CheckStatus;
  /** Business dates judged; empty for a check of the store as a whole. */
  readonly dates: readonly string[];
  readonly violations: number;
  /** Days that have a violation that counts. */
  readonly failingDays: readonly string[];
  /** The first violations. */
  readonly sample: readonly Violation[];
  /** The SQL that was run, with named parameters. */
  readonly sql: string;
  /** Why it could not be run. */
  readonly message: string | null;
  readonly durationMs: number;
}

/** True for outcomes that keep a day from being published when the check is blocking, and turn a run red when not. */
export function isRed({ status }: Pick<CheckOutcome, 'status'>): boolean {
  return status === 'FAIL' || status === 'ERROR';
}
