import { forEachConcurrently } from '../../api/pool.ts';
import { ApiAuthError, Cancelled, ConfigError, messageOf, TransientError } from '../../base/errors.ts';
import { type Endpoint } from '../../catalog/endpoint.ts';
import { withTransaction } from '../../database/transaction.ts';
import type { LoadResult } from '../../loaders/ods/load-result.ts';
import { TaskCounters } from '../../tasks/counters.ts';
import { loadArchived, walkScope } from '../../tasks/ods-task.ts';
import type { Store, Task, TaskContext, Upstream } from '../../tasks/task.ts';
import { connectUpstreams } from '../connect-upstream.ts';
import { recordedRun } from '../recorded-run.ts';
import { type RunReport, type TaskReport, toFigures } from '../run-report.ts';
import type { RunTracker } from '../run-tracker.ts';
import { executeStoreTasks } from '../store-run.ts';
import { FOREVER_MS, leaseStore, withWriter } from '../store-writer.ts';
import { buildWindowRules, NO_RANGE } from '../window-rules.ts';
import type { Workplace } from '../workplace.ts';
import { holdBackfill } from './hold-backfill.ts';
import {
  type BackfillWindow,
  closeWindow,
  endBackfill,
  failWindow,
  hasWindowsLeft,
  type Ration,
  readBackfill,
  readWindowsLeft,
  splitWindow,
} from './ledger.ts';
import { halve } from './plan-backfill.ts';

/** How a backfill is read. */
export interface BackfillOptions {
  readonly id: string;
  readonly store: Store;
  /** Windows read at the same time. */
  readonly parallel: number;
  /** Read no more than this; what is made from the rows waits until nothing is left. Null: all. */
  readonly ration: Ration | null;
  /** What is made from the rows, run at the end. */
  readonly downstream: readonly Task[];
  readonly acceptDeletes: boolean;
  readonly onProgress: (progress: BackfillProgress) => void;
  readonly onTaskEnd: (report: TaskReport) => void;
}

/** How far a backfill has come. */
export interface BackfillProgress {
  readonly done: number;
  readonly failed: number;
  readonly windows: number;
  readonly rows: number;
  /** At the pace so far; null before the first window. */
  readonly leftMs: number | null;
}

/** Reads what is left of a backfill, a window at a time under the lease, and then runs what reads the rows. */
export async function runBackfill(place: Workplace, options: BackfillOptions): Promise<RunReport> {
  const { id, store } = options;
  await using _held = await holdBackfill(place, id);
  const start = { command: 'backfill', dryRun: false, arguments: { backfill: id, store: store.siteId } };
  return await recordedRun(place, start, async (tracker) => {
    await tracker.startRun();
    await using upstreams = connectUpstreams(place);
    const { upstream } = upstreams.for(store);
    const work = new BackfillWork(place, options, { tracker, upstream });
    const read = await work.readWindows();
    const isWhole = !(await hasWindowsLeft(place.database.pool, id));
    if (!isWhole && options.ration !== null) return read;
    const made = await runDownstream(place, options, { tracker, upstream });
    if (isWhole) await endBackfill(place.database.pool, id, 'DONE');
    return [...read, ...made];
  });
}

interface Means {
  readonly tracker: RunTracker;
  readonly upstream: Upstream;
}

/** The typed tables and marts follow by their own cursors; under the lease like any run. */
async function runDownstream(
  place: Workplace,
  { store, downstream, acceptDeletes, onTaskEnd }: BackfillOptions,
  { tracker, upstream }: Means,
): Promise<TaskReport[]> {
  await using lease = await leaseStore(place, store, FOREVER_MS);
  const windows = buildWindowRules(store, place.config, place.clock, NO_RANGE);
  const signal = AbortSignal.any([place.signal, lease.signal]);
  return await withWriter(place, lease, false, (db, atomically) =>
    executeStoreTasks(
      place,
      { dryRun: false, acceptDeletes, onTaskEnd },
      { store, lease, tracker, tasks: downstream, upstream, windows, signal, db, atomically },
    ),
  );
}

