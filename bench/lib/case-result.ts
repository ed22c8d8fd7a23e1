import type { BenchOptions } from './options.ts';

/** One line of a case's table: a contender in a situation, over all repetitions. */
export interface ResultLine {
  readonly cells: readonly string[];
}

/** A promise the product makes and what was measured. */
export interface Goal {
  readonly text: string;
  readonly measured: string;
  readonly met: boolean;
}

/** What a case found: for people (table, notes) and for machines (raw). */
export interface CaseResult {
  readonly name: string;
  readonly title: string;
  /** What was compared and under which conditions. */
  readonly method: readonly string[];
  readonly columns: readonly string[];
  readonly lines: readonly ResultLine[];
  readonly goals: readonly Goal[];
  readonly notes: readonly string[];
  readonly seconds: number;
  /** Every single measurement. */
  readonly raw: unknown;
}

/** What every case gets. */
export interface CaseContext {
  readonly options: BenchOptions;
  /** A folder of this run, removed at its end. */
  readonly scratch: string;
  /** Where CPU profiles go; undefined: none are made. */
  readonly profileTo: string | undefined;
  /** Progress, one line at a time. */
  readonly say: (line: string) => void;
}
