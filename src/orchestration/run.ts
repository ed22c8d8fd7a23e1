import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EtlError, messageOf } from '../base/errors.ts';
import { TaskCounters } from '../tasks/counters.ts';
import type { Store, Task } from '../tasks/task.ts';
import { connectUpstreams } from './connect-upstream.ts';
import type { RunOptions } from './run-options.ts';
import { type RunReport, statusOfRun, type TaskReport, toFigures } from './run-report.ts';
import { RunTracker } from './run-tracker.ts';
import { runStore } from './store-run.ts';
import { leaseStore } from './store-writer.ts';
import type { Workplace } from './workplace.ts';

/** Reads upstream into ODS for the given stores and tasks, and keeps a record of it. */
export async function run(place: Workplace, options: RunOptions): Promise<RunReport> {
  const { clock, database } = place;
  const startedAt = clock.now().toISOString();
  const archive = options.dryRun ? await mkdtemp(path.join(tmpdir(), 'feiqiu-dry-run-')) : undefined;
  const tracker = new RunTracker(database.controlPool, clock);
  const tasks: TaskReport[] = [];
  let running = false;
  try {
    await using upstreams = connectUpstreams({ ...place, ...(archive === undefined ? {} : { archiveRoot: archive }) });
    for (const store of options.stores) {
      try {
        await using lease = await leaseStore(place, store, options.waitMs);
        if (!running) await tracker.startRun(toStart(options));
        running = true;
        tasks.push(...(await runStore(place, options, { store, lease, tracker, upstreams })));
      } catch (error) {
        // Of several stores the others go on; a single one ends the run with its own exit code.
        if (options.stores.length === 1 || place.signal.aborted) throw error;
        place.reporter.error(`store ${store.siteId}: ${messageOf(error)}`);
        tasks.push(...options.tasks.map((task) => failedTask(store, task, error)));
      }
    }
    if (!running) await tracker.startRun(toStart(options));
    running = true;
    const status = statusOfRun(tasks);
    await tracker.endRun({ status });
    const { runId } = tracker;
    return {
      runId,
      command: 'run',
      status,
      dryRun: options.dryRun,
      startedAt,
      endedAt: clock.now().toISOString(),
      tasks,
    };
  } catch (error) {
    if (running) await tracker.endRun({ status: 'FAILED' }, messageOf(error)).catch(() => undefined);
    throw error;
  } finally {
    if (archive !== undefined) await rm(archive, { recursive: true, force: true });
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

function toStart(options: RunOptions): Parameters<RunTracker['startRun']>[0] {
  return {
    command: 'run',
    dryRun: options.dryRun,
    arguments: {
      stores: options.stores.map((store) => store.siteId),
      tasks: options.tasks.map((task) => task.code),
      ...options.range,
      acceptDeletes: options.acceptDeletes,
    },
  };
}
