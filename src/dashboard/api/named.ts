/** A text in both languages. */
export interface Pair {
  readonly zh: string;
  readonly en: string;
}

/** A code with its name. */
export interface Named extends Pair {
  readonly code: string;
}
