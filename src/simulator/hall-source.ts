/**
 * The seam between the two halves of the simulator: `hall/` and `payloads/` know what happened in a hall, `server/` knows
 * how upstream talks (and misbehaves) over HTTP.
 */

/** An exact amount in hundredths (cents of a yuan); printed with as few decimals as upstream would. */
export class Cents {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A JSON value whose numbers are exact: ids are bigint, money is Cents, everything else small. */
export type ExactJson =
  | null
  | boolean
  | number
  | bigint
  | string
  | Cents
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson };

/** One upstream record before it becomes text. */
export type ExactRecord = { readonly [key: string]: ExactJson };

/** `YYYY-MM-DD HH:MM:SS` in the hall's zone (UTC+8). */
export type WallTime = string;

export interface RowQuery {
  /** ODS table name of the endpoint. */
  readonly table: string;
  readonly siteId: string;
  /** The simulated present: nothing later is visible, edits made later are not yet applied. */
  readonly asOf: WallTime;
  /**
   * Windowed endpoints: [from, to) on the event time. The stock report: the range reported on. Left out: from the opening,
   * and up to the present.
   */
  readonly from?: WallTime;
  readonly to?: WallTime;
  /** Per-id endpoint: the order_settle_id asked for. */
  readonly id?: string;
}

/** Figures of one store-day, computed from the events themselves: what the marts must equal to the cent. */
export interface StoreDayTruth {
  readonly siteId: string;
  readonly businessDate: string;
  /** Name → exact decimal text for money, integer text for counts; documented in `hall/truth.ts`. */
  readonly figures: Readonly<Record<string, string>>;
}

export interface HallSource {
  /** How many stores exist; ids are computed from the index, never listed from memory. */
  readonly storeCount: number;
  siteIdAt(index: number): string;
  /** Index of a store, or -1. */
  indexOf(siteId: string): number;
  /** First business date on which the stores have data. */
  readonly openingDate: string;
  /**
   * Number of rows the query answers. A store that does not exist and a table that no endpoint fills are errors; before
   * the opening there are masters but no events.
   */
  count(query: RowQuery): number;
  /** Rows `offset` … `offset + limit`, newest first (by id, as upstream orders them). */
  rows(query: RowQuery, offset: number, limit: number): ExactRecord[];
  truth(siteId: string, businessDate: string, asOf: WallTime): StoreDayTruth;
}
