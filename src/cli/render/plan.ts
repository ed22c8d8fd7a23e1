import type { EstimatedTask, StoreEstimate } from '../../orchestration/plan-estimate.ts';
import type { PlanView } from '../actions/plan-action.ts';
import { renderDuration, renderTable } from './table.ts';

/** The plan a store: windows, what former runs let expect, what waits for what; then all of it together. */
export function renderPlan(plan: PlanView): string {
  const stores = Object.entries(plan.upperBounds).map(([siteId, upperBound]) => {
    const tasks = plan.tasks.filter((task) => task.siteId === siteId);
    return `store ${siteId}, up to ${upperBound}\n${renderTasks(tasks)}`;
  });
  const chains = plan.stores.filter(({ ms }) => ms > 0).map((store) => renderChain(store, plan.stores.length > 1));
  return [...stores, [renderTotal(plan), ...chains, renderConcurrency(plan)].join('\n'), ...renderFailure(plan)].join(
    '\n\n',
  );
}

function renderTasks(tasks: readonly EstimatedTask[]): string {
  return renderTable(tasks, [
    { head: 'task', value: (task) => task.code },
    { head: 'after', value: (task) => task.dependsOn.join(', ') },
    { head: 'requests', align: 'right', value: renderRequests },
    { head: 'time', align: 'right', value: ({ estimate }) => (estimate === null ? '?' : renderDuration(estimate.ms)) },
    { head: 'what', value: describe },
  ]);
}

/** What is certain until former runs tell more. */
function renderRequests({ estimate, requests }: EstimatedTask): string {
  if (estimate !== null) return estimate.requests === 0 ? '0' : `~ ${estimate.requests}`;
  return `≥ ${requests ?? '?'}`;
}

function describe({ windows, note }: EstimatedTask): string {
  const [first] = windows;
  const last = windows.at(-1);
  if (first === undefined || last === undefined) return note;
  const count = windows.length === 1 ? '1 window' : `${windows.length} windows`;
  return `${count}: ${first.from} to ${last.to}`;
}

function renderTotal({ tasks, total }: PlanView): string {
  const atLeast = tasks.reduce((sum, task) => sum + (task.requests ?? 0), 0);
  const counted = `${tasks.length} tasks, at least ${atLeast} requests`;
  if (total.tasksWithoutHistory === tasks.length) return `${counted}; no history yet, so the time cannot be told`;
  const unknown = total.tasksWithoutHistory === 0 ? '' : `, and ${total.tasksWithoutHistory} tasks without history`;
  return `${counted}; by former runs about ${total.requests} requests and ${renderDuration(total.ms)}${unknown}`;
}

function renderChain({ siteId, criticalPath }: StoreEstimate, several: boolean): string {
  return `${several ? `store ${siteId}: ` : ''}the time goes by ${shortened(criticalPath).join(' → ')}`;
}

const ENDS_SHOWN = 3;

/** Both ends of a long chain; --format json has all of it. */
function shortened(chain: readonly string[]): readonly string[] {
  const left = chain.length - 2 * ENDS_SHOWN;
  return left <= 1 ? chain : [...chain.slice(0, ENDS_SHOWN), `(${left} more)`, ...chain.slice(-ENDS_SHOWN)];
}

function renderConcurrency({ concurrency }: PlanView): string {
  return (
    `at the same time: ${concurrency.tasks} tasks of a store (TASK_CONCURRENCY), ${concurrency.requests} requests per ` +
    'token (API_PAGE_CONCURRENCY); one store after the other'
  );
}

function renderFailure({ ifFails }: PlanView): string[] {
  if (ifFails === null) return [];
  const { task, skipped } = ifFails;
  if (skipped.length === 0) return [`if ${task} fails, nothing else is skipped`];
  const counted = skipped.length === 1 ? '1 task is' : `${skipped.length} tasks are`;
  return [`if ${task} fails, ${counted} skipped: ${skipped.join(', ')}`];
}
