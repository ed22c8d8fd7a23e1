import type { Pair } from './named.ts';

export const CATALOG_LAYERS = ['mart', 'fact', 'dimension', 'record'] as const;

export type CatalogLayer = (typeof CATALOG_LAYERS)[number];

/** A column as the search knows it. */
export interface FoundColumn extends Pair {
  readonly name: string;
  /** Fields of upstream behind it. */
  readonly paths: readonly string[];
}

/** A table as the search knows it. */
export interface FoundTable extends Pair {
  readonly name: string;
  readonly layer: CatalogLayer;
  readonly columns: readonly FoundColumn[];
}

/** Everything that can be searched. */
export interface CatalogAnswer {
  readonly tables: readonly FoundTable[];
}

/** Where values of a column come from. */
export interface ShownSource {
  readonly table: string;
  readonly column: string | null;
  readonly endpoint: string | null;
  readonly paths: readonly string[];
}

export interface ShownColumn extends Pair {
  readonly name: string;
  readonly type: string;
  readonly unit: Pair | null;
  readonly codes: string | null;
  readonly isKey: boolean;
  readonly isPersonal: boolean;
  readonly from: readonly ShownSource[];
  readonly transform: Pair | null;
  /** Tables made from it: those that say so, and marts whose query names it. */
  readonly usedBy: readonly string[];
}

/** A field of upstream's records, and the columns that show it. */
export interface ShownField extends Pair {
  readonly type: string;
  readonly isPersonal: boolean;
  readonly path: string;
  readonly shownBy: readonly { readonly table: string; readonly column: string }[];
  /** Why no column shows it. */
  readonly whyNot: string | null;
}

export interface TableAnswer extends Pair {
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly grain: Pair;
  /** Tables, or endpoints of upstream. */
  readonly sources: readonly string[];
  readonly usedBy: readonly string[];
  readonly columns: readonly ShownColumn[];
  /** Fields of the records; none but in a table of records. */
  readonly fields: readonly ShownField[];
  /** Some rows, in the order of the columns; null where the dashboard may read none. */
  readonly sample: readonly (readonly (string | null)[])[] | null;
}
