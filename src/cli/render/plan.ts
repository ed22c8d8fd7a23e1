import type { PlannedTask, RunPlan } from '../../orchestration/plan.ts';
import { renderTable } from './table.ts';

/** The plan a store: windows, requests, and what waits for what. */
export function renderPlan(plan: RunPlan): string {
  const stores = Object.entries(plan.upperBounds).map(([siteId, upperBound]) => {
    const tasks = plan.tasks.filter((task) => task.siteId === siteId);
    return `store ${siteId}, up to ${upperBound}\n${renderTasks(tasks)}`;
  });
  const requests = plan.tasks.reduce((sum, task) => sum + (task.requests ?? 0), 0);
  return [...stores, `${plan.tasks.length} tasks, at least ${requests} requests`].join('\n\n');
}

function renderTasks(tasks: readonly PlannedTask[]): string {
  return renderTable(tasks, [
    { head: 'task', value: (task) => task.code },
    { head: 'after', value: (task) => task.dependsOn.join(', ') },
    { head: 'requests', align: 'right', value: (task) => `≥ ${task.requests ?? '?'}` },
    { head: 'what', value: describe },
  ]);
}

function describe({ windows, note }: PlannedTask): string {
  const [first] = windows;
  const last = windows.at(-1);
  if (first === undefined || last === undefined) return note;
  const count = windows.length === 1 ? '1 window' : `${windows.length} windows`;
  return `${count}: ${first.from} to ${last.to}`;
}
