import { ConfigError } from '../../base/errors.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { withTransaction } from '../../database/transaction.ts';
import { endBackfill, findOpenBackfill, readBackfill, recordBackfill } from '../../orchestration/backfill/ledger.ts';
import { type BackfillPlan, planBackfill } from '../../orchestration/backfill/plan-backfill.ts';
import { type BackfillProgress, runBackfill } from '../../orchestration/backfill/run-backfill.ts';
import { TASKS } from '../../orchestration/registry.ts';
import type { RunReport, TaskReport } from '../../orchestration/run-report.ts';
import { asksUpstream, tasksOf } from '../../orchestration/store-run.ts';
import { loadStore, loadStores } from '../../orchestration/stores.ts';
import { buildWindowRules } from '../../orchestration/window-rules.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { Store, Task } from '../../tasks/task.ts';
import type { BackfillOptions } from '../commands/backfill.ts';
import type { CommonOptions } from '../common-options.ts';
import { parseCount } from '../parse-options.ts';
import { renderBackfillPlans, renderBackfillProgress } from '../render/backfill.ts';
import { withWorkplace } from '../workplace.ts';
import { assertTokens, assertUpstreamKnown, parseSelection } from './run-action.ts';

const MOST_WINDOW_DAYS = 366;
const MOST_PARALLEL = 64;

/** What `backfill` did: read, or with --dry-run planned. */
export type BackfillOutcome =
  | { readonly kind: 'plan'; readonly plans: readonly (BackfillPlan & { readonly siteId: string })[] }
  | { readonly kind: 'read'; readonly reports: readonly RunReport[] };

/** Plans a long range and reads it, store after store; one that was begun before is gone on with. */
export function executeBackfill(
  options: BackfillOptions,
  onTaskEnd: (report: TaskReport) => void,
): Promise<BackfillOutcome> {
  const selection = parseSelection(options);
  const windowDays = options.window === 'auto' ? null : parseCount('--window', options.window, 1, MOST_WINDOW_DAYS);
  const parallel = parseParallel(options);
  if (options.from === undefined || options.to === undefined) {
    throw new ConfigError('NO_RANGE', 'say what is to be read: --from DAY --to DAY, both included');
  }
  return withWorkplace(options, async (place) => {
    const stores = await loadStores(place.database.pool, selection.storeIds);
    if (options.dryRun !== true) assertUpstream(place, stores);
    const plans: (BackfillPlan & { readonly siteId: string })[] = [];
    const reports: RunReport[] = [];
    for (const store of stores) {
      const plan = await planFor(place, store, { ...selection, windowDays, onlyMissing: options.missing === true });
      plans.push({ ...plan, siteId: store.siteId });
      if (options.dryRun === true) continue;
      if (plan.windows === 0) {
        place.reporter.info(`store ${store.siteId}: everything from ${plan.from} to ${plan.to} has been read`);
        continue;
      }
      if (options.quiet !== true) process.stderr.write(`${renderBackfillPlans([{ ...plan, siteId: store.siteId }])}\n`);
      const id = await beginOrGoOn(place, store, plan);
      reports.push(
        await read(place, { id, store, parallel, acceptDeletes: options.acceptDeletes === true, onTaskEnd }),
      );
    }
    return options.dryRun === true ? { kind: 'plan', plans } : { kind: 'read', reports };
  });
}

type Asked = ReturnType<typeof parseSelection> & { readonly windowDays: number | null; readonly onlyMissing: boolean };

async function planFor(place: Workplace, store: Store, asked: Asked): Promise<BackfillPlan> {
  const { config, clock, database } = place;
  const { from, to, upperBound } = buildWindowRules(store, config, clock, asked.range);
  if (from === null || to === null) throw new Error('a backfill has a range');
  if (from >= upperBound)
    throw new ConfigError('BAD_RANGE', `--from ${asked.range.from} has not come yet: data is read up to ${upperBound}`);
  const endpoints = windowed(place, await tasksOf(place, asked, store));
  if (endpoints.length === 0) {
    throw new ConfigError(
      'NO_TASKS',
      '--tasks names no endpoint that is read by windows; snapshots and typed tables follow with the next run',
    );
  }
  return planBackfill(database.pool, store, endpoints, {
    from,
    to: to < upperBound ? to : upperBound,
    windowDays: asked.windowDays,
    onlyMissing: asked.onlyMissing,
    pageSize: config.values.API_PAGE_SIZE,
  });
}

const windowed = ({ endpoints }: Workplace, tasks: readonly Task[]): Endpoint[] =>
  endpoints.filter(({ mode, task }) => mode === 'window' && tasks.some(({ code }) => code === task));

/** The same range of the same tasks that was begun and not finished is not planned anew. */
async function beginOrGoOn({ database, reporter }: Workplace, store: Store, plan: BackfillPlan): Promise<string> {
  const open = await findOpenBackfill(database.pool, store, plan);
  if (open === null) return withTransaction(database.pool, (client) => recordBackfill(client, store, plan));
  reporter.info(`store ${store.siteId}: going on with backfill ${open}, which was begun before`);
  return open;
}

/** Goes on with a backfill. */
export function executeBackfillResume(
  id: string,
  options: BackfillOptions,
  onTaskEnd: (report: TaskReport) => void,
): Promise<RunReport> {
  const parallel = parseParallel(options);
  return withWorkplace(options, async (place) => {
    const { siteId, status } = await readBackfill(place.database.pool, id);
    if (status !== 'OPEN')
      throw new ConfigError(
        'BACKFILL_ENDED',
        `backfill ${id} is ${status.toLowerCase()}: there is nothing to go on with`,
      );
    const store = await loadStore(place.database.pool, siteId);
    assertUpstream(place, [store]);
    return await read(place, { id, store, parallel, acceptDeletes: options.acceptDeletes === true, onTaskEnd });
  });
}

/** Gives a backfill up. */
export function executeBackfillCancel(id: string, options: CommonOptions): Promise<void> {
  return withWorkplace(options, async ({ database }) => {
    await readBackfill(database.pool, id);
    await endBackfill(database.pool, id, 'CANCELLED');
  });
}

type Reading = Pick<Parameters<typeof runBackfill>[1], 'id' | 'store' | 'parallel' | 'acceptDeletes' | 'onTaskEnd'>;

function read(place: Workplace, reading: Reading): Promise<RunReport> {
  return runBackfill(place, { ...reading, downstream: DOWNSTREAM, onProgress: tellProgress(place, reading.id) });
}

/** Whatever is made from the rows: tickets of settlements, typed tables, marts, checks. */
const DOWNSTREAM = TASKS.filter((task) => !asksUpstream(task) || task.dependsOn.length > 0);

const TELL_EVERY_MS = 5_000;

function tellProgress({ clock, reporter }: Workplace, id: string): (progress: BackfillProgress) => void {
  let toldMs = clock.now().getTime();
  return (progress) => {
    const now = clock.now().getTime();
    const isLast = progress.done === progress.windows;
    if (!isLast && now - toldMs < TELL_EVERY_MS) return;
    toldMs = now;
    reporter.info(`backfill ${id}: ${renderBackfillProgress(progress)}`);
  };
}

function assertUpstream(place: Workplace, stores: readonly Store[]): void {
  assertUpstreamKnown(place.config);
  assertTokens(place, stores);
}

const parseParallel = ({ parallel }: BackfillOptions): number => parseCount('--parallel', parallel, 1, MOST_PARALLEL);
