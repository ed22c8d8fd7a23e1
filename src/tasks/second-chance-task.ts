import type { SiteId } from '../base/ids.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { endpointOfTable } from '../catalog/endpoints.ts';
import { loadWalk } from '../loaders/ods/load-walk.ts';
import {
  buildSecondChances,
  readQuarantined,
  type SecondChance,
  settleSecondChance,
} from '../loaders/ods/second-chance.ts';
import { requestRefill } from './cursor.ts';
import type { Task, TaskContext, TaskEnding } from './task.ts';

/** The task of an endpoint that loads refused records once more, by the contract as it is now, instead of asking upstream. */
export function createSecondChanceTask({ table, task, zh, en }: Endpoint, ids: readonly string[]): Task {
  return {
    code: task,
    zh,
    en,
    dependsOn: [],
    offline: true,
    plan: async () => ({ windows: [], requests: 0, note: `${ids.length} records from quarantine` }),
    run: (context) => runSecondChances(context, endpointOfTable(table, context.endpoints), ids),
  };
}

async function runSecondChances(context: TaskContext, endpoint: Endpoint, ids: readonly string[]): Promise<TaskEnding> {
  const { siteId, timezone } = context.store;
  const records = await readQuarantined(context.db, endpoint, { siteId, timezone, ids });
  for (const chance of buildSecondChances(endpoint, siteId, records)) {
    context.signal.throwIfAborted();
    await loadAgain(context, endpoint, chance);
  }
  return { status: 'SUCCESS' };
}

async function loadAgain(context: TaskContext, endpoint: Endpoint, { walk, ids }: SecondChance): Promise<void> {
  const { clock, counters, runId, store, atomically } = context;
  const { siteId, timezone } = store;
  const started = clock.now().getTime();
  const result = await loadWalk(walk, {
    endpoint,
    siteId,
    timezone,
    runId,
    acceptDeletes: false,
    secondChance: true,
    atomically,
    beforeCommit: (client, { loadId }) => settleSecondChance(client, endpoint, { siteId, loadId, runId, ids }),
  });
  counters.addLoad(result);
  counters.loadMs += clock.now().getTime() - started;
}

/** The task of a typed table, made to judge every record of the given stores anew. */
export function withRefill(task: Task, siteIds: ReadonlySet<SiteId>): Task {
  return {
    ...task,
    run: async (context) => {
      const { siteId } = context.store;
      if (siteIds.has(siteId)) await context.atomically((client) => requestRefill(client, siteId, task.code));
      return task.run(context);
    },
  };
}
