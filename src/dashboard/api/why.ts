import type { Figure } from './day.ts';
import type { Pair } from './named.ts';

/** A figure that is another's part, with its sign. */
export interface WhyPart extends Pair {
  /** What to ask for; null where nothing is known of what is behind it. */
  readonly metric: string | null;
  readonly date: string;
  readonly sign: 1 | -1;
  readonly value: Figure;
}

export interface WhyColumn {
  readonly name: string;
  readonly zh: string;
  readonly en: string;
  readonly kind: 'money' | 'number' | 'time' | 'text';
}

export interface WhyRow {
  readonly siteId: string;
  /** Value of the key column. */
  readonly key: string;
  readonly amount: Figure;
  readonly cells: readonly (string | null)[];
}

/** The facts a figure is the sum of. */
export interface WhyFacts {
  readonly table: string;
  readonly zh: string;
  readonly en: string;
  readonly count: Figure;
  readonly sum: Figure;
  readonly columns: readonly WhyColumn[];
  /** The largest; `count` tells how many there are. */
  readonly rows: readonly WhyRow[];
}

/** What a figure is made of: other figures, or facts. */
export interface WhyAnswer extends Pair {
  readonly metric: string;
  /** Product, assistant, table … it is the figure of; null: of the day as a whole. */
  readonly item: Pair | null;
  readonly unit: 'money' | 'count' | 'seconds';
  readonly date: string;
  readonly value: Figure;
  readonly parts: readonly WhyPart[];
  readonly facts: WhyFacts | null;
}
