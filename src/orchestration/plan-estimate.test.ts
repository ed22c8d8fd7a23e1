import { describe, expect, it } from 'vitest';
import type { LocalTime } from '../base/local-time.ts';
import type { PlannedTask, RunPlan } from './plan.ts';
import { estimatePlan, skippedIfFails, type TaskEstimate } from './plan-estimate.ts';
import type { PastTaskRun } from './task-history.ts';

const at = (day: number): LocalTime => `2026-01-${String(day).padStart(2, '0')} 08:00:00` as LocalTime;

/** A task that reads this many days. */
function planned(code: string, days: number, more: Partial<PlannedTask> = {}): PlannedTask {
  const windows = days === 0 ? [] : [{ from: at(1), to: at(1 + days) }];
  return { siteId: '1', code, dependsOn: [], after: [], windows, requests: windows.length, note: '', ...more };
}

const past = (code: string, run: Partial<PastTaskRun>): PastTaskRun => ({
  siteId: '1',
  code,
  requests: 0,
  ms: 0,
  hours: null,
  runHours: 24,
  ...run,
});

const planOf = (...tasks: readonly PlannedTask[]): RunPlan => ({ upperBounds: { '1': at(9) }, tasks });

function estimateOf(task: PlannedTask, history: readonly PastTaskRun[], others: readonly PlannedTask[] = []) {
  const { tasks } = estimatePlan(planOf(...others, task), history, { tasks: 4, requests: 8 });
  return tasks.at(-1)?.estimate as TaskEstimate | null;
}

describe('what former runs let expect', () => {
  it('is nothing without any', () => {
    expect(estimateOf(planned('W', 1), [])).toBeNull();
    expect(estimateOf(planned('W', 1), [past('V', { hours: 24, requests: 10 })])).toBeNull();
  });

  it('goes by the time a windowed task reads, and is the median of the runs', () => {
    const runs = [10, 12, 90].map((requests) => past('W', { hours: 24, requests, ms: requests * 100 }));
    expect(estimateOf(planned('W', 1), runs)).toEqual({ requests: 12, ms: 1200, runs: 3 });
    expect(estimateOf(planned('W', 2), runs)).toEqual({ requests: 24, ms: 2400, runs: 3 });
  });

  it('goes by runs that had about as much to do, and by the nearest when none had', () => {
    const first = past('W', { hours: 24 * 30, requests: 60, ms: 6000 });
    const daily = past('W', { hours: 24, requests: 4, ms: 300 });
    expect(estimateOf(planned('W', 1), [daily, first])).toEqual({ requests: 4, ms: 300, runs: 1 });
    expect(estimateOf(planned('W', 7), [first])).toEqual({ requests: 14, ms: 1400, runs: 1 });
  });

  it('is never less than what is certain', () => {
    const long = past('W', { hours: 720, requests: 3, ms: 300 });
    expect(estimateOf(planned('W', 1), [long])).toMatchObject({ requests: 1, ms: 100 });
  });

  it('is nothing to do for a windowed task without windows', () => {
    expect(estimateOf(planned('W', 0), [past('W', { hours: 24, requests: 9, ms: 9 })])).toMatchObject({
      requests: 0,
      ms: 0,
    });
  });

  it('of a list that is read as a whole does not go by the window', () => {
    const list = past('L', { requests: 5, ms: 500, runHours: 24 });
    expect(estimateOf(planned('L', 0, { requests: 1 }), [list], [planned('W', 2)])).toMatchObject({
      requests: 5,
      ms: 500,
    });
  });

  it('of tickets goes by how much their settlements bring, and is at least what waits already', () => {
    const tickets = planned('T', 0, { dependsOn: ['W'], requests: 0 });
    const run = past('T', { requests: 100, ms: 1000, runHours: 24 });
    expect(estimateOf(tickets, [run], [planned('W', 2)])).toMatchObject({ requests: 200, ms: 2000 });
    expect(estimateOf({ ...tickets, requests: 700 }, [run], [planned('W', 2)])).toMatchObject({ requests: 700 });
  });

  it('of work on the database is what it took before', () => {
    const dwd = planned('D', 0, { dependsOn: ['W'] });
    expect(estimateOf(dwd, [past('D', { ms: 80 })], [planned('W', 1)])).toEqual({ requests: 0, ms: 80, runs: 1 });
  });
});

it('the whole takes as long as its tasks side by side, and says what is not known', () => {
  const tasks = [planned('A', 1), planned('B', 1), planned('C', 0, { dependsOn: ['A'] }), planned('N', 0)];
  const history = [
    past('A', { hours: 24, requests: 2, ms: 300 }),
    past('B', { hours: 24, requests: 1, ms: 100 }),
    past('C', { ms: 50 }),
  ];
  const { stores, total } = estimatePlan(planOf(...tasks), history, { tasks: 2, requests: 8 });
  expect(stores).toEqual([{ siteId: '1', requests: 3, ms: 350, criticalPath: ['A', 'C'], withoutHistory: ['N'] }]);
  expect(total).toEqual({ requests: 3, ms: 350, tasksWithoutHistory: 1 });
});

it('a failure takes along what reads the data, and what reads that, but not what only goes later', () => {
  const tasks = [
    planned('A', 1),
    planned('B', 0, { dependsOn: ['A'] }),
    planned('C', 0, { dependsOn: ['B'] }),
    planned('D', 0, { after: ['A'] }),
  ];
  expect(skippedIfFails('A', tasks)).toEqual(['B', 'C']);
  expect(skippedIfFails('D', tasks)).toEqual([]);
});
