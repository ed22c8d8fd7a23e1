import type { Workplace } from '../workplace.ts';

/**
 * What somebody may have to know of a store. run: it could not start; task: one failed or did not read everything; wait:
 * upstream made the credential wait, and with it whatever was to be read; quarantine: too many records were refused; check:
 * a rule is broken; day: figures are held back; stale: nothing has been read for long; token: the credential ends soon.
 */
export type CauseKind = 'run' | 'task' | 'wait' | 'quarantine' | 'check' | 'day' | 'stale' | 'token';

/** One thing to be told once while it lasts: store, kind and subject say which it is. */
export interface Cause {
  readonly siteId: string;
  readonly kind: CauseKind;
  /** Task, check, business day or variable; empty when it is about the store as a whole. */
  readonly subject: string;
  /** How it shows itself, such as an error code; when this changes it is told anew. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Particulars for people, without secrets. */
  readonly detail: string;
}

/** What finding and telling causes works with. */
export type AlertPlace = Pick<Workplace, 'config' | 'database' | 'clock' | 'reporter' | 'signal'>;
