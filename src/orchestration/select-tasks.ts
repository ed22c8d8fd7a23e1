import { ConfigError } from '../base/errors.ts';
import { nameTest, splitNames } from '../base/name-list.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { Task } from '../tasks/task.ts';
import { TASK_GROUPS, tasksOfGroup } from './task-groups.ts';

/**
 * The tasks meant by `--tasks`: codes and groups separated by commas, letter case ignored, `*` standing for anything in a
 * code (`ORDERS,ODS_PAYMENT,DWD_DIM_*`). Throws ConfigError for a word that names neither task nor group.
 */
export function selectTasks(text: string, tasks: readonly Task[]): Task[] {
  const wanted = new Set<Task>();
  const words = splitNames(text);
  if (words.length === 0) throw new ConfigError('NO_TASKS', '--tasks names no task: give codes separated by commas');
  for (const word of words) {
    const found = tasksOf(word, tasks);
    if (found.length === 0) throw unknownTask(word, tasks);
    for (const task of found) wanted.add(task);
  }
  return tasks.filter((task) => wanted.has(task));
}

function tasksOf(word: string, tasks: readonly Task[]): Task[] {
  const group = TASK_GROUPS.find(({ code }) => code === word.toUpperCase());
  if (group !== undefined) return tasksOfGroup(group, tasks);
  const isMeant = nameTest(word);
  return tasks.filter(({ code }) => isMeant(code));
}

function unknownTask(word: string, tasks: readonly Task[]): ConfigError {
  const groups = TASK_GROUPS.map((group) => group.code);
  const codes = tasks.map((task) => task.code);
  return new ConfigError(
    'UNKNOWN_TASK',
    `no task is called ${JSON.stringify(word)}.${didYouMean(word, [...groups, ...codes])} ` +
      `Groups: ${groups.join(', ')}. Tasks: ${codes.join(', ')}`,
  );
}
