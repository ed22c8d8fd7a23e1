import type { Task } from '../../../tasks/task.ts';
import type { GraphNode } from '../../api/pipeline.ts';

type GraphTask = Pick<Task, 'code' | 'dependsOn' | 'after'>;

/**
 * Where tasks stand when what goes first stands to the left. What a task reads is told without detours: where one of its
 * sources reads another of them, the way there is drawn already. Pure; tasks depend on each other in no circle.
 */
export function toGraph(tasks: readonly GraphTask[]): GraphNode[] {
  const byCode = new Map(tasks.map((task) => [task.code, task]));
  const layers = new Map<string, number>();
  const upstream = new Map<string, ReadonlySet<string>>();
  const known = (codes: readonly string[]): GraphTask[] =>
    codes.map((code) => byCode.get(code)).filter((task) => task !== undefined);

  const layerOf = (task: GraphTask): number => {
    const placed = layers.get(task.code);
    if (placed !== undefined) return placed;
    const before = known([...task.dependsOn, ...(task.after ?? [])]);
    const layer = Math.max(-1, ...before.map(layerOf)) + 1;
    layers.set(task.code, layer);
    return layer;
  };
  const upstreamOf = (task: GraphTask): ReadonlySet<string> => {
    const found = upstream.get(task.code);
    if (found !== undefined) return found;
    const sources = known(task.dependsOn);
    const all = new Set(sources.flatMap((source) => [source.code, ...upstreamOf(source)]));
    upstream.set(task.code, all);
    return all;
  };
  return tasks.map((task) => {
    const sources = known(task.dependsOn);
    const reads = sources.filter(({ code }) => !sources.some((other) => upstreamOf(other).has(code)));
    return { code: task.code, layer: layerOf(task), reads: reads.map(({ code }) => code) };
  });
}
