import { hostname } from 'node:os';
import { messageOf } from '../../base/errors.ts';
import { statement } from '../../database/statement.ts';
import type { Queryable } from '../../tasks/task.ts';
import type { Workplace } from '../workplace.ts';

/**
 * A process gives a sign of life so often, and looks after the others. The library would leave the jobs of a killed process
 * locked for four hours.
 */
const BEAT_MS = 2_000;
/** Whoever is silent for longer loses its jobs; with a beat, a look and a poll of the others it is 13 seconds at most. */
export const DEAD_AFTER = '9 seconds';

/** A process that takes jobs, as the others see it. */
export interface RegisteredWorker extends AsyncDisposable {
  /** A name under which the process locks jobs. */
  addQueueId(id: string): void;
}

/** Who takes jobs: a process, also when it lost the database and came back. */
export interface WorkerIdentity {
  /** A UUID. */
  readonly workerId: string;
  readonly concurrency: number;
}

/**
 * Enters the process among the workers; it is taken out again when disposed, or by the others when it is dead. Whoever comes
 * back after it lost the database has its jobs free at once.
 */
export async function registerWorker(
  { database, clock, reporter }: Pick<Workplace, 'database' | 'clock' | 'reporter'>,
  { workerId, concurrency }: WorkerIdentity,
): Promise<RegisteredWorker> {
  const db = database.controlPool;
  const self = { workerId, host: hostname(), pid: process.pid, concurrency };
  const queueIds: string[] = [];
  const stop = new AbortController();
  await takeOut(db, 'worker_id = $workerId::uuid', { workerId });
  await beat(db, { ...self, queueIds });
  const beating = (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(BEAT_MS, stop.signal).catch(() => undefined);
      if (stop.signal.aborted) return;
      try {
        await beat(db, { ...self, queueIds });
        for (const line of await freeJobsOfDead(db)) reporter.warn(line);
      } catch (error) {
        // A missed beat is no death: the next may arrive in time.
        reporter.warn(`the sign of life of this worker failed: ${messageOf(error)}`);
      }
    }
  })();
  return {
    addQueueId(id) {
      queueIds.push(id);
      // Before the first job is locked under it, or nobody could free the job of a process that is killed early.
      void beat(db, { ...self, queueIds }).catch(() => undefined);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await beating;
      await takeOut(db, 'worker_id = $workerId::uuid', { workerId }).catch(() => undefined);
    },
  };
}

interface Self extends WorkerIdentity {
  readonly host: string;
  readonly pid: number;
  readonly queueIds: readonly string[];
}

/** Whoever was taken for dead, after a long pause of the machine, is entered again. */
async function beat(db: Queryable, self: Self): Promise<void> {
  const sql = `insert into etl_admin.etl_worker as w (worker_id, host, pid, concurrency, queue_ids)
values ($workerId::uuid, $host, $pid, $concurrency, $queueIds::text[])
on conflict (worker_id) do update set queue_ids = excluded.queue_ids, heartbeat_at = clock_timestamp()`;
  await db.query(statement(sql, { ...self }));
}

/** Frees the jobs of processes that are silent. Returns what is to be told. */
export async function freeJobsOfDead(db: Queryable): Promise<string[]> {
  const dead = await takeOut(db, 'heartbeat_at < clock_timestamp() - $deadAfter::interval', {});
  return dead.map((worker) => `worker ${worker} gave no sign of life; its jobs are free for the others`);
}

/**
 * Takes workers out, frees their jobs, and gives back their stores, which would stay theirs for some seconds more. One of them
 * that still lives does no harm: whoever takes a store fences it. Returns `host:pid` of each.
 */
async function takeOut(db: Queryable, who: string, values: Readonly<Record<string, unknown>>): Promise<string[]> {
  const sql = `with gone as (
  delete from etl_admin.etl_worker where ${who} returning host, pid, queue_ids
), given_back as (
  update etl_admin.etl_lease l set holder = '', host = '', progress = '' from gone g
  where l.host = g.host and l.holder = 'run ' || g.pid and l.heartbeat_at < clock_timestamp() - $deadAfter::interval / 2
)
select host || ':' || pid as worker, graphile_worker.force_unlock_workers(queue_ids)::text as freed from gone`;
  const { rows } = await db.query<{ worker: string }>(statement(sql, { ...values, deadAfter: DEAD_AFTER }));
  return rows.map(({ worker }) => worker);
}

/** Processes that take jobs now. */
export async function countLiving(db: Queryable): Promise<number> {
  const sql = `select count(*)::int as living from etl_admin.etl_worker where heartbeat_at > clock_timestamp() - $deadAfter::interval`;
  const { rows } = await db.query<{ living: number }>(statement(sql, { deadAfter: DEAD_AFTER }));
  return rows[0]?.living ?? 0;
}
