import { DIMENSIONS } from '../catalog/dimensions.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { ENDPOINTS, endpointOfTable } from '../catalog/endpoints.ts';
import { FACTS } from '../catalog/facts.ts';
import { CATALOG_TASKS, createDimensionTask } from '../tasks/dimension-task.ts';
import { createDwdTask } from '../tasks/dwd-task.ts';
import { createOdsTask } from '../tasks/ods-task.ts';
import { createPerIdTask } from '../tasks/per-id-task.ts';
import { publishTask } from '../tasks/publish/publish-task.ts';
import { qualityTask } from '../tasks/quality-task.ts';
import { rereadTask } from '../tasks/reread-task.ts';
import type { Task } from '../tasks/task.ts';

function taskOf(endpoint: Endpoint): Task {
  if (endpoint.idsFrom === null) return createOdsTask(endpoint);
  return createPerIdTask(endpoint, endpointOfTable(endpoint.idsFrom.table));
}

/** Facts read no dimension, but a reader who joins them wants the members to be there first. */
const DIMENSION_CODES: readonly string[] = DIMENSIONS.map((dimension) => dimension.task);

/** Every task there is, in the order `plan` shows them. A task of one's own is one more line here. */
export const TASKS: readonly Task[] = [
  ...ENDPOINTS.map(taskOf),
  ...CATALOG_TASKS,
  ...DIMENSIONS.map(createDimensionTask),
  ...FACTS.map((fact) => createDwdTask(fact, DIMENSION_CODES)),
  rereadTask,
  publishTask,
  qualityTask,
];
