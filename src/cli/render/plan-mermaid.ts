import type { EstimatedTask } from '../../orchestration/plan-estimate.ts';
import type { PlanView } from '../actions/plan-action.ts';
import { renderDuration } from './table.ts';

/**
 * The plan as a Mermaid flowchart, one subgraph a store: an arrow leads to the task that reads the data, a dotted one to
 * the task that only goes later. Ids are letters, digits and _; all other text is quoted.
 */
export function renderPlanMermaid({ tasks, upperBounds, ifFails }: PlanView): string {
  const lines = ['flowchart LR'];
  for (const [nth, [siteId, upperBound]] of Object.entries(upperBounds).entries()) {
    const ofStore = tasks.filter((task) => task.siteId === siteId);
    const id = (code: string): string => `s${nth}_${code.replace(/\W/g, '_')}`;
    lines.push(`  subgraph s${nth}["store ${siteId}, up to ${upperBound}"]`);
    for (const task of ofStore) lines.push(`    ${id(task.code)}["${labelOf(task)}"]`);
    lines.push(...edges(ofStore, id), '  end');
    if (ifFails !== null) lines.push(...marks(ofStore, ifFails, id));
  }
  if (ifFails !== null) {
    lines.push(
      '  classDef failed fill:#c0392b,color:#fff',
      '  classDef skipped fill:#eee,color:#888,stroke-dasharray:4',
    );
  }
  return lines.join('\n');
}

type ToId = (code: string) => string;

function edges(tasks: readonly EstimatedTask[], id: ToId): string[] {
  const codes = new Set(tasks.map(({ code }) => code));
  const within = (some: readonly string[]): string[] => some.filter((code) => codes.has(code));
  const reads = tasks.flatMap(({ code, dependsOn }) =>
    within(dependsOn).map((source) => `    ${id(source)} --> ${id(code)}`),
  );
  return [...reads, ...laterEdges(tasks, within, id)];
}

/** Tasks that go after the same others share one junction: every fact after every dimension would be a net of lines. */
function laterEdges(
  tasks: readonly EstimatedTask[],
  within: (some: readonly string[]) => string[],
  id: ToId,
): string[] {
  const groups = new Map<string, { readonly first: readonly string[]; readonly later: string[] }>();
  for (const { code, after } of tasks) {
    const first = within(after);
    const key = first.join(' ');
    const group = groups.get(key) ?? { first, later: [] };
    group.later.push(code);
    if (first.length > 0) groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ first, later }, nth) => {
    if (first.length === 1 || later.length === 1) {
      return first.flatMap((source) => later.map((code) => `    ${id(source)} -.-> ${id(code)}`));
    }
    const junction = id(`after_${nth}`);
    return [
      `    ${junction}(( ))`,
      ...first.map((source) => `    ${id(source)} -.-> ${junction}`),
      ...later.map((code) => `    ${junction} -.-> ${id(code)}`),
    ];
  });
}

function labelOf({ code, estimate, requests }: EstimatedTask): string {
  if (estimate === null) return `${code}<br>${requests === null ? '' : `≥ ${requests} requests, `}no history yet`;
  const asked = estimate.requests === 0 ? '' : `~ ${estimate.requests} requests, `;
  return `${code}<br>${asked}${renderDuration(estimate.ms)}`;
}

function marks(tasks: readonly EstimatedTask[], ifFails: NonNullable<PlanView['ifFails']>, id: ToId): string[] {
  const skipped = new Set(ifFails.skipped);
  return tasks.flatMap(({ code }) => {
    if (code === ifFails.task) return [`  class ${id(code)} failed`];
    return skipped.has(code) ? [`  class ${id(code)} skipped`] : [];
  });
}
