import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { createLink } from '../../src/dashboard/server/access/sessions.ts';
import { addUser } from '../../src/dashboard/server/access/users.ts';
import { type ServedDashboard, serveDashboard } from '../../src/dashboard/server/serve.ts';
import type { Workplace } from '../../src/orchestration/workplace.ts';
import { OPENING, openHall, runWell } from '../data/hall-year.ts';
import { fillRuns, RUN_SITES } from '../data/many-runs.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { measurePageLoads } from '../lib/page-load.ts';
import { type BenchVisitor, measureAnswers, visit } from '../lib/visitor.ts';
import { measureRowLimit } from './dashboard-limit.ts';
import { type DashboardMeasured, type DashboardSize, type ListMeasured, reportDashboard } from './dashboard-report.ts';

const SIZES: Readonly<Record<'full' | 'quick', DashboardSize>> = {
  full: { days: 365, visits: 60, runs: 100_000, tasks: 10, asks: 100, loads: 9 },
  quick: { days: 28, visits: 30, runs: 20_000, tasks: 5, asks: 20, loads: 3 },
};

/** The first page in a browser, the list of runs at the server, and what row-level security costs. */
export async function runDashboard({ options, scratch, say }: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const size = options.quick ? SIZES.quick : SIZES.full;
  await using hall = await openHall(scratch, size.visits);
  const measured = await hall.at(addDays(OPENING as LocalDate, size.days), async (place) => {
    say(`loading a store up to its day ${size.days}, and ${size.runs} runs`);
    await runWell(place, 'ODS_*,DWD_*,DWS_PUBLISH');
    const deep = await fillRuns(place.database.pool, { ...size, siteId: hall.siteId });
    await place.database.pool.query('vacuum (analyze)');
    const dashboard = await serveDashboard(place, { host: '127.0.0.1', port: 0, publicUrl: null });
    try {
      return await measure(place, dashboard, { size, siteId: hall.siteId, deep, say });
    } finally {
      await dashboard.close();
    }
  });
  return reportDashboard(measured, {
    ...size,
    isQuick: options.quick,
    seconds: (performance.now() - startedAt) / 1000,
  });
}

interface Asked {
  readonly size: DashboardSize;
  readonly siteId: string;
  /** A run far down the list. */
  readonly deep: string;
  readonly say: (line: string) => void;
}

async function measure(place: Workplace, dashboard: ServedDashboard, asked: Asked): Promise<DashboardMeasured> {
  const { size, siteId, say } = asked;
  const admin = await visit(dashboard.url, new URL(dashboard.link).hash.slice(1));
  const loads = await measurePageLoads(admin, size.loads);
  say(
    loads === null ? '  NO BROWSER HERE: paint and transfer are not measured (CHROMIUM names one)' : '  pages opened',
  );
  const lists = await measureLists(admin, await visitLimited(place, dashboard.url), asked);
  say('  lists of runs read');
  return { loads, lists, limits: await measureRowLimit(place, siteId, size.days) };
}

/** A user who sees one store: the database hides the rows of all others. */
async function visitLimited({ database, clock }: Workplace, url: string): Promise<BenchVisitor> {
  const name = 'limited';
  await addUser(database.controlPool, { name, role: 'viewer', siteIds: [RUN_SITES.busy], passwordHash: null });
  return visit(url, (await createLink(database.controlPool, name, clock.now())) ?? '');
}

async function measureLists(
  admin: BenchVisitor,
  limited: BenchVisitor,
  { size, siteId, deep }: Asked,
): Promise<ListMeasured[]> {
  const lists: readonly (readonly [what: string, by: BenchVisitor, path: string])[] = [
    ['newest runs', admin, '/runs?store=all'],
    ['nine tenths down', admin, `/runs?store=all&before=${deep}`],
    ['those that did not end well, one in a hundred', admin, '/runs?store=all&show=bad'],
    ['of a store in one run of ten', admin, `/runs?store=${siteId}`],
    ['of a store in the oldest runs only', admin, `/runs?store=${RUN_SITES.closed}`],
    ['newest, for a user limited to one store', limited, '/runs?store=all'],
  ];
  const measured: ListMeasured[] = [];
  for (const [what, by, path] of lists) measured.push({ what, ms: await measureAnswers(by, path, size.asks) });
  return measured;
}
