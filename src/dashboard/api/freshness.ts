import type { DayStatus } from './day.ts';

/**
 * How much of a business day was read completely: `FULL` all of it, `PART`, `MISSING` nothing; `TODAY` is not over, and
 * `BEFORE` lies before the first day that was ever read, so that nobody expects it.
 */
export type Coverage = 'FULL' | 'PART' | 'MISSING' | 'TODAY' | 'BEFORE';

export interface CoverageCell {
  readonly coverage: Coverage;
  /** Percent of the day, or of what is over of it, that was read. */
  readonly percent: number;
}

/** An endpoint of a store, day by day. */
export interface EndpointRow {
  readonly task: string;
  readonly zh: string;
  readonly en: string;
  /** One for each of `FreshnessAnswer.dates`. */
  readonly cells: readonly CoverageCell[];
}

/** What is read as a whole, or follows what others bring. Moments are ISO texts in UTC. */
export interface TaskFreshness {
  readonly task: string;
  readonly zh: string;
  readonly en: string;
  /** Up to when everything was read; null for what has no time, or was never read. */
  readonly readUpTo: string | null;
  readonly lastStatus: string | null;
  readonly lastEndedAt: string | null;
  readonly lastMessage: string | null;
}

export interface StoreFreshness {
  readonly siteId: string;
  readonly name: string;
  /** State of the figures for each of the dates; null: none. */
  readonly days: readonly (DayStatus | null)[];
  /** The worst of its endpoints for each of the dates. */
  readonly worst: readonly CoverageCell[];
  /** Only where one store was asked for. */
  readonly endpoints: readonly EndpointRow[];
  readonly tasks: readonly TaskFreshness[];
  /** What would fill its gaps; null: there are none. */
  readonly gap: Gap | null;
}

/** A range of business days with holes. */
export interface Gap {
  readonly from: string;
  readonly to: string;
  readonly tasks: readonly string[];
  /** Days of endpoints that are not whole. */
  readonly cells: number;
}

export interface FreshnessAnswer {
  /** Business days, the oldest first. */
  readonly dates: readonly string[];
  readonly stores: readonly StoreFreshness[];
  readonly mayAct: boolean;
}
