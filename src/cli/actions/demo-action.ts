import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { addDays, type LocalDate } from '../../base/local-time.ts';
import { CHECKS } from '../../catalog/checks.ts';
import type { SettingName } from '../../config/settings.ts';
import { type DayBooks, readDayBooks } from '../../orchestration/day-books.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { run } from '../../orchestration/run.ts';
import type { RunReport, TaskReport } from '../../orchestration/run-report.ts';
import { loadStores } from '../../orchestration/stores.ts';
import type { AskedRange } from '../../orchestration/window-rules.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import { readStanding, type StandingResult } from '../../quality/standing-results.ts';
import type { HallSource } from '../../simulator/hall-source.ts';
import { startSimulator } from '../../simulator/start-simulator.ts';
import type { OutputOptions } from '../output.ts';
import { withWorkplace } from '../workplace.ts';
import { createChain } from './simulated-halls.ts';

/** The published books of one business day, beside what the simulated hall says really happened. */
export interface DemoDay extends DayBooks {
  readonly agrees: boolean;
}

export interface Demo {
  readonly folder: string;
  readonly kept: boolean;
  readonly databaseUrl: string | null;
  readonly first: RunReport;
  /** The same run again: it must find nothing new. */
  readonly second: RunReport;
  readonly days: readonly DemoDay[];
  /** How every check stands after the runs. */
  readonly checks: readonly StandingResult[];
}

export interface DemoOptions extends OutputOptions {
  readonly days: string;
  readonly keep?: boolean;
}

interface DemoTalk {
  readonly say: (line: string) => void;
  readonly onTaskEnd: (report: TaskReport) => void;
  /** Called while the database is still open. */
  readonly onLoaded: (demo: Demo, place: Workplace) => Promise<void>;
}

/** Simulator, embedded database and two full loads in a scratch folder; independent of `.env` and the environment. */
export async function runDemo(options: DemoOptions, { say, onTaskEnd, onLoaded }: DemoTalk): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-etl-demo-'));
  const hall = { ...options, stores: '1', seed: '1', visits: '140', misbehave: '' };
  const chain = createChain(hall, systemClock);
  const [siteId = ''] = chain.siteIds;
  const simulator = await startSimulator({ source: chain.source, clock: systemClock, frozen: true });
  say(`simulated upstream at ${simulator.url}: store ${siteId}, open since ${chain.openingDate}`);
  const settings: Partial<Record<SettingName, string>> = {
    API_BASE: simulator.url,
    API_TOKEN: simulator.tokenFor(siteId),
    STORE_ID: siteId,
    HISTORY_FROM: chain.openingDate,
    DATA_ROOT: path.join(folder, 'data'),
    EXPORT_ROOT: path.join(folder, 'export'),
    LOG_ROOT: path.join(folder, 'logs'),
  };
  try {
    await withWorkplace(
      options,
      async (place) => {
        say(`database at ${place.database.place}`);
        const load = await loaderFor(place);
        const first = await load({ from: null, to: null }, onTaskEnd);
        say('the same days again');
        const second = await load({ from: chain.openingDate, to: null }, () => undefined);
        const days = await compareDays(place, chain.source, {
          siteId,
          from: chain.openingDate,
          to: chain.endDate,
          asOf: simulator.now(),
        });
        const checks = await readStanding(place.database.pool, { siteIds: [siteId], checks: CHECKS, snoozes: [] });
        const databaseUrl = options.keep === true ? place.database.url : null;
        await onLoaded({ folder, kept: options.keep === true, databaseUrl, first, second, days, checks }, place);
      },
      { flags: settings, env: {}, readFile: () => undefined },
    );
  } finally {
    await simulator.close();
    if (options.keep !== true) await rm(folder, { recursive: true, force: true });
  }
}

type Load = (range: AskedRange, onTaskEnd: (report: TaskReport) => void) => Promise<RunReport>;

async function loaderFor(place: Workplace): Promise<Load> {
  const stores = await loadStores(place.database.pool, null);
  const fixed = { stores, tasks: TASKS, tasksNamed: false, dryRun: false, acceptDeletes: false, waitMs: 0 };
  return (range, onTaskEnd) => run(place, { ...fixed, range, onTaskEnd });
}

interface Span {
  readonly siteId: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly asOf: string;
}

/** The closed business days: the open one goes on after the load has read it. */
async function compareDays({ database }: Workplace, hall: HallSource, span: Span): Promise<DemoDay[]> {
  const to = span.asOf < `${span.to} 08:10:00` ? addDays(span.to, -1) : span.to;
  const books = await readDayBooks(database.pool, { siteId: span.siteId, from: span.from, to });
  return books.map((row) => {
    const { figures } = hall.truth(span.siteId, row.businessDate, span.asOf);
    const told = [
      figures['forwardSettlements'],
      figures['grossItems'],
      figures['pay'],
      figures['balance'],
      figures['rechargeCash'],
    ];
    const found = [row.settlements, row.gross, row.received, row.fromCards, row.recharged];
    return { ...row, agrees: found.every((figure, i) => sameAmount(figure, told[i] ?? '')) };
  });
}

/** Equal to the cent, however many zeros are written. */
function sameAmount(left: string, right: string): boolean {
  const toCents = (text: string): string => {
    const [whole = '0', fraction = ''] = text.split('.');
    return `${whole}.${fraction.padEnd(2, '0')}`;
  };
  return toCents(left) === toCents(right);
}
