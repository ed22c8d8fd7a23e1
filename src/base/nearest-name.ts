/** How many single-letter edits (insert, delete, replace, swap of neighbours) turn one word into the other. */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      current.push(editCost({ left, right, row, column, beforeLast, last, current }));
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}

interface EditCell {
  readonly left: string;
  readonly right: string;
  readonly row: number;
  readonly column: number;
  readonly beforeLast: readonly number[];
  readonly last: readonly number[];
  readonly current: readonly number[];
}

function editCost(cell: EditCell): number {
  const { left, right, row, column, beforeLast, last, current } = cell;
  const at = (line: readonly number[], index: number): number => line[index] ?? Number.POSITIVE_INFINITY;
  const replaced = at(last, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
  const cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
  const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
  return isSwap ? Math.min(cost, at(beforeLast, column - 2) + 1) : cost;
}

/** The known name a person most likely meant, or undefined when none is close. Letter case does not count. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toUpperCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toUpperCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** ` Did you mean X?` for an error message about an unknown name; empty when nothing known is close. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const close = nearestName(name, known);
  return close === undefined ? '' : ` Did you mean ${close}?`;
}
