import { readFileSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { Cancelled, ConfigError } from '../base/errors.ts';
import type { Reporter } from '../base/reporter.ts';
import { applyContractFile, type Contract } from '../catalog/contract-file.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import { clockFrom } from '../config/clock-from.ts';
import { type Config, type ConfigSources, loadConfig } from '../config/load-config.ts';
import { isMigrated, migrate } from '../database/migrate.ts';
import { type OpenDatabase, type OpenDatabaseOptions, openDatabase } from '../database/open.ts';
import { ensureReaders } from '../database/readers.ts';
import { withReadOnlyTransaction } from '../database/transaction.ts';
import { warehouseReaders } from '../loaders/schema/readers.ts';
import { ensureWarehouse, planWarehouse } from '../loaders/schema/warehouse.ts';
import { TASKS } from '../orchestration/registry.ts';
import { registerStore } from '../orchestration/stores.ts';
import type { Workplace } from '../orchestration/workplace.ts';
import type { Queryable } from '../tasks/task.ts';
import { type CommonOptions, toSettingFlags } from './common-options.ts';
import { createTerminalReporter } from './terminal-reporter.ts';

/** What commands need before they touch a database. */
export interface Surroundings extends Contract {
  readonly config: Config;
  readonly clock: Clock;
  readonly reporter: Reporter;
}

/**
 * Reads configuration and contract overrides; warnings are told once. `sources` stands in for the environment and `.env`
 * where a command must not depend on them.
 */
export function loadSurroundings(options: CommonOptions, sources: ConfigSources = {}): Surroundings {
  const config = readConfig(options, sources);
  const clock = clockFrom(config);
  const reporter = createTerminalReporter(config, clock, options);
  for (const warning of config.warnings) reporter.warn(warning);
  return { config, clock, reporter, ...contractOf(config) };
}

/** The configuration as it is now. */
export function readConfig(options: CommonOptions, sources: ConfigSources = {}): Config {
  return loadConfig({ ...sources, flags: { ...sources.flags, ...toSettingFlags(options) } });
}

/** The catalog as corrected by CONTRACT_FILE. */
export function contractOf({ values: { CONTRACT_FILE: file } }: Config): Contract {
  if (file === undefined) return { endpoints: ENDPOINTS, contractInForce: null };
  return applyContractFile(ENDPOINTS, file, (path) => readFileSync(path, 'utf8'));
}

/** Opens the configured database as it is; nothing is migrated. */
export function openConfigured(
  { config, clock, reporter }: Pick<Surroundings, 'config' | 'clock' | 'reporter'>,
  options: Pick<OpenDatabaseOptions, 'poolSize' | 'signal'>,
): Promise<OpenDatabase> {
  const { PG_DSN: pgDsn, DATA_ROOT: dataRoot } = config.values;
  return openDatabase({ ...options, pgDsn, dataRoot, clock, report: (line) => reporter.info(line) });
}

/** Connections wanted beside the tasks, for reads of the command itself. */
const SPARE_CONNECTIONS = 2;

/**
 * Half of the tasks wait for upstream at any time and hold no connection; one that finds none free waits for its turn.
 * Nothing waits for a second connection while it holds one, so they cannot lock each other out.
 */
export const connectionsFor = (stores: number, tasks: number): number =>
  stores * Math.ceil(tasks / 2) + SPARE_CONNECTIONS;

/**
 * Opens the database, brings its schema up to date, and hands the work a signal that SIGINT and SIGTERM trip. Everything
 * is closed when the work returns.
 */
export async function withWorkplace<T>(
  options: CommonOptions,
  work: (place: Workplace) => Promise<T>,
  sources: ConfigSources = {},
): Promise<T> {
  const surroundings = loadSurroundings(options, sources);
  return withStopSignal((signal) => openWorkplace(surroundings, { signal, stores: 1 }, work));
}

/** The same for a caller who has the signal; `stores` are worked on at the same time. */
export async function openWorkplace<T>(
  surroundings: Surroundings,
  { signal, stores }: { readonly signal: AbortSignal; readonly stores: number },
  work: (place: Workplace) => Promise<T>,
): Promise<T> {
  const { config, reporter } = surroundings;
  const poolSize = connectionsFor(stores, config.values.TASK_CONCURRENCY);
  await using database = await openConfigured(surroundings, { poolSize, signal });
  await migrate(database.pool, { report: (line) => reporter.debug(line) });
  const changed = await ensureWarehouse(database.pool, surroundings.endpoints);
  if (changed.length > 0) reporter.debug(`created or upgraded: ${changed.join(', ')}`);
  // What is left to do by hand is told by init and doctor, not by every run.
  await ensureReaders(database.pool, warehouseReaders(config.values.BI_ROLE, surroundings.endpoints));
  for (const line of await registerStore(database.pool, config, TASKS)) reporter.warn(line);
  // Awaited here: the database closes as soon as this block is left.
  return await work({ ...surroundings, database, signal });
}

/** What a command that only looks is given. */
export interface ReadingPlace extends Surroundings {
  /** Sees one state of the database throughout; a statement that writes fails. */
  readonly db: Queryable;
  /** Tripped by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/**
 * Opens the database as it stands, for a command that only looks: nothing is created, upgraded or registered. Throws
 * ConfigError when its tables are not those of this version.
 */
export async function withReadingPlace<T>(
  options: CommonOptions,
  work: (place: ReadingPlace) => Promise<T>,
): Promise<T> {
  const surroundings = loadSurroundings(options);
  return withStopSignal(async (signal) => {
    await using database = await openConfigured(surroundings, { poolSize: 1, signal });
    return await withReadOnlyTransaction(database.pool, async (db) => {
      await assertWarehouse(db, surroundings.endpoints);
      return work({ ...surroundings, db, signal });
    });
  });
}

async function assertWarehouse(db: Queryable, endpoints: readonly Endpoint[]): Promise<void> {
  if ((await isMigrated(db)) && (await planWarehouse(db, endpoints)).length === 0) return;
  throw new ConfigError(
    'NO_WAREHOUSE',
    'the tables of the database are not there, or not those of this version: "feiqiu-etl init" makes them',
  );
}

/** The first SIGINT or SIGTERM lets the present transaction end or roll back; the second ends the process. */
export async function withStopSignal<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (stop.signal.aborted) process.exit(130);
    process.stderr.write(`${name}: stopping after the present step; once more ends at once\n`);
    stop.abort(new Cancelled(`stopped by ${name}`));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work(stop.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
