/** What kind of promise a check keeps. */
export type CheckFamily =
  | 'completeness'
  | 'structure'
  | 'relation'
  | 'code'
  | 'scd2'
  | 'freshness'
  | 'volume'
  | 'drift'
  | 'reconciliation'
  | 'invariant'
  | 'law';

/** How bad a violation is: `error` turns the result FAIL, the others are told and go on. */
export type Severity = 'info' | 'warn' | 'error';

/** Who has to do something about it. */
export type CheckOwner = 'finance' | 'operations' | 'data';

/**
 * A rule that must hold, as a query that returns the rows that break it: `business_date date` (null where a row has no
 * day), `entry_key text`, `observed text`, `expected text`. It reads `$siteId`; with scope `day` it reads the relation
 * `days` (business_date, starts_at, ends_at, is_open) and returns rows of these days only. `$now::timestamptz` is the
 * present, `$dueDates::date[]` the days whose marts are still to be computed again: on a cluster that is booked on another
 * machine than the data. `$tolerance::numeric` is the allowed difference where `tolerance` is stated.
 */
export interface Check {
  /** The contract's id (`SET-03`), else `family.what.table`. */
  readonly id: string;
  readonly family: CheckFamily;
  /** What must hold. */
  readonly zh: string;
  readonly en: string;
  readonly severity: Severity;
  /** A violated blocking check keeps the days concerned from being published. */
  readonly blocking: boolean;
  readonly scope: 'day' | 'store';
  /** On the day that is not over yet a rule across tables cannot be judged: its violations there only warn. */
  readonly openDay: 'judged' | 'warns';
  readonly owner: CheckOwner;
  /** Qualified tables the query reads. */
  readonly reads: readonly string[];
  readonly sql: string;
  /** Table, without schema, of which `entry_key` up to its first blank is the key; null: it names no single row. */
  readonly keyOf: string | null;
  /** Allowed difference in the unit of what is compared, as a decimal text. */
  readonly tolerance?: string;
  /** Query with one boolean `enough`: false means there is too little history to judge, which is a status of its own. */
  readonly enough?: string;
  /** What to do about a violation. */
  readonly fix: { readonly zh: string; readonly en: string };
}

/** What most checks share; a declaration states the rest. */
const USUAL = {
  severity: 'error',
  blocking: false,
  scope: 'day',
  openDay: 'warns',
  owner: 'data',
  keyOf: null,
  fix: {
    zh: '查看违规行；重读该营业日的窗口，仍不符则核对上游',
    en: 'look at the failing keys; read the window of that day again, and if it stays, compare with upstream',
  },
} as const satisfies Partial<Check>;

/** Completes a declaration with what most checks share. */
export function defineCheck(
  stated: Pick<Check, 'id' | 'family' | 'zh' | 'en' | 'reads' | 'sql'> & Partial<Check>,
): Check {
  return { ...USUAL, ...stated };
}
