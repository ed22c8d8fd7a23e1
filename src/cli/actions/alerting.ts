import { messageOf } from '../../base/errors.ts';
import type { Config } from '../../config/load-config.ts';
import { raiseOutage } from '../../orchestration/alerts/outage.ts';
import { raiseAlerts } from '../../orchestration/alerts/raise.ts';
import type { RunReport } from '../../orchestration/run-report.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { Store } from '../../tasks/task.ts';
import type { CommonOptions } from '../common-options.ts';
import { loadSurroundings, openWorkplace, withStopSignal } from '../workplace.ts';

/** Runs stores and tells the channels how it ended. */
export type Alerting = (stores: readonly Store[], start: () => Promise<RunReport>) => Promise<RunReport>;

/** Work that is watched. */
export interface WatchedWork<T> {
  /** Looks at the settings before anything is opened. */
  readonly before: (config: Config) => void;
  readonly work: (place: Workplace, alerting: Alerting) => Promise<T>;
}

/** Like withWorkplace; what keeps a run from beginning is told to the channels as well. */
export async function withWatchedWorkplace<T>(options: CommonOptions, { before, work }: WatchedWork<T>): Promise<T> {
  const surroundings = loadSurroundings(options);
  return withStopSignal(async (signal) => {
    let begun = false;
    try {
      before(surroundings.config);
      return await openWorkplace(surroundings, { signal, stores: 1 }, (place) =>
        work(place, (stores, start) => {
          begun = true;
          return runWatched(place, stores, start);
        }),
      );
    } catch (error) {
      if (!begun) await raiseOutage({ ...surroundings, signal }, error);
      throw error;
    }
  });
}

async function runWatched(
  place: Workplace,
  stores: readonly Store[],
  start: () => Promise<RunReport>,
): Promise<RunReport> {
  const siteIds = stores.map(({ siteId }) => siteId);
  const report = await start().catch(async (error: unknown) => {
    await raiseAlerts(place, error instanceof Error ? error : new Error(messageOf(error)), siteIds);
    throw error;
  });
  await raiseAlerts(place, report, siteIds);
  return report;
}
