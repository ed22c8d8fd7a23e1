import { DEAD_AFTER, look, type SchedulerOptions, takeUpDead, watch } from '../schedule/scheduler.ts';
import { loadStores } from '../stores.ts';
import type { Workplace } from '../workplace.ts';
import { enqueue, type StoreJob } from './job-queue.ts';
import { QUEUED_BACKFILLS } from './store-work.ts';
import { freeJobsOfDead } from './worker-registry.ts';

/** What one look put into the queue. */
export interface Enqueued {
  readonly stores: number;
  readonly due: number;
  /** Of those, the jobs that did not wait or run already. */
  readonly added: number;
  readonly nextAt: Date | null;
}

/** Looks which stores have something to do and puts a job into the queue for each. */
export async function enqueueDue(
  place: Workplace,
  options: Pick<SchedulerOptions, 'storeIds' | 'refresh'>,
): Promise<Enqueued> {
  const db = place.database.controlPool;
  const stores = await loadStores(db, options.storeIds);
  await takeUpDead(place, stores, DEAD_AFTER);
  const { duties, nextAt } = await look(place, options, stores);
  const live = new Set(duties.map(({ store }) => store.siteId));
  const { rows } = await db.query<{ site_id: string }>(`select distinct site_id from (${QUEUED_BACKFILLS}) b`);
  const known = new Set<string>(stores.map(({ siteId }) => siteId));
  const jobs: StoreJob[] = [
    ...[...live].map((siteId): StoreJob => ({ siteId, lane: 'live' })),
    ...rows
      .filter(({ site_id }) => known.has(site_id))
      .map(({ site_id }): StoreJob => ({ siteId: site_id, lane: 'backfill' })),
  ];
  return { stores: stores.length, due: jobs.length, added: await enqueue(db, jobs), nextAt };
}

/** Stores and schedules may be changed by others, and jobs end: everything is looked at again at least this often. */
const LOOK_MS = 60_000;

/** Puts into the queue what is due, until the signal of the workplace says stop. Throws when the database is gone. */
export async function runQueueScheduler(place: Workplace, options: Omit<SchedulerOptions, 'stores'>): Promise<void> {
  const { clock, reporter, signal } = place;
  const ended = new AbortController();
  const stopped = AbortSignal.any([signal, ended.signal]);
  const watching = options.once ? undefined : watch(options, stopped);
  try {
    while (!signal.aborted) {
      for (const line of await freeJobsOfDead(place.database.controlPool)) reporter.warn(line);
      const { stores, due, added, nextAt } = await enqueueDue(place, options);
      if (added > 0) reporter.info(`${added} jobs put into the queue; ${due} of ${stores} stores have something to do`);
      if (options.once) return;
      const untilNext = nextAt === null ? LOOK_MS : Math.max(nextAt.getTime() - clock.now().getTime(), 1_000);
      await clock.sleep(Math.min(untilNext, LOOK_MS), signal).catch(() => undefined);
    }
  } finally {
    ended.abort();
    await watching;
  }
}
