/** What the parse rule makes of a text: the canonical text of the value, or nothing. */
export type Parsed = { readonly ok: true; readonly value: string } | { readonly ok: false };

/** One kind of column: its parse rule in SQL and in TypeScript, its DDL type and its documentation, in one place. */
export interface ColumnType {
  readonly kind: string;
  readonly ddl: string;
  readonly zh: string;
  readonly en: string;
  /** Code list of `enums.ts`, for codes. */
  readonly codes?: string;
  /** SQL condition over a text expression: whether `cast` may be applied. Never raises. */
  accepts(text: string): string;
  /** SQL expression of the value; only evaluated where `accepts` holds. May use `$timezone`. */
  cast(text: string): string;
  /** SQL condition that the accepted text says more than the value keeps; null when it never does. */
  rounds: ((text: string, value: string) => string) | null;
  /** The same rule in TypeScript, to the canonical text. */
  parse(text: string): Parsed;
}

export const REFUSED: Parsed = { ok: false };

/** A successfully parsed canonical text. */
export const parsed = (value: string): Parsed => ({ ok: true, value });
