import type { Window } from '../api/archive/walk.ts';
import type { RunId } from '../base/ids.ts';
import { TaskCounters } from '../tasks/counters.ts';
import type { Store, Task, TaskContext } from '../tasks/task.ts';
import { tasksOf } from './store-run.ts';
import { type AskedRange, buildWindowRules } from './window-rules.ts';
import type { Workplace } from './workplace.ts';

/** What a run would do for one task of one store. */
export interface PlannedTask {
  readonly siteId: string;
  readonly code: string;
  /** Tasks whose data it reads: it is skipped when one of them fails. */
  readonly dependsOn: readonly string[];
  /** Tasks that go first, but whose failure does not concern it. */
  readonly after: readonly string[];
  readonly windows: readonly Window[];
  /** Requests at least; pages beyond the first are known only after asking. */
  readonly requests: number | null;
  readonly note: string;
}

export interface RunPlan {
  readonly upperBounds: Readonly<Record<string, string>>;
  readonly tasks: readonly PlannedTask[];
}

/** The plan of a run: asks every task what it would do. Reads the database, never upstream. */
export async function buildRunPlan(
  place: Workplace,
  options: {
    readonly stores: readonly Store[];
    readonly tasks: readonly Task[];
    readonly tasksNamed: boolean;
    readonly range: AskedRange;
  },
): Promise<RunPlan> {
  const upperBounds: Record<string, string> = {};
  const tasks: PlannedTask[] = [];
  for (const store of options.stores) {
    const windows = buildWindowRules(store, place.config, place.clock, options.range);
    upperBounds[store.siteId] = windows.upperBound;
    for (const task of await tasksOf(place, options, store)) {
      const plan = await task.plan({ ...planningContext(place, store), windows });
      const { code, dependsOn, after = [] } = task;
      tasks.push({ siteId: store.siteId, code, dependsOn, after, ...plan });
    }
  }
  return { upperBounds, tasks };
}

/** Planning reads cursors only; whatever would ask upstream or write is out of its reach. */
function planningContext(place: Workplace, store: Store): Omit<TaskContext, 'windows'> {
  const forbidden = (what: string) => (): never => {
    throw new Error(`planning must not ${what}`);
  };
  return {
    ...place,
    runId: '' as RunId,
    store,
    db: place.database.pool,
    atomically: forbidden('write'),
    upstream: {
      client: { post: forbidden('ask upstream'), close: async () => undefined },
      archive: { root: '', begin: forbidden('write the archive') },
      pageSize: 0,
      pageConcurrency: 0,
      walkDeadlineMs: 0,
    },
    acceptDeletes: false,
    counters: new TaskCounters(),
  };
}
