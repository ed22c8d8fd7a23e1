import { loadStoresOnce, type StoresLoad, simulateStores } from '../data/loaded-stores.ts';
import type { CaseContext, CaseResult, Goal } from '../lib/case-result.ts';
import { startScratchServer } from '../lib/scratch-server.ts';
import { shown, slopeOf } from '../lib/stats.ts';

interface Size {
  readonly stores: number;
  readonly days: number;
}

const MONTH = 30;
const SIZES = {
  full: {
    stores: [1, 3, 10].map((stores) => ({ stores, days: MONTH })),
    months: [1, 6, 12].map((months) => ({ stores: 1, days: months * MONTH })),
    visits: 30,
  },
  quick: {
    stores: [1, 2, 4].map((stores) => ({ stores, days: 3 })),
    months: [3, 6, 12].map((days) => ({ stores: 1, days })),
    visits: 20,
  },
};
const MAX_SLOPE = 1.1;
const MAX_RSS_MB = 300;

interface Point extends Size, StoresLoad {}

/** Time and memory of the whole run against the number of stores and the length of the history: both must be straight. */
export async function runGrowth(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { quick } = context.options;
  const { stores, months, visits } = quick ? SIZES.quick : SIZES.full;
  await using server = await startScratchServer(context.scratch);
  const load = async (size: Size): Promise<Point> => {
    await using simulated = await simulateStores({ ...size, visitsPerDay: visits, latencyMs: 0 });
    const place = { serverUrl: server.url, scratch: context.scratch };
    const point = { ...size, ...(await loadStoresOnce(simulated, place)) };
    context.say(`  ${size.stores} stores, ${size.days} days: ${shown(point.ms)} ms, ${shown(point.rssMb)} MB`);
    return point;
  };
  // Once for the server's caches and the program's files: the first point must not carry what the others find ready.
  await load({ stores: 1, days: 1 });
  const series = { stores: await inTurn(stores, load), days: await inTurn(months, load) };
  return report(series, { visits, seconds: (performance.now() - startedAt) / 1000 });
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

function report(
  series: { readonly stores: readonly Point[]; readonly days: readonly Point[] },
  { visits, seconds }: { readonly visits: number; readonly seconds: number },
): CaseResult {
  const points = [...series.stores, ...series.days];
  const slopes = {
    stores: slopeOf(series.stores.map(({ stores, ms }) => [stores, ms])),
    days: slopeOf(series.days.map(({ days, ms }) => [days, ms])),
  };
  const rss = Math.max(...points.map(({ rssMb }) => rssMb));
  const slopeGoal = (text: string, slope: number): Goal => ({
    text: `${text} ≤ ${MAX_SLOPE}`,
    measured: shown(slope, 2),
    met: slope <= MAX_SLOPE,
  });
  return {
    name: 'growth',
    title: 'Growth',
    method: [
      `Simulated stores with ${visits} visits a day, all endpoints, upstream without latency; one \`feiqiu-etl run\` from an empty database to marts and checks, once for each size, the program compiled and in a process of its own; embedded PostgreSQL with fsync on, already running.`,
      'Slope: of the straight line through the logarithms of size and time (least squares); 1 is in proportion, less means that fixed costs still show.',
    ],
    columns: ['stores', 'days', 'ms', 'typed rows', 'typed rows a second', 'peak RSS MB'],
    lines: points.map(({ stores, days, ms, typedRows, rssMb }) => ({
      cells: [String(stores), String(days), shown(ms), shown(typedRows), shown((typedRows * 1000) / ms), shown(rssMb)],
    })),
    goals: [
      slopeGoal('slope over stores', slopes.stores),
      slopeGoal('slope over days', slopes.days),
      { text: `peak memory < ${MAX_RSS_MB} MB`, measured: `${shown(rss)} MB`, met: rss < MAX_RSS_MB },
    ],
    notes: [],
    seconds,
    raw: { points, slopes },
  };
}
