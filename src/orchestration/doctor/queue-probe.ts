import type { Pool } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { DEAD_AFTER } from '../queue/worker-registry.ts';
import { type FoundDatabase, needsTables } from './database-probes.ts';
import { ok, type Probe, skipped, type Verdict, warn } from './probe.ts';

/** A live job that waits for longer does so because there are too few workers. */
const LATE_SECONDS = 15 * 60;

/** Whether somebody does what waits in the queue. */
export function queueProbes(found: FoundDatabase): Probe[] {
  return [needsTables(found, 'queue', examineQueue)];
}

interface QueueRow {
  readonly workers: number;
  readonly slots: number;
  readonly running: number;
  readonly waiting: number;
  /** Seconds that the oldest live job has waited. */
  readonly oldest: number;
}

/** A job locked by a process that is silent waits as well. */
const QUEUE = `with living as (
  select concurrency, queue_ids from etl_admin.etl_worker where heartbeat_at > clock_timestamp() - $deadAfter::interval
), jobs as (
  select q.key, q.run_at, exists (select 1 from living w where q.locked_by = any(w.queue_ids)) as runs
  from graphile_worker.jobs q where q.run_at <= clock_timestamp()
)
select (select count(*) from living)::int as workers, (select coalesce(sum(concurrency), 0) from living)::int as slots,
  count(*) filter (where runs)::int as running, count(*) filter (where not runs)::int as waiting,
  coalesce(extract(epoch from clock_timestamp() - min(run_at) filter (where not runs and key like '%:live')), 0)::int as oldest
from jobs`;

async function examineQueue(pool: Pool): Promise<Verdict> {
  const made = await pool.query<{ there: boolean }>(`select to_regclass('graphile_worker.jobs') is not null as there`);
  if (made.rows[0]?.there !== true) return skipped('no queue is used here: docs/scale-out.md tells what it is for');
  const { rows } = await pool.query<QueueRow>(statement(QUEUE, { deadAfter: DEAD_AFTER }));
  const { workers, slots, running, waiting, oldest } = rows[0] ?? {
    workers: 0,
    slots: 0,
    running: 0,
    waiting: 0,
    oldest: 0,
  };
  if (waiting > 0 && workers === 0) {
    return warn(
      `${waiting} jobs wait, and no worker is at work`,
      'start "feiqiu-etl worker" where the database and upstream can be reached and the tokens of the stores are set',
    );
  }
  if (oldest > LATE_SECONDS) {
    return warn(
      `${waiting} jobs wait, the oldest live one for ${Math.round(oldest / 60)} minutes, behind ${slots} slots of ${workers} workers`,
      'start more workers or raise their --concurrency; "feiqiu-etl queue" shows what they do',
    );
  }
  if (workers === 0) return ok('no worker is at work, and no job waits');
  return ok(`${workers} workers with ${slots} slots; ${running} jobs run, ${waiting} wait`);
}
