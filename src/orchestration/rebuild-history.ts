import { ConfigError } from '../base/errors.ts';
import { toInstant } from '../base/local-time.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { Dimension } from '../catalog/dimensions/dimension.ts';
import { DIMENSIONS } from '../catalog/dimensions.ts';
import { endpointOfTable } from '../catalog/endpoints.ts';
import { TaskCounters } from '../tasks/counters.ts';
import { type RebuildOutcome, rebuildDimension } from '../tasks/rebuild-dimension.ts';
import type { Store } from '../tasks/task.ts';
import { recordedRun } from './recorded-run.ts';
import { TASKS } from './registry.ts';
import { type ReplayContext, replayWalks } from './replay.ts';
import { type RunReport, type TaskReport, toFigures } from './run-report.ts';
import type { RunStart, RunTracker } from './run-tracker.ts';
import { leaseStore, withWriter } from './store-writer.ts';
import { buildWindowRules } from './window-rules.ts';
import type { Workplace } from './workplace.ts';

export interface RebuildOptions {
  readonly dimension: Dimension;
  readonly stores: readonly Store[];
  /** Business day (or moment) before which versions stay as they are; null: the whole history. */
  readonly from: string | null;
  /** Archive whose answers are loaded into ODS first, if they are not known there; null: ODS as it is. */
  readonly archive: string | null;
  /** False shows what would differ: everything is done, then rolled back. */
  readonly write: boolean;
  /** Differences shown of each store. */
  readonly sampleSize: number;
  readonly waitMs: number;
}

/** A rebuild of one store. */
export interface StoreRebuild extends RebuildOutcome {
  readonly siteId: string;
}

/** A rebuild, as a run of its own. */
export interface RebuildReport extends RunReport {
  readonly table: string;
  readonly from: string | null;
  readonly stores: readonly StoreRebuild[];
}

/** The dimension meant by its table (`dim_member`, `member`) or task code; throws ConfigError for another word. */
export function selectDimension(word: string): Dimension {
  const wanted = word.toLowerCase();
  const found = DIMENSIONS.find(({ table, task }) =>
    [table, table.slice('dim_'.length), task.toLowerCase()].includes(wanted),
  );
  if (found !== undefined) return found;
  const tables = DIMENSIONS.map(({ table }) => table);
  throw new ConfigError(
    'UNKNOWN_DIMENSION',
    `no dimension with a history is called ${JSON.stringify(word)}.${didYouMean(word, tables)} Dimensions: ${tables.join(', ')}`,
  );
}

/** Makes the history of a dimension anew from ODS, store after store, each in one transaction. */
export async function rebuildHistory(place: Workplace, options: RebuildOptions): Promise<RebuildReport> {
  const stores: StoreRebuild[] = [];
  const report = await recordedRun(place, toStart(options), async (tracker) => {
    const tasks: TaskReport[] = [];
    for (const store of options.stores) {
      const done = await rebuildStore(place, options, { store, tracker });
      for (const task of done.tasks) await tracker.endTask(task);
      tasks.push(...done.tasks);
      stores.push({ siteId: store.siteId, ...done.outcome });
    }
    return tasks;
  });
  return { ...report, table: options.dimension.table, from: options.from, stores };
}

const COMMAND = 'history rebuild';

async function rebuildStore(
  place: Workplace,
  options: RebuildOptions,
  { store, tracker }: { readonly store: Store; readonly tracker: RunTracker },
): Promise<{ readonly outcome: RebuildOutcome; readonly tasks: readonly TaskReport[] }> {
  const { dimension, archive, write, sampleSize } = options;
  await using lease = await leaseStore(place, store, options.waitMs);
  await tracker.startRun();
  const { from } = buildWindowRules(store, place.config, place.clock, { from: options.from, to: null });
  const { siteId, timezone, businessDays } = store;
  const { runId } = tracker;
  const endpoint = endpointOfTable(dimension.source, place.endpoints);
  return await withWriter(place, lease, !write, async (db, atomically) => {
    const writer = { db, atomically, runId, store, signal: AbortSignal.any([place.signal, lease.signal]) };
    const loaded = archive === null ? [] : await loadArchive(place, archive, dimension, writer);
    const started = place.clock.now().getTime();
    const scope = { from: from === null ? null : toInstant(from, timezone), sampleSize };
    const work = { dimension, endpoint, siteId, timezone, businessDays, runId };
    const outcome = await atomically((client) => rebuildDimension(client, work, scope));
    const totalMs = place.clock.now().getTime() - started;
    return { outcome, tasks: [...loaded, toTaskReport(siteId, dimension, outcome, totalMs)] };
  });
}

/** What the archive knows of the source of the dimension; a version that ODS has already writes nothing. */
function loadArchive(
  place: Workplace,
  dir: string,
  dimension: Dimension,
  writer: Pick<ReplayContext, 'db' | 'atomically' | 'runId' | 'store' | 'signal'>,
): Promise<TaskReport[]> {
  const { task: source } = endpointOfTable(dimension.source);
  const tasks = TASKS.filter((task) => task.code === source);
  return replayWalks(place, { dir, tasks }, { ...place, ...writer, acceptDeletes: false });
}

function toTaskReport(siteId: string, { task }: Dimension, outcome: RebuildOutcome, totalMs: number): TaskReport {
  const figures = {
    ...toFigures(new TaskCounters()),
    rowsSeen: outcome.members,
    rowsNew: outcome.added,
    rowsChanged: outcome.changed + outcome.removed,
  };
  return { siteId, code: task, status: 'SUCCESS', errorCode: null, message: null, retryAt: null, ...figures, totalMs };
}

function toStart({ dimension, stores, from, archive, write }: RebuildOptions): RunStart {
  const siteIds = stores.map((store) => store.siteId);
  return {
    command: COMMAND,
    dryRun: !write,
    arguments: { dimension: dimension.table, stores: siteIds, from, archive },
  };
}
