import { ConfigError } from '../../base/errors.ts';
import {
  beginBackfill,
  DOWNSTREAM_OF_BACKFILLS,
  planStoreBackfill,
} from '../../orchestration/backfill/begin-backfill.ts';
import { endBackfill, readBackfill } from '../../orchestration/backfill/ledger.ts';
import type { BackfillPlan } from '../../orchestration/backfill/plan-backfill.ts';
import { type BackfillProgress, runBackfill } from '../../orchestration/backfill/run-backfill.ts';
import { ensureQueue } from '../../orchestration/queue/run-worker.ts';
import { queueBackfill } from '../../orchestration/queue/store-work.ts';
import type { RunReport, TaskReport } from '../../orchestration/run-report.ts';
import { loadStore, loadStores } from '../../orchestration/stores.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { Store } from '../../tasks/task.ts';
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
  | { readonly kind: 'queued'; readonly backfills: readonly { readonly id: string; readonly siteId: string }[] }
  | { readonly kind: 'read'; readonly reports: readonly RunReport[] };

/** Plans a long range and reads it, store after store, or leaves it to the workers; one that was begun before is gone on with. */
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
  if (options.queue === true && options.acceptDeletes === true) {
    throw new ConfigError(
      'BAD_OPTIONS',
      'deletes are accepted by a person who watches: leave --accept-deletes or --queue',
    );
  }
  const asked = { ...selection, windowDays, onlyMissing: options.missing === true };
  return withWorkplace(options, async (place) => {
    const stores = await loadStores(place.database.pool, selection.storeIds);
    if (options.dryRun !== true) assertUpstream(place, stores);
    if (options.queue === true) await ensureQueue(place);
    const plans: (BackfillPlan & { readonly siteId: string })[] = [];
    const reports: RunReport[] = [];
    const backfills: { id: string; siteId: string }[] = [];
    for (const store of stores) {
      const plan = await planStoreBackfill(place, store, asked);
      plans.push({ ...plan, siteId: store.siteId });
      if (options.dryRun === true) continue;
      if (plan.windows === 0) {
        place.reporter.info(`store ${store.siteId}: everything from ${plan.from} to ${plan.to} has been read`);
        continue;
      }
      if (options.quiet !== true) process.stderr.write(`${renderBackfillPlans([{ ...plan, siteId: store.siteId }])}\n`);
      const id = await beginBackfill(place, store, plan);
      if (options.queue === true) {
        await queueBackfill(place.database.pool, { id, siteId: store.siteId });
        backfills.push({ id, siteId: store.siteId });
        continue;
      }
      reports.push(
        await read(place, { id, store, parallel, acceptDeletes: options.acceptDeletes === true, onTaskEnd }),
      );
    }
    if (options.dryRun === true) return { kind: 'plan', plans };
    return options.queue === true ? { kind: 'queued', backfills } : { kind: 'read', reports };
  });
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
  return runBackfill(place, {
    ration: null,
    ...reading,
    downstream: DOWNSTREAM_OF_BACKFILLS,
    onProgress: tellProgress(place, reading.id),
  });
}

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
