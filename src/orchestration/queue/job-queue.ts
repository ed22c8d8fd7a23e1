import { statement } from '../../database/statement.ts';
import { utcText } from '../../database/utc-text.ts';
import type { Queryable } from '../../tasks/task.ts';

/** Identifier of our one kind of job: work on a store in a lane. */
export const STORE_WORK = 'store-work';

/** What a job is about. At most one waits or runs for each store and lane. */
export interface StoreJob {
  readonly siteId: string;
  readonly lane: 'live' | 'backfill';
  /** How many workers have left it to others, because they lack the token of the store. */
  readonly passes?: number;
}

/** Live work goes first; among equals the one that has waited longest. */
const PRIORITY: Readonly<Record<StoreJob['lane'], number>> = { live: 0, backfill: 10 };
/** Marks jobs that a worker may leave to others. */
export const BACKFILL_FLAG = 'backfill';
/** As good as no limit: a job ends by ending; one whose process was killed runs again as often as it takes. */
const ATTEMPTS = 32_767;

const SPEC = `('${STORE_WORK}', json_build_object('siteId', j.site_id::text, 'lane', j.lane, 'passes', $passes::int), null,
    clock_timestamp() + $delayMs::int * interval '1 ms', ${ATTEMPTS},
    j.site_id || ':' || j.lane, case j.lane when 'live' then ${PRIORITY.live} else ${PRIORITY.backfill} end,
    case j.lane when 'backfill' then array['${BACKFILL_FLAG}'] end)::graphile_worker.job_spec`;

/**
 * Puts a job in the queue for each, unless the store has one in that lane, waiting or running: whoever runs it sees what has
 * become due since. Returns how many were new.
 */
export async function enqueue(db: Queryable, jobs: readonly StoreJob[]): Promise<number> {
  const sql = `select count(*)::int as added from (
  select array_agg(${SPEC}) as specs from unnest($siteIds::bigint[], $lanes::text[]) as j(site_id, lane)
  where not exists (select 1 from graphile_worker.jobs q where q.key = j.site_id || ':' || j.lane)
) s, lateral graphile_worker.add_jobs(s.specs) where s.specs is not null`;
  return await add(db, sql, jobs, {});
}

/** Puts the next job of a store behind all that wait, as the last thing its present job does; it waits at least `delayMs`. */
export async function enqueueNext(db: Queryable, job: StoreJob, delayMs = 0): Promise<void> {
  const sql = `select count(*)::int as added from (
  select array_agg(${SPEC}) as specs from unnest($siteIds::bigint[], $lanes::text[]) as j(site_id, lane)
) s, lateral graphile_worker.add_jobs(s.specs)`;
  await add(db, sql, [job], { delayMs, passes: job.passes ?? 0 });
}

async function add(
  db: Queryable,
  sql: string,
  jobs: readonly StoreJob[],
  { delayMs = 0, passes = 0 }: { readonly delayMs?: number; readonly passes?: number },
): Promise<number> {
  if (jobs.length === 0) return 0;
  const values = { siteIds: jobs.map(({ siteId }) => siteId), lanes: jobs.map(({ lane }) => lane), delayMs, passes };
  const { rows } = await db.query<{ added: number }>(statement(sql, values));
  return rows[0]?.added ?? 0;
}

/** A job and where it stands. Moments are ISO texts in UTC. */
export interface QueuedJob extends Pick<StoreJob, 'siteId' | 'lane'> {
  readonly state: 'waiting' | 'running';
  readonly since: string;
  /** `host:pid` of the process that runs it. */
  readonly worker: string | null;
}

/** A process that takes jobs. */
export interface QueueWorker {
  readonly worker: string;
  readonly concurrency: number;
  readonly running: number;
  readonly startedAt: string;
  /** By the clock of the database. */
  readonly silentSeconds: number;
}

/** Who is at work, and on what. */
export interface QueueState {
  readonly workers: readonly QueueWorker[];
  readonly jobs: readonly QueuedJob[];
}

/** Reads the queue; null where there has never been one. */
export async function readQueue(db: Queryable): Promise<QueueState | null> {
  const made = await db.query<{ there: boolean }>(
    `select to_regclass('graphile_worker._private_jobs') is not null as there`,
  );
  if (made.rows[0]?.there !== true) return null;
  const workers =
    await db.query<QueueWorker>(`select w.host || ':' || w.pid as worker, w.concurrency::int as concurrency,
  (select count(*) from graphile_worker.jobs q where q.locked_by = any(w.queue_ids))::int as running,
  ${utcText('w.started_at')} as "startedAt",
  round(extract(epoch from clock_timestamp() - w.heartbeat_at))::int as "silentSeconds"
from etl_admin.etl_worker w order by w.started_at`);
  const jobs =
    await db.query<QueuedJob>(`select split_part(q.key, ':', 1) as "siteId", split_part(q.key, ':', 2) as lane,
  case when q.locked_at is null then 'waiting' else 'running' end as state,
  ${utcText('coalesce(q.locked_at, q.run_at)')} as since,
  (select w.host || ':' || w.pid from etl_admin.etl_worker w where q.locked_by = any(w.queue_ids)) as worker
from graphile_worker.jobs q where q.key is not null order by q.locked_at, q.priority, q.run_at, q.id`);
  return { workers: workers.rows, jobs: jobs.rows };
}
