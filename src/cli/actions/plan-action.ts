import { buildRunPlan, type RunPlan } from '../../orchestration/plan.ts';
import { loadStores } from '../../orchestration/stores.ts';
import type { SelectionOptions } from '../commands/run.ts';
import { withWorkplace } from '../workplace.ts';
import { parseSelection } from './run-action.ts';

/** The plan of the run that the same options would make. */
export async function planRun(options: SelectionOptions): Promise<RunPlan> {
  const selection = parseSelection(options);
  return withWorkplace(options, async (place) =>
    buildRunPlan(place, { ...selection, stores: await loadStores(place.database.pool, selection.storeIds) }),
  );
}
