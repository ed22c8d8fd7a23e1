import type { StandingResult } from '../standing-results.ts';

/** All that a report tells. Amounts are decimal texts in yuan; times are wall-clock times of the store. */
export interface QualityReport {
  /** First and last business day of the figures, both included. */
  readonly from: string;
  readonly to: string;
  readonly writtenAt: string;
  readonly stores: readonly StoreReport[];
}

export interface StoreReport {
  readonly siteId: string;
  readonly name: string;
  readonly days: readonly DayState[];
  /** From consumption to recognised revenue to cash, summed over the days. */
  readonly bridge: readonly BridgeStep[];
  readonly payments: readonly PaymentShare[];
  readonly tables: readonly TableUse[];
  readonly results: readonly StandingResult[];
}

/** Whether the figures of a business day can be relied on, and the three views of its revenue (null: no figures). */
export interface DayState {
  readonly date: string;
  readonly status: DayStatus;
  readonly reason: string | null;
  readonly gross: string | null;
  readonly recognised: string | null;
  readonly cashIn: string | null;
}

export type DayStatus = 'PUBLISHED' | 'PROVISIONAL' | 'STALE' | 'BLOCKED';

export interface BridgeStep {
  readonly item: string;
  readonly zh: string;
  readonly en: string;
  readonly isTotal: boolean;
  /** What is taken off is negative. */
  readonly amount: string;
}

/** What came in and went back by one method. */
export interface PaymentShare {
  readonly zh: string;
  readonly en: string;
  readonly count: string;
  readonly paid: string;
  readonly refunded: string;
  readonly net: string;
}

/** How much of each hour a table was in use, all days together. */
export interface TableUse {
  readonly name: string;
  readonly area: string | null;
  readonly hours: readonly HourUse[];
}

export interface HourUse {
  /** Hour of the local day; a business day begins with the store's own first hour. */
  readonly hour: number;
  /** Share of the hour in use, 0 to 1. */
  readonly share: number;
}
