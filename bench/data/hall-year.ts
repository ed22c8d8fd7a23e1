import { join } from 'node:path';
import { withWorkplace } from '../../src/cli/workplace.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { run } from '../../src/orchestration/run.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { selectTasks } from '../../src/orchestration/select-tasks.ts';
import { loadStores } from '../../src/orchestration/stores.ts';
import type { Workplace } from '../../src/orchestration/workplace.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { type Simulator, startSimulator } from '../../src/simulator/start-simulator.ts';

/** First business day of the measured store. */
export const OPENING = '2025-01-01';

/** A store of a simulated hall, in a database that is set up as in production. */
export interface MeasuredHall extends AsyncDisposable {
  readonly siteId: string;
  /** What a program needs to work on it, but for the present time. */
  readonly settings: Readonly<Record<string, string>>;
  /** Lets the product work as it would at 09:30 on a day, the hall being closed since 08:00. */
  at<T>(day: string, work: (place: Workplace) => Promise<T>): Promise<T>;
}

/** Opens the hall; nothing is loaded yet. */
export async function openHall(scratch: string, visitsPerDay: number): Promise<MeasuredHall> {
  const source = createHalls({ seed: 1, storeCount: 1, openingDate: OPENING, visitsPerDay });
  const siteId = source.siteIdAt(0);
  const simulator: Simulator = await startSimulator({ source, frozen: true, startAt: `${OPENING} 09:00:00` });
  const flags = {
    API_BASE: simulator.url,
    API_TOKEN: simulator.tokenFor(siteId),
    STORE_ID: siteId,
    HISTORY_FROM: OPENING,
    DATA_ROOT: join(scratch, 'hall-data'),
    EXPORT_ROOT: join(scratch, 'hall-export'),
    LOG_ROOT: join(scratch, 'hall-logs'),
  };
  return {
    siteId,
    settings: flags,
    at: (day, work) => {
      simulator.setTime(`${day} 09:00:00`);
      const sources = { flags: { ...flags, ETL_NOW: `${day}T01:30:00Z` }, env: {}, readFile: () => undefined };
      return withWorkplace({ quiet: true }, work, sources);
    },
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

/** Runs tasks, and throws unless all of them succeed: what is measured must be whole. */
export async function runWell(place: Workplace, tasks: string): Promise<RunReport> {
  const report = await run(place, {
    stores: await loadStores(place.database.pool, null),
    tasks: selectTasks(tasks, TASKS),
    tasksNamed: true,
    range: { from: null, to: null },
    dryRun: false,
    acceptDeletes: false,
    waitMs: 0,
    onTaskEnd: () => undefined,
  });
  const failed = report.tasks.filter(({ status }) => status !== 'SUCCESS');
  if (failed.length > 0) throw new Error(failed.map((task) => `${task.code}: ${task.message}`).join('; '));
  return report;
}
