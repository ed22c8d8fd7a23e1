import type { Fact } from '../catalog/fact.ts';
import { type FactLoad, loadFact, readDueFact } from '../loaders/facts/load-fact.ts';
import type { Task, TaskContext, TaskEnding, TaskPlan } from './task.ts';

/** The task of a fact table: what is new in ODS → typed rows, quarantine, dirty days and cursor in one transaction. */
export function createDwdTask(fact: Fact, after: readonly string[]): Task {
  return {
    code: fact.task,
    zh: fact.zh,
    en: fact.en,
    dependsOn: [fact.sourceTask],
    after,
    offline: true,
    plan: (context) => planFact(context, fact),
    run: (context) => runFact(context, fact),
  };
}

const toLoad = ({ store, endpoints, runId }: TaskContext): FactLoad => ({
  siteId: store.siteId,
  timezone: store.timezone,
  businessDays: store.businessDays,
  endpoints,
  runId,
});

async function planFact(context: TaskContext, fact: Fact): Promise<TaskPlan> {
  const { refill } = await readDueFact(context.db, fact, toLoad(context));
  return { windows: [], requests: 0, note: refill ? 'refill from ODS: its declaration changed' : 'from ODS' };
}

async function runFact(context: TaskContext, fact: Fact): Promise<TaskEnding> {
  const { clock, counters } = context;
  const started = clock.now().getTime();
  const counts = await context.atomically((client) => loadFact(client, fact, toLoad(context)));
  counters.rowsSeen += counts.seen;
  counters.rowsNew += counts.new;
  counters.rowsChanged += counts.changed;
  counters.rowsDeleted += counts.deleted;
  counters.rowsQuarantined += counts.refused;
  counters.rowsUnchanged += Math.max(0, counts.seen - counts.new - counts.changed - counts.deleted - counts.refused);
  counters.loadMs += clock.now().getTime() - started;
  return { status: 'SUCCESS' };
}
