import { isWithin } from './decimal.ts';
import type { TablePair } from './pair-columns.ts';
import type { ChangedRow, RowKey } from './report.ts';

/** A row as it comes from a side: the hash of its key, and its compared columns as canonical text. */
export interface KeyedRow {
  readonly k: string;
  readonly v: readonly (string | null)[];
}

export interface MergeOptions {
  /** Rows of each kind that are shown. */
  readonly sample: number;
  /** Decimal text; numbers that differ by no more are equal. */
  readonly tolerance: string;
}

/** What a merge of the rows of two sides has found. */
export class RowDifferences {
  onlyLeft = 0;
  onlyRight = 0;
  changed = 0;
  tolerated = 0;
  readonly repeatedKeys = { left: 0, right: 0 };
  /** By the position of the column. */
  readonly changedIn: number[];
  readonly samples: { onlyLeft: RowKey[]; onlyRight: RowKey[]; changed: ChangedRow[] } = {
    onlyLeft: [],
    onlyRight: [],
    changed: [],
  };
  readonly #pair: TablePair;
  readonly #options: MergeOptions;

  constructor(pair: TablePair, options: MergeOptions) {
    this.#pair = pair;
    this.#options = options;
    this.changedIn = pair.columns.map(() => 0);
  }

  addOneSided(kind: 'onlyLeft' | 'onlyRight', row: KeyedRow): void {
    this[kind] += 1;
    if (this.samples[kind].length < this.#options.sample) this.samples[kind].push({ key: this.#keyOf(row) });
  }

  addPair(left: KeyedRow, right: KeyedRow): void {
    const unequal = this.#pair.columns.flatMap((_, i) => (left.v[i] === right.v[i] ? [] : [i]));
    const positions = unequal.filter((i) => !this.#isTolerated(i, left.v[i] ?? null, right.v[i] ?? null));
    if (positions.length === 0) {
      if (unequal.length > 0) this.tolerated += 1;
      return;
    }
    this.changed += 1;
    for (const i of positions) this.changedIn[i] = (this.changedIn[i] ?? 0) + 1;
    if (this.samples.changed.length >= this.#options.sample) return;
    const columns = positions.map((i) => {
      const name = this.#pair.columns[i]?.left.name ?? '';
      return { name, left: left.v[i] ?? null, right: right.v[i] ?? null };
    });
    this.samples.changed.push({ key: this.#keyOf(left), columns });
  }

  #isTolerated(i: number, left: string | null, right: string | null): boolean {
    if (left === null || right === null || this.#pair.columns[i]?.form.kind !== 'number') return false;
    return isWithin(left, right, this.#options.tolerance);
  }

  #keyOf({ v }: KeyedRow): RowKey['key'] {
    const { key, columns } = this.#pair;
    return Object.fromEntries(key.map((column) => [column.left.name, v[columns.indexOf(column)] ?? null]));
  }
}

/** Goes through the rows of both sides, each in the order of its keys' hashes; holds one row of each. */
export async function mergeRows(
  left: AsyncIterable<KeyedRow>,
  right: AsyncIterable<KeyedRow>,
  found: RowDifferences,
): Promise<void> {
  const [lefts, rights] = [new Rows(left, found.repeatedKeys, 'left'), new Rows(right, found.repeatedKeys, 'right')];
  await Promise.all([lefts.advance(), rights.advance()]);
  for (;;) {
    const [one, other] = [lefts.row, rights.row];
    if (one === null && other === null) return;
    if (other === null || (one !== null && one.k < other.k)) {
      if (one !== null) found.addOneSided('onlyLeft', one);
      await lefts.advance();
    } else if (one === null || other.k < one.k) {
      found.addOneSided('onlyRight', other);
      await rights.advance();
    } else {
      found.addPair(one, other);
      await Promise.all([lefts.advance(), rights.advance()]);
    }
  }
}

/** The rows of a side, one at a time; counts keys that come again. */
class Rows {
  row: KeyedRow | null = null;
  readonly #rows: AsyncIterator<KeyedRow>;
  readonly #repeated: { left: number; right: number };
  readonly #side: 'left' | 'right';

  constructor(rows: AsyncIterable<KeyedRow>, repeated: { left: number; right: number }, side: 'left' | 'right') {
    this.#rows = rows[Symbol.asyncIterator]();
    this.#repeated = repeated;
    this.#side = side;
  }

  async advance(): Promise<void> {
    const before = this.row?.k;
    const next = await this.#rows.next();
    this.row = next.done === true ? null : next.value;
    if (this.row !== null && this.row.k === before) this.#repeated[this.#side] += 1;
  }
}
