import { ConfigError } from '../../base/errors.ts';
import { withTransaction } from '../../database/transaction.ts';
import type { Store, Task } from '../../tasks/task.ts';
import { TASKS } from '../registry.ts';
import type { RunOptions } from '../run-options.ts';
import { asksUpstream, tasksOf } from '../store-run.ts';
import { buildWindowRules } from '../window-rules.ts';
import type { Workplace } from '../workplace.ts';
import { findOpenBackfill, recordBackfill } from './ledger.ts';
import { type BackfillPlan, type BackfillRange, planBackfill } from './plan-backfill.ts';

/** What is asked for: tasks, days with both ends, and how the windows are cut. */
export type AskedBackfill = Pick<RunOptions, 'tasks' | 'tasksNamed' | 'range'> &
  Pick<BackfillRange, 'windowDays' | 'onlyMissing'>;

/** Whatever is made from the rows of a backfill: tickets of settlements, typed tables, marts, checks. */
export const DOWNSTREAM_OF_BACKFILLS: readonly Task[] = TASKS.filter(
  (task) => !asksUpstream(task) || task.dependsOn.length > 0,
);

/**
 * What a backfill of the store would read, up to what can have been sent by now. Throws ConfigError for a range that has not
 * come yet, and for tasks none of which is read by windows.
 */
export async function planStoreBackfill(place: Workplace, store: Store, asked: AskedBackfill): Promise<BackfillPlan> {
  const { config, clock, database, endpoints } = place;
  const { from, to, upperBound } = buildWindowRules(store, config, clock, asked.range);
  if (from === null || to === null) throw new Error('a backfill has a range');
  if (from >= upperBound) {
    throw new ConfigError('BAD_RANGE', `--from ${asked.range.from} has not come yet: data is read up to ${upperBound}`);
  }
  const tasks = await tasksOf(place, asked, store);
  const windowed = endpoints.filter(({ mode, task }) => mode === 'window' && tasks.some(({ code }) => code === task));
  if (windowed.length === 0) {
    throw new ConfigError(
      'NO_TASKS',
      '--tasks names no endpoint that is read by windows; snapshots and typed tables follow with the next run',
    );
  }
  return planBackfill(database.pool, store, windowed, {
    from,
    to: to < upperBound ? to : upperBound,
    windowDays: asked.windowDays,
    onlyMissing: asked.onlyMissing,
    pageSize: config.values.API_PAGE_SIZE,
  });
}

/** Writes the plan down and returns its number. The same range of the same tasks that was begun and not finished is gone on with. */
export async function beginBackfill(
  { database, reporter }: Workplace,
  store: Store,
  plan: BackfillPlan,
): Promise<string> {
  const open = await findOpenBackfill(database.pool, store, plan);
  if (open === null) return withTransaction(database.pool, (client) => recordBackfill(client, store, plan));
  reporter.info(`store ${store.siteId}: going on with backfill ${open}, which was begun before`);
  return open;
}
