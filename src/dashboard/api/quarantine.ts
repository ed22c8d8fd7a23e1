import type { Pair } from './named.ts';

/** A record that could not be stored. Times are UTC; the value is masked unless it is known to tell nothing of a person. */
export interface ShownEntry {
  readonly id: string;
  readonly siteId: string;
  readonly table: string;
  readonly key: string | null;
  readonly column: string | null;
  readonly rule: string;
  readonly value: string | null;
  readonly reason: string;
  readonly status: 'OPEN' | 'RESOLVED' | 'DISMISSED';
  readonly since: string;
  readonly lastSeenAt: string;
  readonly times: number;
}

export interface QuarantineAnswer {
  readonly entries: readonly ShownEntry[];
  readonly total: number;
  readonly mayAct: boolean;
}

export interface EntryAnswer extends ShownEntry {
  /** The record, indented. */
  readonly text: string;
  readonly file: string;
  readonly pageNo: number;
  readonly recordIndex: number;
  /** What the rule says; null for a rule that nobody explained. */
  readonly meaning: Pair | null;
  readonly whatToDo: Pair;
  readonly isMasked: boolean;
  readonly mayAct: boolean;
}

/** What a second chance brought. */
export interface RetryAnswer {
  readonly tried: number;
  readonly closed: number;
  /** Numbers of entries that are still open, and of those refused anew. */
  readonly refused: readonly string[];
  /** What went wrong on the way. */
  readonly problems: readonly string[];
}
