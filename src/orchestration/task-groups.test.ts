import { describe, expect, it } from 'vitest';
import { dimensionsOf } from '../catalog/dimension-references.ts';
import { FACTS } from '../catalog/facts.ts';
import type { Task } from '../tasks/task.ts';
import { TASKS } from './registry.ts';
import { selectTasks } from './select-tasks.ts';
import { TASK_GROUPS, type TaskGroup, tasksSwitchedOff } from './task-groups.ts';

const codes = (tasks: readonly Task[]): string[] => tasks.map((task) => task.code);

describe.each(TASK_GROUPS)('the group $code', ({ code, tasks }) => {
  it('names tasks that exist, once each, and is no task itself', () => {
    expect(tasks.filter((one) => !codes(TASKS).includes(one))).toEqual([]);
    expect(new Set(tasks).size).toBe(tasks.length);
    expect(codes(TASKS)).not.toContain(code);
  });

  it('holds everything its tasks read, and the dimensions that its facts refer to', () => {
    const selected = selectTasks(code.toLowerCase(), TASKS);
    const inside = codes(selected);
    expect(selected.flatMap((task) => task.dependsOn).filter((one) => !inside.includes(one))).toEqual([]);
    const facts = FACTS.filter((fact) => inside.includes(fact.task));
    expect(facts.length).toBeGreaterThan(0);
    expect(dimensionsOf(facts).filter(({ task }) => !inside.includes(task))).toEqual([]);
    expect(inside.some((one) => one.startsWith('ODS_'))).toBe(true);
  });
});

describe('selecting tasks', () => {
  it('takes groups, codes and patterns in one list, in the order of the registry', () => {
    expect(codes(selectTasks('dwd_dim_date, PAYMENTS', TASKS))).toEqual([
      'ODS_MEMBER',
      'ODS_MEMBER_CARD',
      'ODS_PAYMENT',
      'ODS_REFUND',
      'DWD_DIM_DATE',
      'DWD_DIM_MEMBER',
      'DWD_DIM_MEMBER_CARD',
      'DWD_PAYMENT',
      'DWD_REFUND',
    ]);
  });

  it('guesses groups too', () => {
    expect(() => selectTasks('ODRERS', TASKS)).toThrow('no task is called "ODRERS". Did you mean ORDERS?');
  });
});

describe('switching off in etl_task', () => {
  const off = (...rows: string[]): string[] => [...tasksSwitchedOff(new Set(rows), TASKS)].toSorted();

  it('a task leaves the others on', () => {
    expect(off('DWD_PAYMENT')).toEqual(['DWD_PAYMENT']);
  });

  it('a group takes its own tasks, and leaves what another group that is on needs', () => {
    expect(off('PAYMENTS')).toEqual(['DWD_PAYMENT', 'DWD_REFUND', 'ODS_PAYMENT', 'ODS_REFUND', 'PAYMENTS']);
  });

  it('two groups take what they share', () => {
    const group = (code: string, ...tasks: string[]): TaskGroup => ({ code, zh: '', en: '', tasks });
    const groups = [group('A', 'DWD_PAYMENT', 'DWD_DIM_MEMBER'), group('B', 'DWD_DIM_MEMBER')];
    const both = tasksSwitchedOff(new Set(['A', 'B']), TASKS, groups);
    expect([...both].toSorted()).toEqual(['A', 'B', 'DWD_DIM_MEMBER', 'DWD_PAYMENT', 'ODS_MEMBER', 'ODS_PAYMENT']);
    expect([...tasksSwitchedOff(new Set(['A']), TASKS, groups)].toSorted()).toEqual([
      'A',
      'DWD_PAYMENT',
      'ODS_PAYMENT',
    ]);
  });
});
