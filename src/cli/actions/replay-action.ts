import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readOwnNames } from '../../api/archive/own-names.ts';
import { ConfigError } from '../../base/errors.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import type { Config } from '../../config/load-config.ts';
import { archiveRootOf } from '../../orchestration/connect-upstream.ts';
import { emptyWarehouse } from '../../orchestration/empty-warehouse.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { replayArchive } from '../../orchestration/replay.ts';
import { findSource, type ReplaySource } from '../../orchestration/replay-source.ts';
import { assertArchiveWhole } from '../../orchestration/retention/archive-whole.ts';
import type { RunReport, TaskReport } from '../../orchestration/run-report.ts';
import { selectTasks } from '../../orchestration/select-tasks.ts';
import { ensureStores, loadStores } from '../../orchestration/stores.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { ReplayCommandOptions } from '../commands/replay.ts';
import { parseNames, parseStoreIds, parseWait } from '../parse-options.ts';
import { contractOf, readConfig, withWorkplace } from '../workplace.ts';

/** Loads files into ODS and what is made from it. Nothing is removed unless that is asked for and confirmed. */
export async function executeReplay(
  asked: string | undefined,
  options: ReplayCommandOptions,
  onTaskEnd: (report: TaskReport) => void,
): Promise<RunReport> {
  const tasks = options.tasks === undefined ? TASKS : selectTasks(options.tasks, TASKS);
  const waitMs = parseWait(options.wait);
  // What can be wrong with the request is found before a database is started for it.
  const config = readConfig(options);
  const { endpoints } = contractOf(config);
  const source = toSource(asked, options, { config, endpoints });
  const { dir } = source;
  const dropsFirst = options.dropSchemaFirst ?? config.values.ODS_DROP_SCHEMA_FIRST;
  if (dropsFirst) assertDropConfirmed(options);
  const { siteIds: archived, leftOut } = await findSource(source, endpoints);
  return withWorkplace(options, async (place) => {
    for (const line of leftOut) place.reporter.warn(line);
    const storeIds = parseStoreIds(options.stores) ?? (await storesOf(place, archived));
    if (dropsFirst && dir === archiveRootOf(config)) await assertArchiveWhole(place.database.pool, dir);
    if (dropsFirst) await emptyWarehouse(place, waitMs);
    return replayArchive(place, {
      ...source,
      tasks,
      tasksNamed: options.tasks !== undefined,
      waitMs,
      onTaskEnd,
      stores: await loadStores(place.database.pool, storeIds),
      dryRun: options.dryRun ?? false,
      acceptDeletes: options.acceptDeletes ?? false,
    });
  });
}

function toSource(
  asked: string | undefined,
  { include, fileNames }: ReplayCommandOptions,
  { config, endpoints }: { readonly config: Config; readonly endpoints: readonly Endpoint[] },
): ReplaySource {
  const { JSON_DOC_DIR, ODS_INCLUDE_FILES } = config.values;
  return {
    dir: path.resolve(asked ?? JSON_DOC_DIR ?? archiveRootOf(config)),
    includeFiles: parseNames('--include', include) ?? ODS_INCLUDE_FILES,
    ...(fileNames === undefined
      ? {}
      : { fileNames: readOwnNames(fileNames, endpoints, (file) => readFileSync(file, 'utf8')) }),
  };
}

/** An archive names its stores by folder; they are registered, so that it can be replayed into an empty database. */
async function storesOf(
  { database, config }: Workplace,
  archived: readonly string[],
): Promise<readonly string[] | null> {
  if (archived.length === 0) return config.values.STORE_ID === undefined ? null : [config.values.STORE_ID];
  await ensureStores(database.pool, archived, config, TASKS);
  return archived;
}

function assertDropConfirmed(options: ReplayCommandOptions): void {
  if (options.yes !== true) {
    throw new ConfigError(
      'NOT_CONFIRMED',
      'DROP_SCHEMA_FIRST removes all data of ODS, typed tables and marts before replaying: add --yes if you mean it',
    );
  }
  if (options.dryRun === true)
    throw new ConfigError('BAD_OPTIONS', '--dry-run and --drop-schema-first exclude each other');
}
