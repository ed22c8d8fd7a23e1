import type { HallSource, RowQuery } from '../hall-source.ts';
import type { WireRecord } from './wire.ts';

/** The rows an answer is cut from, newest first, read no further than asked. */
export interface RowList {
  readonly total: number;
  slice(offset: number, limit: number): readonly WireRecord[];
}

/** The hall's own rows: nothing is generated but the page asked for. */
export function hallRows(source: HallSource, query: RowQuery): RowList {
  return {
    total: source.count(query),
    slice: (offset, limit) => source.rows(query, offset, limit),
  };
}

/** Rows that are all in memory. */
export function rowsInMemory(rows: readonly WireRecord[]): RowList {
  return { total: rows.length, slice: (offset, limit) => rows.slice(offset, offset + limit) };
}

/** The list without its newest `count` rows. */
export function withoutHead(list: RowList, count: number): RowList {
  const hidden = Math.min(count, list.total);
  return { total: list.total - hidden, slice: (offset, limit) => list.slice(offset + hidden, limit) };
}

/** The list without the rows at some positions; `positions` ascending. */
export function withoutPositions(list: RowList, positions: readonly number[]): RowList {
  if (positions.length === 0) return list;
  return {
    total: list.total - positions.length,
    slice: (offset, limit) => {
      const start = positionBefore(offset, positions);
      const end = positionBefore(offset + limit, positions);
      return list.slice(start, end - start).filter((_row, index) => !positions.includes(start + index));
    },
  };
}

/** Where the row that is now at `offset` stood before the positions were taken out. */
function positionBefore(offset: number, positions: readonly number[]): number {
  let before = offset;
  for (const position of positions) if (position <= before) before += 1;
  return before;
}
