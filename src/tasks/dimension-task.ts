import type { Dimension } from '../catalog/dimensions/dimension.ts';
import { endpointOfTable } from '../catalog/endpoints.ts';
import type { Client } from '../database/connection.ts';
import { loadCalendar } from '../loaders/dimensions/calendar.ts';
import { loadEnums } from '../loaders/dimensions/enum-table.ts';
import { type DimensionWork, loadDimension, planDimension } from './load-dimension.ts';
import type { Task, TaskContext, TaskEnding, TaskPlan } from './task.ts';

/** The task of a dimension: news in ODS → the history of the members concerned, and the cursor, in one transaction. */
export function createDimensionTask(dimension: Dimension): Task {
  return {
    code: dimension.task,
    zh: dimension.zh,
    en: dimension.en,
    dependsOn: [endpointOfTable(dimension.source).task],
    offline: true,
    plan: (context) => planHistory(context, dimension),
    run: (context) => runHistory(context, dimension),
  };
}

const toWork = ({ store, endpoints, runId }: TaskContext, dimension: Dimension): DimensionWork => ({
  dimension,
  endpoint: endpointOfTable(dimension.source, endpoints),
  siteId: store.siteId,
  timezone: store.timezone,
  businessDays: store.businessDays,
  runId,
});

async function planHistory(context: TaskContext, dimension: Dimension): Promise<TaskPlan> {
  const { after, upTo } = await planDimension(context.db, toWork(context, dimension));
  const refill = after === '0' && upTo !== '0';
  return { windows: [], requests: 0, note: refill ? 'filled anew from all of ODS' : 'from ODS' };
}

async function runHistory(context: TaskContext, dimension: Dimension): Promise<TaskEnding> {
  const { clock, counters } = context;
  const started = clock.now().getTime();
  const change = await context.atomically((client) => loadDimension(client, toWork(context, dimension)));
  counters.rowsSeen += change.keys + change.refused;
  counters.rowsNew += change.added;
  counters.rowsChanged += change.changed + change.removed;
  counters.rowsQuarantined += change.refused;
  counters.loadMs += clock.now().getTime() - started;
  return { status: 'SUCCESS' };
}

/** A dimension that comes from the catalog and not from upstream; it is the same for every store. */
function createCatalogTask(
  stated: Pick<Task, 'code' | 'zh' | 'en'>,
  load: (client: Pick<Client, 'query'>) => Promise<number>,
): Task {
  return {
    ...stated,
    dependsOn: [],
    offline: true,
    plan: async () => ({ windows: [], requests: 0, note: 'from the catalog' }),
    run: async ({ atomically, counters }) => {
      counters.rowsChanged += await atomically(load);
      return { status: 'SUCCESS' };
    },
  };
}

/** Codes and calendar. */
export const CATALOG_TASKS: readonly Task[] = [
  createCatalogTask({ code: 'DWD_DIM_ENUM', zh: '枚举维度', en: 'Codes with their meaning' }, loadEnums),
  createCatalogTask({ code: 'DWD_DIM_DATE', zh: '日期维度', en: 'Business dates and holidays' }, loadCalendar),
];
