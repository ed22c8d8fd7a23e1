import { ConfigError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest-name.ts';
import { buildRunPlan, type RunPlan } from '../../orchestration/plan.ts';
import { type EstimatedPlan, estimatePlan, skippedIfFails } from '../../orchestration/plan-estimate.ts';
import { loadStores } from '../../orchestration/stores.ts';
import { readTaskHistory } from '../../orchestration/task-history.ts';
import type { PlanOptions } from '../commands/plan.ts';
import { withWorkplace } from '../workplace.ts';
import { parseSelection } from './run-action.ts';

/** A plan with its expectations, and what one failure would take along. */
export interface PlanView extends EstimatedPlan {
  readonly ifFails: { readonly task: string; readonly skipped: readonly string[] } | null;
}

/** The plan of the run that the same options would make. */
export async function planRun(options: PlanOptions): Promise<PlanView> {
  const selection = parseSelection(options);
  return withWorkplace(options, async (place) => {
    const { pool } = place.database;
    const stores = await loadStores(pool, selection.storeIds);
    const plan = await buildRunPlan(place, { ...selection, stores });
    const history = await readTaskHistory(
      pool,
      stores.map(({ siteId }) => siteId),
    );
    const { TASK_CONCURRENCY: tasks, API_PAGE_CONCURRENCY: requests } = place.config.values;
    const estimated = estimatePlan(plan, history, { tasks, requests });
    return { ...estimated, ifFails: options.ifFails === undefined ? null : toFailure(options.ifFails, plan) };
  });
}

function toFailure(asked: string, { tasks }: RunPlan): PlanView['ifFails'] {
  const task = asked.trim().toUpperCase();
  const codes = [...new Set(tasks.map(({ code }) => code))];
  if (codes.includes(task)) return { task, skipped: skippedIfFails(task, tasks) };
  throw new ConfigError(
    'UNKNOWN_TASK',
    `--if-fails ${JSON.stringify(asked)} is no task of this plan.${didYouMean(task, codes)} Tasks: ${codes.join(', ')}`,
  );
}
