import { expect, it } from 'vitest';
import { buildSchedule } from './plan-schedule.ts';

const task = (code: string, ms: number, ...waitsFor: string[]) => ({ code, ms, waitsFor });

it('runs what is ready side by side, as far as there are places', () => {
  const three = [task('A', 10), task('B', 20), task('C', 30)];
  expect(buildSchedule(three, 1).totalMs).toBe(60);
  expect(buildSchedule(three, 2).totalMs).toBe(40);
  expect(buildSchedule(three, 3).totalMs).toBe(30);
});

it('lets a task wait for what goes first, and names the chain that decides', () => {
  const tasks = [task('A', 10), task('B', 50), task('C', 20, 'A'), task('D', 5, 'B', 'C'), task('E', 1)];
  expect(buildSchedule(tasks, 4)).toEqual({ totalMs: 55, criticalPath: ['B', 'D'] });
});

it('names a task as part of the chain when its place was waited for', () => {
  expect(buildSchedule([task('A', 20), task('B', 30), task('C', 30)], 2).criticalPath).toEqual(['A', 'C']);
});

it('counts what is not part of the run as done', () => {
  expect(buildSchedule([task('C', 20, 'A')], 1)).toEqual({ totalMs: 20, criticalPath: ['C'] });
  expect(buildSchedule([], 1)).toEqual({ totalMs: 0, criticalPath: [] });
});
