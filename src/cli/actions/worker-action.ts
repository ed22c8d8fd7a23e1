import { randomUUID } from 'node:crypto';
import type { ConfigSources } from '../../config/load-config.ts';
import { ensureQueue, runWorker } from '../../orchestration/queue/run-worker.ts';
import type { WorkerOptions } from '../commands/worker.ts';
import { parseCount } from '../parse-options.ts';
import { refresherOf, runResident } from '../resident.ts';
import { loadSurroundings } from '../workplace.ts';
import { assertAddressKnown } from './run-action.ts';
import { HOOKS } from './work-hooks.ts';

const MOST_STORES = 64;

/** Works on the queue until it is told to stop. A database that goes away is waited for; a bad start is told at once. */
export async function executeWorker(options: WorkerOptions, sources: ConfigSources = {}): Promise<void> {
  const surroundings = loadSurroundings(options, sources);
  const { config } = surroundings;
  // Tokens are looked for store by store: what this worker has none for is left to another.
  assertAddressKnown(config);
  const concurrency =
    options.concurrency === undefined
      ? config.values.SCHEDULE_STORES
      : parseCount('--concurrency', options.concurrency, 1, MOST_STORES);
  // Kept when the database goes away, so that it has its own jobs back.
  const workerId = randomUUID();
  await runResident({ surroundings, stores: concurrency, once: false }, async (place, isFirst) => {
    await ensureQueue(place);
    if (isFirst) {
      const stores = concurrency === 1 ? 'one store' : `${concurrency} stores`;
      place.reporter.info(`worker started for ${stores} at a time; "feiqiu-etl queue" shows who is at work`);
    }
    await runWorker(place, { workerId, concurrency, hooks: HOOKS, refresh: refresherOf(place, options, sources) });
  });
}
