import { ConfigError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { Task } from '../tasks/task.ts';

/**
 * The tasks meant by `--tasks`: codes separated by commas, letter case ignored, `*` standing for anything
 * (`ODS_*,ODS_PAYMENT`). Throws ConfigError for a code or pattern that names no task.
 */
export function selectTasks(text: string, tasks: readonly Task[]): Task[] {
  const wanted = new Set<Task>();
  const patterns = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (patterns.length === 0) throw new ConfigError('NO_TASKS', '--tasks names no task: give codes separated by commas');
  for (const pattern of patterns) {
    const found = tasks.filter((task) => toRegExp(pattern).test(task.code));
    if (found.length === 0) throw unknownTask(pattern, tasks);
    for (const task of found) wanted.add(task);
  }
  return tasks.filter((task) => wanted.has(task));
}

const toRegExp = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i');

function unknownTask(pattern: string, tasks: readonly Task[]): ConfigError {
  const codes = tasks.map((task) => task.code);
  return new ConfigError(
    'UNKNOWN_TASK',
    `no task is called ${JSON.stringify(pattern)}.${didYouMean(pattern, codes)} Tasks: ${codes.join(', ')}`,
  );
}