/** A window that stays unproven is walked so often before it is halved. */
const ATTEMPTS = 2;
/** So many windows in a row that upstream does not answer: it is down, and the rest is for later. */
const OUTAGE = 5;
/** Upstream is not there, whatever is asked: a smaller window would fare no better. */
const NOT_THERE: ReadonlySet<string> = new Set(['NETWORK', 'UPSTREAM_BUSY']);

/** The windows of one backfill, and what has become of them. */
class BackfillWork {
  readonly #place: Workplace;
  readonly #options: BackfillOptions;
  readonly #means: Means;
  readonly #counters = new Map<string, TaskCounters>();
  readonly #troubles = new Map<string, string[]>();
  readonly #startedMs: number;
  #progress = { done: 0, failed: 0, windows: 0, rows: 0 };
  #doneHere = 0;
  #outage = 0;
  /** Loads wait for each other here instead of at the lease, where each would look twice a second. */
  #loading: Promise<unknown> = Promise.resolve();

  constructor(place: Workplace, options: BackfillOptions, means: Means) {
    this.#place = place;
    this.#options = options;
    this.#means = means;
    this.#startedMs = place.clock.now().getTime();
  }

  /** Reads every window once, and the halves of those that were too large. One report a task. */
  async readWindows(): Promise<TaskReport[]> {
    const { database, signal } = this.#place;
    const { id, store, parallel, ration } = this.#options;
    // Counting very many windows takes longer than reading one of them: not where each is a run of its own.
    if (ration === null) {
      const { windows, done } = await readBackfill(database.pool, id);
      this.#progress = { ...this.#progress, windows, done };
    }
    const tried = new Set<string>();
    for (;;) {
      const found = await readWindowsLeft(database.pool, id, store, ration);
      const left = found.filter((window) => !tried.has(window.id));
      if (left.length === 0 || (ration !== null && tried.size > 0)) return await this.#report();
      await forEachConcurrently(left, { width: parallel, signal }, async (window) => {
        tried.add(window.id);
        await this.#readWindow(window);
        this.#tell();
      });
    }
  }

