import { expect, test } from 'vitest';
import { TASKS } from '../../../orchestration/registry.ts';
import { toGraph } from './task-graph.ts';

const task = (code: string, dependsOn: readonly string[] = [], after: readonly string[] = []) => ({
  code,
  dependsOn,
  after,
});

test('what goes first stands to the left, and ways that are drawn already are left out', () => {
  const graph = toGraph([
    task('MART', ['FACT', 'ODS', 'DIM']),
    task('FACT', ['ODS'], ['DIM']),
    task('DIM', ['OTHER', 'NOT_IN_THIS_RUN']),
    task('ODS'),
    task('OTHER'),
  ]);
  expect(graph).toEqual([
    { code: 'MART', layer: 3, reads: ['FACT', 'DIM'] },
    { code: 'FACT', layer: 2, reads: ['ODS'] },
    { code: 'DIM', layer: 1, reads: ['OTHER'] },
    { code: 'ODS', layer: 0, reads: [] },
    { code: 'OTHER', layer: 0, reads: [] },
  ]);
});

test('every task of ours has its place, to the right of all it waits for', () => {
  const graph = toGraph(TASKS);
  const layerOf = new Map(graph.map(({ code, layer }) => [code, layer]));
  for (const { code, dependsOn, after = [] } of TASKS) {
    for (const before of [...dependsOn, ...after]) {
      expect(layerOf.get(code), code).toBeGreaterThan(layerOf.get(before) ?? -1);
    }
  }
  expect(Math.max(...layerOf.values())).toBeLessThan(10);
});
