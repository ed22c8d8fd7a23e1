import type { OneSided } from './pair-columns.ts';

/** One figure of both sides. */
export interface Both<T> {
  readonly left: T;
  readonly right: T;
}

/** What was found in a column, all rows together. Figures are texts, so that no digit is lost. */
export interface ColumnFigures {
  readonly left: string;
  readonly right: string;
  /** In how many rows that both sides have it differs. */
  readonly changed: number;
  readonly nulls: Both<string>;
  /** Of numbers; null for other columns. */
  readonly sum: Both<string | null> | null;
  /** Of times; null for other columns. */
  readonly first: Both<string | null> | null;
  readonly last: Both<string | null> | null;
}

/** Columns whose types need a cast before they can be compared. */
export interface UnlikeFigures {
  readonly left: string;
  readonly right: string;
  readonly types: Both<string>;
  readonly hint: string;
}

/** A row by its key, as `column=value`; NULL is null. */
export interface RowKey {
  readonly key: Readonly<Record<string, string | null>>;
}

export interface ChangedRow extends RowKey {
  readonly columns: readonly ({ readonly name: string } & Both<string | null>)[];
}

/** What distinguishes two tables. */
export interface TableComparison {
  readonly left: string;
  readonly right: string;
  readonly equal: boolean;
  readonly rows: Both<string>;
  /** Columns that tell rows apart, by their names on the left; empty when nothing does. */
  readonly key: readonly string[];
  /** Whether rows were chosen by the range of time; false: there was none, or the table has no such column. */
  readonly ranged: boolean;
  readonly onlyLeft: number;
  readonly onlyRight: number;
  readonly changed: number;
  /** Rows that differ by no more than the tolerance, and count as equal. */
  readonly tolerated: number;
  /** Rows whose key another row has as well, as far as they were looked at. */
  readonly repeatedKeys: Both<number>;
  readonly columns: readonly ColumnFigures[];
  readonly oneSided: readonly OneSided[];
  readonly unlike: readonly UnlikeFigures[];
  readonly samples: {
    readonly onlyLeft: readonly RowKey[];
    readonly onlyRight: readonly RowKey[];
    readonly changed: readonly ChangedRow[];
  };
}

/** What distinguishes two databases. Places hold no password. */
export interface Comparison {
  readonly left: { readonly place: string; readonly schema: string };
  readonly right: { readonly place: string; readonly schema: string };
  readonly equal: boolean;
  readonly from: string | null;
  readonly to: string | null;
  readonly tolerance: string;
  /** Tables that only one side has. */
  readonly oneSided: readonly OneSided[];
  readonly tables: readonly TableComparison[];
  readonly comparedAt: string;
}
