import type { EventEmitter } from 'node:events';
import { ConfigError, messageOf, TransientError } from '../../base/errors.ts';
import { SQLSTATE, sqlStateOf } from '../../database/pg-error.ts';
import type { Workplace } from '../workplace.ts';
import { BACKFILL_FLAG, enqueueNext, STORE_WORK, type StoreJob } from './job-queue.ts';
import { doStoreJob, type WorkOptions } from './store-work.ts';
import { registerWorker, type WorkerIdentity } from './worker-registry.ts';

/** How often an idle worker looks for jobs that nobody announced: those of a dead one. */
const POLL_MS = 1_000;

/** Makes the tables of the queue, or brings them up to date. The login must be allowed to create a schema. */
export async function ensureQueue({ database }: { readonly database: { readonly url: string } }): Promise<void> {
  const { runMigrations } = await import('graphile-worker');
  try {
    await runMigrations({ connectionString: database.url, logger: await toLogger(() => undefined) });
  } catch (error) {
    if (sqlStateOf(error) !== SQLSTATE.insufficientPrivilege) throw error;
    throw new ConfigError(
      'QUEUE_RIGHTS',
      `the login may not make the schema of the queue (${messageOf(error)}). Let its owner run "feiqiu-etl schedule --queue --once" ` +
        'once, or grant create on the database to the login',
      { cause: error },
    );
  }
}

/**
 * Takes jobs until the signal of the workplace says stop; then each ends its present window or rolls it back. Throws when the
 * database is gone: whoever called opens it again.
 */
export async function runWorker(place: Workplace, options: WorkOptions & WorkerIdentity): Promise<void> {
  const { signal, reporter, database } = place;
  const { run } = await import('graphile-worker');
  await using registered = await registerWorker(place, options);
  const events = await workerEvents(registered.addQueueId);
  const loss = rejectedWhenLost(events);
  const shares = sharesOf(options);
  const runner = await run({
    connectionString: database.url,
    concurrency: options.concurrency,
    maxPoolSize: options.concurrency + 2,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    // Without a delay the library writes down the end of a job where nobody hears of a failure, which ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    events,
    logger: await toLogger((line) => reporter.debug(line)),
    forbiddenFlags: () => (shares.mayBackfill() ? null : [BACKFILL_FLAG]),
    taskList: { [STORE_WORK]: (job) => shares.do(job as StoreJob) },
  });
  const stop = (): void => void runner.stop().catch(() => undefined);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([runner.promise, loss]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (!signal.aborted) throw queueLost('the library stopped');
}

const queueLost = (reason: string): TransientError =>
  new TransientError('QUEUE_LOST', `the queue could not be written to any more (${reason}); its jobs are done again`);

/**
 * Where all stores are backfilled, their windows would fill all slots, and live work would wait for the end of one: backfills
 * get all slots but one.
 */
function sharesOf(options: WorkOptions & { readonly concurrency: number }) {
  const most = Math.max(1, options.concurrency - 1);
  let backfills = 0;
  const backfill = async (job: StoreJob): Promise<void> => {
    backfills += 1;
    await doStoreJob(options, job).finally(() => {
      backfills -= 1;
    });
  };
  const mayBackfill = (): boolean => backfills < most;
  return {
    mayBackfill,
    async do(job: StoreJob): Promise<void> {
      if (job.lane === 'live') await doStoreJob(options, job);
      else if (mayBackfill()) await backfill(job);
      // Two slots asked for a job at the same moment, and both got a backfill.
      else await enqueueNext(options.refresh().database.controlPool, job);
    },
  };
}

async function workerEvents(addQueueId: (id: string) => void) {
  const { EventEmitter } = await import('node:events');
  const events = new EventEmitter();
  // Jobs are locked in the name of the pool, whichever of its workers does them.
  events.on('pool:create', ({ workerPool }: { readonly workerPool: { readonly id: string } }) =>
    addQueueId(workerPool.id),
  );
  return events;
}

/** The library stops itself when it cannot write down how a job ended, but when two jobs end so, it waits for ever. */
function rejectedWhenLost(events: EventEmitter): Promise<never> {
  const loss = new Promise<never>((_, reject) => {
    events.on('pool:fatalError', ({ error }: { readonly error: unknown }) => reject(queueLost(messageOf(error))));
  });
  // Where the worker cannot even start nobody waits for it.
  loss.catch(() => undefined);
  return loss;
}

async function toLogger(tell: (line: string) => void) {
  const { Logger } = await import('graphile-worker');
  return new Logger(() => (_level, message) => tell(`queue: ${message}`));
}
