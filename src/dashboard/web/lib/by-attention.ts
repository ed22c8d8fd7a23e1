/** What somebody should look at first, first. */
const FIRST: readonly string[] = ['FAILED', 'INCOMPLETE', 'CANCELLED', 'SKIPPED', 'WARNING', 'RUNNING'];

/** Sorted so that what needs attention comes first; the rest stays in its order. Pure. */
export function byAttention<Row>(rows: readonly Row[], statusOf: (row: Row) => string | null): Row[] {
  const rank = (row: Row): number => {
    const place = FIRST.indexOf(statusOf(row) ?? '');
    return place < 0 ? FIRST.length : place;
  };
  return rows.toSorted((a, b) => rank(a) - rank(b));
}
