import type { CheckFamily } from '../../catalog/check.ts';
import type { CheckStatus } from '../outcome.ts';
import { rankOf, type StandingResult } from '../standing-results.ts';

/** Results that somebody may want to read about, the worst first. */
export function needingAttention(results: readonly StandingResult[]): StandingResult[] {
  return results
    .filter(({ status }) => status !== 'PASS' && status !== 'NO_HISTORY')
    .toSorted((a, b) => rankOf(a) - rankOf(b) || (a.check.id < b.check.id ? -1 : 1));
}

/** How many checks of a family have each status. */
export interface FamilyCount {
  readonly family: CheckFamily;
  readonly counts: ReadonlyMap<CheckStatus, number>;
}

/** The families in the order in which they occur. */
export function countByFamily(results: readonly StandingResult[]): FamilyCount[] {
  const families = [...new Set(results.map(({ check }) => check.family))];
  return families.map((family) => ({
    family,
    counts: countByStatus(results.filter(({ check }) => check.family === family)),
  }));
}

/** How many results have each status, the worst status first. */
export function countByStatus(results: readonly StandingResult[]): ReadonlyMap<CheckStatus, number> {
  const counts = new Map<CheckStatus, number>();
  for (const { status } of results.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}
