/** Amounts, counts and ids are decimal text: a number of JavaScript would lose digits. */
export type Figure = string;

/** A store a user may see. */
export interface StoreAnswer {
  readonly siteId: string;
  readonly name: string;
}

/** What the pages need before anything else. */
export interface StoresAnswer {
  readonly stores: readonly StoreAnswer[];
  /** First and last business day with a status; null in an empty warehouse. */
  readonly firstDate: string | null;
  readonly lastDate: string | null;
}

export type DayStatus = 'PUBLISHED' | 'PROVISIONAL' | 'STALE' | 'BLOCKED';

/** Whether the figures of a store-day can be relied on. */
export interface StoreDayStatus {
  readonly siteId: string;
  readonly status: DayStatus;
  readonly since: string;
  readonly reason: string | null;
}

/** Figures of `dws_site_day_summary`, of one store or added up, by column name. */
export type Summary = Readonly<Record<string, Figure>>;

/** One step of the bridge from consumption to recognised revenue to cash. */
export interface BridgeStep {
  readonly item: string;
  readonly zh: string;
  readonly en: string;
  readonly isTotal: boolean;
  readonly amount: Figure;
  /** What to ask `/why` for; null where there is nothing behind the step. */
  readonly metric: string | null;
}

export interface PaymentMethod {
  readonly method: string;
  readonly zh: string;
  readonly en: string;
  readonly paid: Figure;
  readonly refunded: Figure;
  readonly net: Figure;
}

/** Use of a table, or for several stores of a store, by hour of the clock. */
export interface HeatRow {
  /** Of the table, or of the store. */
  readonly id: string;
  readonly label: string;
  readonly area: string | null;
  /** Seconds in use and seconds there were, for each of `Heat.hours`. */
  readonly use: readonly Figure[];
  readonly capacity: readonly Figure[];
}

export interface Heat {
  readonly by: 'table' | 'store';
  /** Hours of the clock, in the order of the business day. */
  readonly hours: readonly number[];
  readonly rows: readonly HeatRow[];
}

export interface GoodsRank {
  readonly name: string;
  readonly category: string | null;
  readonly pieces: Figure;
  readonly amount: Figure;
}

export interface AssistantRank {
  readonly id: string;
  readonly no: string;
  readonly siteId: string;
  readonly services: Figure;
  readonly chargedSeconds: Figure;
  readonly amount: Figure;
}

/** What is owed to card holders at the end of the day. */
export interface Liability {
  /** Of the kind of card; empty: all kinds together. */
  readonly id: string;
  readonly kind: string | null;
  readonly principal: Figure;
  readonly gift: Figure;
  readonly balance: Figure;
  readonly isReliable: boolean;
}

export interface DayAnswer {
  readonly date: string;
  readonly comparedDate: string;
  readonly statuses: readonly StoreDayStatus[];
  /** Null: no figures. */
  readonly summary: Summary | null;
  readonly compared: Summary | null;
  readonly bridge: readonly BridgeStep[];
  readonly payments: readonly PaymentMethod[];
  readonly heat: Heat;
  readonly goods: readonly GoodsRank[];
  readonly assistants: readonly AssistantRank[];
  readonly liability: readonly Liability[];
  readonly comparedLiability: readonly Liability[];
}