  async #readWindow(window: BackfillWindow): Promise<void> {
    const endpoint = this.#endpointOf(window);
    try {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const result = await this.#walkAndLoad(window, endpoint);
        if (result.complete) return;
        if (attempt === ATTEMPTS)
          await this.#tooLarge(window, endpoint, `not proven complete (${result.doubts.join(', ')})`);
      }
    } catch (error) {
      if (error instanceof Cancelled || this.#place.signal.aborted || isForNobody(error)) throw error;
      if (error instanceof TransientError && NOT_THERE.has(error.code)) return await this.#notThere(window, error);
      await this.#tooLarge(window, endpoint, messageOf(error));
    }
  }

  async #walkAndLoad(window: BackfillWindow, endpoint: Endpoint): Promise<LoadResult> {
    const { store } = this.#options;
    const { from, to } = window;
    const scope = { siteId: store.siteId, table: endpoint.table, window: { from, to }, ids: null };
    const walk = await walkScope(this.#context(window.task), endpoint, scope);
    const result = await this.#oneAtATime(() =>
      this.#underLease(window, (context) =>
        loadArchived({ ...context, keepsCursor: true }, endpoint, walk, async (client, { complete, counts }) => {
          if (complete) await closeWindow(client, window, { runId: this.#means.tracker.runId, rows: counts.seen });
        }),
      ),
    );
    this.#outage = 0;
    this.#progress.rows += result.counts.seen;
    if (result.complete) {
      this.#progress.done += 1;
      this.#doneHere += 1;
    }
    return result;
  }

  async #underLease<T>(window: BackfillWindow, work: (context: TaskContext) => Promise<T>): Promise<T> {
    const { store, id } = this.#options;
    await using lease = await leaseStore(this.#place, store, FOREVER_MS, { lane: 'backfill', name: `backfill ${id}` });
    lease.setProgress(`${window.task} from ${window.from}`);
    return await withWriter(this.#place, lease, false, (db, atomically) =>
      work({ ...this.#context(window.task), db, atomically }),
    );
  }

  #oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#loading.then(work, work);
    this.#loading = next.catch(() => undefined);
    return next;
  }

  /** Halved as long as it can be; a window that is as short as it gets stays behind, the others go on. */
  async #tooLarge(window: BackfillWindow, endpoint: Endpoint, error: string): Promise<void> {
    const { id, store } = this.#options;
    const halves = endpoint.report ? null : halve(window, store);
    if (halves === null) return await this.#fail(window, error);
    await withTransaction(this.#place.database.pool, (client) =>
      splitWindow(client, window, { id, store, error, halves }),
    );
    this.#progress.windows += 1;
    this.#place.reporter.info(`${window.task} ${window.from} to ${window.to}: ${error}; reading it in two halves`);
  }

  async #notThere(window: BackfillWindow, error: TransientError): Promise<void> {
    // Where windows are rationed the next one is not tried at once, and this one is as good as before.
    if (this.#options.ration === null) {
      await this.#fail(window, error.message);
      this.#outage += 1;
      if (this.#outage < OUTAGE) return;
    }
    throw new TransientError(
      'UPSTREAM_DOWN',
      `backfill ${this.#options.id} stops, because upstream does not answer (${error.message}). What was read is kept: ` +
        `"feiqiu-etl backfill resume ${this.#options.id}" goes on`,
      { cause: error },
    );
  }

  async #fail(window: BackfillWindow, error: string): Promise<void> {
    this.#progress.failed += 1;
    const line = `${window.from} to ${window.to}: ${error}`;
    this.#troubles.set(window.task, [...(this.#troubles.get(window.task) ?? []), line]);
    this.#place.reporter.warn(`${window.task} ${line}`);
    await failWindow(this.#place.database.pool, window, this.#means.tracker.runId, error);
  }

  #tell(): void {
    const { done, windows } = this.#progress;
    const elapsed = this.#place.clock.now().getTime() - this.#startedMs;
    const leftMs = this.#doneHere === 0 ? null : (elapsed / this.#doneHere) * (windows - done);
    this.#options.onProgress({ ...this.#progress, leftMs });
  }

  #endpointOf({ task }: BackfillWindow): Endpoint {
    const endpoint = this.#place.endpoints.find((one) => one.task === task);
    if (endpoint !== undefined) return endpoint;
    throw new ConfigError(
      'UNKNOWN_TASK',
      `backfill ${this.#options.id} wants ${task}, which is no endpoint of this version`,
    );
  }

  #context(task: string): TaskContext {
    const { database, config, clock } = this.#place;
    const { store, acceptDeletes } = this.#options;
    const counters = this.#counters.get(task) ?? new TaskCounters();
    this.#counters.set(task, counters);
    return {
      ...this.#place,
      runId: this.#means.tracker.runId,
      store,
      db: database.pool,
      atomically: () => Promise.reject(new Error('a window is stored under the lease only')),
      upstream: this.#means.upstream,
      windows: buildWindowRules(store, config, clock, NO_RANGE),
      acceptDeletes,
      counters,
    };
  }

  async #report(): Promise<TaskReport[]> {
    const totalMs = this.#place.clock.now().getTime() - this.#startedMs;
    const reports = [...this.#counters].map(([code, counters]): TaskReport => {
      const troubles = this.#troubles.get(code) ?? [];
      const isWhole = troubles.length === 0;
      return {
        siteId: this.#options.store.siteId,
        code,
        status: isWhole ? 'SUCCESS' : 'INCOMPLETE',
        errorCode: isWhole ? null : 'WINDOWS_LEFT',
        message: isWhole ? null : `${troubles.length} windows are left: ${troubles.slice(0, 3).join('; ')}`,
        retryAt: null,
        ...toFigures(counters),
        totalMs,
      };
    });
    for (const report of reports) {
      await this.#means.tracker.endTask(report);
      this.#options.onTaskEnd(report);
    }
    return reports;
  }
}

/** A refused credential or setting concerns every window. */
const isForNobody = (error: unknown): boolean => error instanceof ApiAuthError || error instanceof ConfigError;
