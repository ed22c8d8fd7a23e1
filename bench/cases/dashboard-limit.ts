import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { readTrends } from '../../src/dashboard/server/queries/trends.ts';
import { readFor } from '../../src/dashboard/server/reading.ts';
import { readDay } from '../../src/dashboard/server/routes/day.ts';
import { withReadOnlyTransaction } from '../../src/database/transaction.ts';
import { dashboardRoles } from '../../src/loaders/schema/readers.ts';
import type { Workplace } from '../../src/orchestration/workplace.ts';
import type { Queryable } from '../../src/tasks/task.ts';
import { OPENING } from '../data/hall-year.ts';

/** The same reading by the owner of the tables, and as the role whose rows the database limits. */
export interface LimitMeasured {
  readonly what: string;
  readonly ownerMs: readonly number[];
  readonly limitedMs: readonly number[];
}

type Reading = (db: Queryable) => Promise<unknown>;

/** Reads the page of every day and a trend over all of them both ways, taking turns; throws when the answers differ. */
export async function measureRowLimit(place: Workplace, siteId: string, days: number): Promise<LimitMeasured[]> {
  const sites = [siteId];
  const dates = Array.from({ length: days }, (_, index) => addDays(OPENING as LocalDate, index));
  const trend = { metric: 'recognised_amount', date: dates.at(-1) ?? '', days: 365, sites, isSplit: false } as const;
  return [
    await compare(place, siteId, {
      what: 'a day page',
      readings: dates.map((date) => (db) => readDay(db, { date, sites })),
    }),
    await compare(place, siteId, {
      what: 'a trend of 365 days',
      readings: dates.map(() => (db) => readTrends(db, trend)),
    }),
  ];
}

async function compare(
  { database, config }: Workplace,
  siteId: string,
  { what, readings }: { readonly what: string; readonly readings: readonly Reading[] },
): Promise<LimitMeasured> {
  const place = { pool: database.pool, readers: dashboardRoles(config.values.BI_ROLE) };
  const taken: { readonly ownerMs: number[]; readonly limitedMs: number[] } = { ownerMs: [], limitedMs: [] };
  for (const reading of readings) {
    const owner = await timed(() => withReadOnlyTransaction(place.pool, reading));
    const limited = await timed(() => readFor(place, { siteIds: [siteId] }, reading));
    if (JSON.stringify(owner.value) !== JSON.stringify(limited.value)) throw new Error(`${what}: the answers differ`);
    taken.ownerMs.push(owner.ms);
    taken.limitedMs.push(limited.ms);
  }
  return { what, ...taken };
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const startedAt = performance.now();
  const value = await work();
  return { value, ms: performance.now() - startedAt };
}
