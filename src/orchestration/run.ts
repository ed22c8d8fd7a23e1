import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EtlError, messageOf } from '../base/errors.ts';
import { TaskCounters } from '../tasks/counters.ts';
import type { Store, Task } from '../tasks/task.ts';
import { connectUpstreams } from './connect-upstream.ts';
import { recordedRun } from './recorded-run.ts';
import type { RunOptions } from './run-options.ts';
import { type RunReport, type TaskReport, toFigures } from './run-report.ts';
import type { RunStart, RunTracker } from './run-tracker.ts';
import { runStore, type StoreRun } from './store-run.ts';
import { leaseStore } from './store-writer.ts';
import type { Workplace } from './workplace.ts';

/** Reads upstream into ODS for the given stores and tasks, and keeps a record of it. */
export function run(place: Workplace, options: RunOptions): Promise<RunReport> {
  return recordedRun(place, toStart(options), (tracker) => runStores(place, options, tracker));
}

/** Store after store, each under its own lease. The answers of a dry run are kept only while it lasts. */
async function runStores(place: Workplace, options: RunOptions, tracker: RunTracker): Promise<TaskReport[]> {
  const archive = options.dryRun ? await mkdtemp(path.join(tmpdir(), 'feiqiu-dry-run-')) : undefined;
  try {
    await using upstreams = connectUpstreams({ ...place, ...(archive === undefined ? {} : { archiveRoot: archive }) });
    const reports: TaskReport[] = [];
    for (const store of options.stores)
      reports.push(...(await runOneStore(place, options, { store, tracker, upstreams })));
    return reports;
  } finally {
    if (archive !== undefined) await rm(archive, { recursive: true, force: true });
  }
}

/** Of several stores the others go on when one cannot be worked on; a single one ends the run with its own exit code. */
async function runOneStore(
  place: Workplace,
  options: RunOptions,
  { store, tracker, upstreams }: Omit<StoreRun, 'lease'>,
): Promise<TaskReport[]> {
  try {
    await using lease = await leaseStore(place, store, options.waitMs);
    await tracker.startRun();
    return await runStore(place, options, { store, lease, tracker, upstreams });
  } catch (error) {
    if (options.stores.length === 1 || place.signal.aborted) throw error;
    place.reporter.error(`store ${store.siteId}: ${messageOf(error)}`);
    return options.tasks.map((task) => failedTask(store, task, error));
  }
}

/** A task of a store that could not even be started. */
function failedTask(store: Store, task: Task, error: unknown): TaskReport {
  return {
    siteId: store.siteId,
    code: task.code,
    status: 'FAILED',
    errorCode: error instanceof EtlError ? error.code : 'UNEXPECTED',
    message: messageOf(error),
    retryAt: null,
    ...toFigures(new TaskCounters()),
    totalMs: 0,
  };
}

function toStart(options: RunOptions): RunStart {
  return {
    command: options.command ?? 'run',
    dryRun: options.dryRun,
    arguments: {
      stores: options.stores.map((store) => store.siteId),
      tasks: options.tasks.map((task) => task.code),
      ...(options.codesByStore === undefined ? {} : { codesByStore: toLists(options.codesByStore) }),
      ...options.range,
      acceptDeletes: options.acceptDeletes,
    },
  };
}

const toLists = (codes: ReadonlyMap<string, ReadonlySet<string>>): Record<string, string[]> =>
  Object.fromEntries([...codes].map(([siteId, of]) => [siteId, [...of]]));
