import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { shiftedClock } from '../../src/base/clock.ts';
import { createChain } from '../../src/cli/actions/simulated-halls.ts';
import type { HallOptions } from '../../src/cli/commands/simulate.ts';
import { withWorkplace } from '../../src/cli/workplace.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { run } from '../../src/orchestration/run.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { selectTasks } from '../../src/orchestration/select-tasks.ts';
import { loadStores } from '../../src/orchestration/stores.ts';
import type { Workplace } from '../../src/orchestration/workplace.ts';
import { startSimulator } from '../../src/simulator/start-simulator.ts';
import type { TestDatabase } from './database.ts';
import { notWell } from './scenario.ts';

/** A store whose history the simulator made up and whose ODS is loaded. */
export interface SimulatedStore {
  readonly siteId: string;
  /** Runs tasks as the command line does, without upstream. */
  run(tasks: string): Promise<RunReport>;
  /** Works on its database as a command does, without upstream. */
  work<T>(job: (place: Workplace) => Promise<T>): Promise<T>;
}

/** The hall is played up to a Monday morning, the same one in every run: what it sold must not depend on today. */
const PRESENT = '2025-11-24T02:00:00Z';

const HALL = { days: '3', stores: '1', seed: '7', visits: '60', misbehave: '' };

/** Loads ODS from a simulated store before the tests of a file; call it at the top. `hall` differs from the usual one. */
export function useSimulatedStore(
  database: TestDatabase,
  hall: Partial<HallOptions> = {},
  timeoutMs = 60_000,
): SimulatedStore {
  const clock = shiftedClock(new Date(PRESENT));
  const chain = createChain({ ...HALL, ...hall }, clock);
  const [siteId = ''] = chain.siteIds;
  let folder = '';

  const work = <T>(
    job: (place: Workplace) => Promise<T>,
    upstream: Readonly<Record<string, string>> = {},
  ): Promise<T> => {
    const flags = {
      ...upstream,
      STORE_ID: siteId,
      ETL_NOW: clock.now().toISOString(),
      PG_DSN: database.url,
      HISTORY_FROM: chain.openingDate,
      DATA_ROOT: path.join(folder, 'data'),
      EXPORT_ROOT: path.join(folder, 'export'),
      LOG_ROOT: path.join(folder, 'logs'),
    };
    return withWorkplace({ quiet: true }, job, { flags, env: {}, readFile: () => undefined });
  };

  const runTasks = (tasks: string, upstream?: Readonly<Record<string, string>>): Promise<RunReport> =>
    work(
      async (place) =>
        run(place, {
          stores: await loadStores(database.pool, null),
          tasks: selectTasks(tasks, TASKS),
          tasksNamed: true,
          range: { from: null, to: null },
          dryRun: false,
          acceptDeletes: false,
          waitMs: 0,
          onTaskEnd: () => undefined,
        }),
      upstream,
    );

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-simulated-store-'));
    const simulator = await startSimulator({ source: chain.source, clock, frozen: true });
    try {
      const report = await runTasks('ODS_*', { API_BASE: simulator.url, API_TOKEN: simulator.tokenFor(siteId) });
      // Tests count what they find; they cannot tell a row that was lost from one that was never read.
      if (report.status !== 'SUCCESS') throw new Error(`the store was not loaded: ${notWell(report).join('; ')}`);
    } finally {
      await simulator.close();
    }
  }, timeoutMs);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  return { siteId, run: (tasks) => runTasks(tasks), work: (job) => work(job) };
}
