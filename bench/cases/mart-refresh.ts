import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { statement } from '../../src/database/statement.ts';
import { rebuildMartDays } from '../../src/orchestration/rebuild-marts.ts';
import { loadStores } from '../../src/orchestration/stores.ts';
import type { Workplace } from '../../src/orchestration/workplace.ts';
import { type MeasuredHall, OPENING, openHall, runWell } from '../data/hall-year.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { shown, shownSpread, spreadOf } from '../lib/stats.ts';

const SIZES = {
  full: { shortDays: 30, days: 365, visits: 60 },
  quick: { shortDays: 7, days: 28, visits: 30 },
};
/** Refreshes before the measured ones: connections, plans and caches are as in a program that has been at work. */
const WARM_UPS = 2;
const REFRESHES = 9;
const GOAL_TIMES = 100;
/** A year may cost so much more than a month, by the noise of a shared machine. */
const GOAL_GROWTH = 1.5;

/** One settlement changed, and what follows it. */
interface Refresh {
  readonly days: number;
  /** Bringing the typed table up to date. */
  readonly factMs: number;
  /** Computing, judging and publishing the marts of its day. */
  readonly martsMs: number;
}

interface Rebuild {
  readonly days: number;
  readonly martsMs: number;
}

/** Marts after one changed settlement, with a month and with a year of history, against computing all days again. */
export async function runMartRefresh(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { options, say } = context;
  const { shortDays, days, visits } = options.quick ? SIZES.quick : SIZES.full;
  await using hall = await openHall(context.scratch, visits);
  const measured: { readonly refreshes: Refresh[]; readonly rebuilds: Rebuild[] } = { refreshes: [], rebuilds: [] };
  for (const history of [shortDays, days]) {
    say(`loading a store up to its day ${history}`);
    const { refreshes, rebuild } = await measure(hall, history);
    measured.refreshes.push(...refreshes);
    measured.rebuilds.push(rebuild);
    const one = spreadOf(refreshes.map(({ martsMs }) => martsMs));
    say(`  ${history} days: refresh ${shownSpread(one)} ms, full rebuild ${shown(rebuild.martsMs)} ms`);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return report({ ...measured, shortDays, days, visits, seconds, quick: options.quick });
}

async function measure(hall: MeasuredHall, days: number): Promise<{ refreshes: Refresh[]; rebuild: Rebuild }> {
  const today = addDays(OPENING as LocalDate, days);
  return await hall.at(today, async (place) => {
    await runWell(place, 'ODS_*,DWD_*,DWS_PUBLISH');
    await place.database.pool.query('vacuum (analyze)');
    const refreshes: Refresh[] = [];
    for (let turn = 0; turn < WARM_UPS + REFRESHES; turn += 1) {
      const refresh = { days, ...(await refreshAfterChange(place, hall.siteId, turn)) };
      if (turn >= WARM_UPS) refreshes.push(refresh);
    }
    const stores = await loadStores(place.database.pool, null);
    const span = { from: null, to: null };
    const rebuilt = await rebuildMartDays(place, {
      stores,
      span,
      dryRun: false,
      waitMs: 0,
      onTaskEnd: () => undefined,
    });
    if (rebuilt.restated.length < days)
      throw new Error(`only ${rebuilt.restated.length} of ${days} days were computed`);
    return { refreshes, rebuild: { days, martsMs: rebuilt.tasks[0]?.totalMs ?? Number.NaN } };
  });
}

/** A settlement of the middle of the history gets another name in ODS, as a load that met the change leaves it. */
const CHANGE = `with load as (
  update etl_admin.etl_load_counter set last_load_id = last_load_id + 1
  where site_id = $siteId::bigint and table_name = 'settlement_records' returning last_load_id
)
update billiards_ods.settlement_records o set load_id = load.last_load_id,
  payload = jsonb_set(payload, '{settleList,settleName}', to_jsonb('changed ' || $turn::int))
from load where o.site_id = $siteId::bigint and o.source_id = (
  select source_id from billiards_ods.settlement_records where site_id = $siteId::bigint and not is_deleted
  order by event_time offset (select count(*) / 2 from billiards_ods.settlement_records where site_id = $siteId::bigint) limit 1)`;

async function refreshAfterChange(
  place: Workplace,
  siteId: string,
  turn: number,
): Promise<Pick<Refresh, 'factMs' | 'martsMs'>> {
  await place.database.pool.query(statement(CHANGE, { siteId, turn }));
  const { tasks, restated } = await runWell(place, 'DWD_SETTLEMENT,DWS_PUBLISH');
  const [fact, marts] = ['DWD_SETTLEMENT', 'DWS_PUBLISH'].map((code) => tasks.find((task) => task.code === code));
  if (fact?.rowsChanged !== 1 || marts === undefined || restated.length !== 1)
    throw new Error(`expected one changed row and one day, got ${fact?.rowsChanged} and ${restated.length}`);
  return { factMs: fact.totalMs, martsMs: marts.totalMs };
}

interface Measured {
  readonly refreshes: readonly Refresh[];
  readonly rebuilds: readonly Rebuild[];
  readonly shortDays: number;
  readonly days: number;
  readonly visits: number;
  readonly seconds: number;
  readonly quick: boolean;
}

function report({ refreshes, rebuilds, shortDays, days, visits, seconds, quick }: Measured): CaseResult {
  const refreshOf = (history: number, of: (one: Refresh) => number) =>
    spreadOf(refreshes.filter((one) => one.days === history).map(of));
  const marts = (history: number) => refreshOf(history, ({ martsMs }) => martsMs);
  const rebuildMs = (history: number): number => rebuilds.find((one) => one.days === history)?.martsMs ?? Number.NaN;
  const times = rebuildMs(days) / marts(days).median;
  const growth = marts(days).median / marts(shortDays).median;
  // The rebuild grows with the history and the refresh does not, so a short history cannot reach the goal.
  const goalTimes = quick ? days / 20 : GOAL_TIMES;
  const goalGrowth = quick ? GOAL_GROWTH * 2 : GOAL_GROWTH;
  return {
    name: 'mart-refresh',
    title: 'Marts after one changed settlement',
    method: [
      `A simulated store of ${visits} visits a day, loaded from its opening with all endpoints; embedded PostgreSQL with fsync on.`,
      `One settlement in the middle of the history changes in ODS; \`DWD_SETTLEMENT\` and \`DWS_PUBLISH\` run as in production: typed row, all marts of its day, all blocking checks, publication. ${REFRESHES} times after ${WARM_UPS} that do not count.`,
      'Full rebuild: `marts rebuild` over all days, with the same checks, once.',
    ],
    columns: [
      'days of history',
      'fact, ms (min–max)',
      'marts and checks, ms (min–max)',
      'full rebuild, ms',
      'times as fast',
    ],
    lines: [shortDays, days].map((history) => ({
      cells: [
        shown(history),
        shownSpread(refreshOf(history, ({ factMs }) => factMs)),
        shownSpread(marts(history)),
        shown(rebuildMs(history)),
        shown(rebuildMs(history) / marts(history).median, 1),
      ],
    })),
    goals: [
      { text: `full rebuild ÷ refresh ≥ ${goalTimes}`, measured: shown(times, 1), met: times >= goalTimes },
      {
        text: `refresh with ${days} days ÷ with ${shortDays} ≤ ${goalGrowth}`,
        measured: shown(growth, 2),
        met: growth <= goalGrowth,
      },
    ],
    notes: [],
    seconds,
    raw: { refreshes, rebuilds },
  };
}
