import type { Coverage, CoverageCell, EndpointRow, Gap } from '../../api/freshness.ts';

/** A business day of a store, and how much of it an endpoint has read. Moments in milliseconds. */
export interface DayRead {
  readonly from: number;
  readonly to: number;
  readonly readMs: number;
}

/** What tells a hole from what nobody expects. */
export interface Bounds {
  /** Start of the first window that was ever read; null: nothing was. */
  readonly since: number | null;
  readonly now: number;
}

/** Windows end at whole seconds. */
const TOLERANCE_MS = 1_000;

/** How a day of an endpoint stands. Pure. */
export function coverageOf({ from, to, readMs }: DayRead, { since, now }: Bounds): CoverageCell {
  if (since === null || to <= since) return { coverage: 'BEFORE', percent: 0 };
  const start = Math.max(from, since);
  const isOpen = to > now;
  const expectedMs = Math.max((isOpen ? now : to) - start, 1);
  const isWhole = readMs >= expectedMs - TOLERANCE_MS;
  const percent = isWhole ? 100 : Math.min(99, Math.floor((readMs / expectedMs) * 100));
  if (isOpen) return { coverage: 'TODAY', percent };
  return { coverage: isWhole ? 'FULL' : readMs > 0 ? 'PART' : 'MISSING', percent };
}

/** From what nobody has to look at to what somebody should. */
const BY_WEIGHT: readonly Coverage[] = ['BEFORE', 'FULL', 'TODAY', 'PART', 'MISSING'];

/** The worst cell of each day. */
export function worstOf(rows: readonly EndpointRow[], days: number): CoverageCell[] {
  return Array.from({ length: days }, (_, day) =>
    rows
      .flatMap(({ cells }) => cells[day] ?? [])
      .reduce((worst, cell) => (weightOf(cell) > weightOf(worst) ? cell : worst), NOTHING),
  );
}

const NOTHING: CoverageCell = { coverage: 'BEFORE', percent: 100 };

/** Of two in the same state the one of which less was read is worse. */
const weightOf = ({ coverage, percent }: CoverageCell): number => BY_WEIGHT.indexOf(coverage) * 1000 - percent;

/** The range and the endpoints that a backfill would have to read so that every closed day is whole; null: none. */
export function gapOf(rows: readonly EndpointRow[], dates: readonly string[]): Gap | null {
  const holes = rows.flatMap(({ task, cells }) =>
    cells.flatMap(({ coverage }, i) => (coverage === 'PART' || coverage === 'MISSING' ? [{ task, i }] : [])),
  );
  const days = holes.map(({ i }) => i);
  const from = dates[Math.min(...days)];
  const to = dates[Math.max(...days)];
  if (from === undefined || to === undefined) return null;
  return { from, to, tasks: [...new Set(holes.map(({ task }) => task))], cells: holes.length };
}
