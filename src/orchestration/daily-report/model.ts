import type { BridgeStep, DayStatus } from '../../quality/report/model.ts';

/** The sheet of one business day of a store. Amounts are decimal texts in yuan; nothing was ever a float. */
export interface DailyReport {
  readonly siteId: string;
  readonly name: string;
  readonly date: string;
  /** MISSING: nothing was ever computed for the day. */
  readonly status: DayStatus | 'MISSING';
  /** Why it is not final. */
  readonly reason: string | null;
  /** Wall-clock time of the store. */
  readonly writtenAt: string;
  /** Null when the day has no figures: its status says why. */
  readonly figures: DayFigures | null;
}

export interface DayFigures {
  readonly gross: Compared;
  readonly recognised: Compared;
  readonly cashIn: Compared;
  /** From consumption to recognised revenue to cash. */
  readonly bridge: readonly BridgeStep[];
  readonly counts: DayCounts;
  /** What was given back. */
  readonly refunds: string;
  readonly liability: Liability;
  readonly areas: readonly AreaShare[];
  readonly goods: readonly GoodsSold[];
  readonly compared: ComparedDay | null;
}

/** A figure, and how it differs from that of the same weekday a week before (null: that day has no figures). */
export interface Compared {
  readonly amount: string;
  readonly change: string | null;
  /** In percent with one decimal; null when there is nothing to divide by. */
  readonly percent: string | null;
}

/** The day it is compared with. */
export interface ComparedDay {
  readonly date: string;
  readonly status: DayStatus;
}

export interface DayCounts {
  readonly settlements: string;
  readonly visits: string;
  readonly members: string;
  readonly newMembers: string;
  readonly returns: string;
}

/** What is owed to card holders at the end of the day. */
export interface Liability {
  readonly principal: string;
  readonly gift: string;
  readonly balance: string;
  /** How the day changed it. */
  readonly change: string;
  /** False when an earlier day has no final figures, so that changes may be missing. */
  readonly isReliable: boolean;
}

export interface AreaShare {
  /** Null: no table, as a sale over the counter. */
  readonly name: string | null;
  readonly settlements: string;
  readonly recognised: string;
}

export interface GoodsSold {
  readonly name: string;
  readonly pieces: string;
  readonly amount: string;
}

/** All stores of a day together, and how many of them can be relied on. */
export interface ChainDay {
  readonly date: string;
  readonly stores: string;
  readonly finalStores: string;
  readonly gross: string;
  readonly recognised: string;
  readonly cashIn: string;
  readonly liability: string;
}

/** What `report daily` shows: a sheet a store, and with several stores of one date the chain before them. */
export interface DailyReports {
  readonly chain: ChainDay | null;
  readonly stores: readonly DailyReport[];
}
