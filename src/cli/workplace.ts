import { readFileSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { Cancelled } from '../base/errors.ts';
import type { Reporter } from '../base/reporter.ts';
import { applyContractFile } from '../catalog/contract-file.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import { clockFrom } from '../config/clock-from.ts';
import { type Config, type ConfigSources, loadConfig } from '../config/load-config.ts';
import { migrate } from '../database/migrate.ts';
import { openDatabase } from '../database/open.ts';
import { ensureReaders } from '../database/readers.ts';
import { warehouseReaders } from '../loaders/schema/readers.ts';
import { ensureWarehouse } from '../loaders/schema/warehouse.ts';
import { TASKS } from '../orchestration/registry.ts';
import { registerStore } from '../orchestration/stores.ts';
import type { Workplace } from '../orchestration/workplace.ts';
import { type CommonOptions, toSettingFlags } from './common-options.ts';
import { createTerminalReporter } from './terminal-reporter.ts';

/** What commands need before they touch a database. */
export interface Surroundings {
  readonly config: Config;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly endpoints: readonly Endpoint[];
}

/**
 * Reads configuration and contract overrides; warnings are told once. `sources` stands in for the environment and `.env`
 * where a command must not depend on them.
 */
export function loadSurroundings(options: CommonOptions, sources: ConfigSources = {}): Surroundings {
  const config = loadConfig({ ...sources, flags: { ...sources.flags, ...toSettingFlags(options) } });
  const clock = clockFrom(config);
  const reporter = createTerminalReporter(config, clock, options);
  for (const warning of config.warnings) reporter.warn(warning);
  return { config, clock, reporter, endpoints: endpointsOf(config) };
}

function endpointsOf(config: Config): readonly Endpoint[] {
  const { CONTRACT_FILE: file } = config.values;
  return file === undefined ? ENDPOINTS : applyContractFile(ENDPOINTS, file, (path) => readFileSync(path, 'utf8'));
}

/** Connections wanted beside the tasks, for reads of the command itself. */
const SPARE_CONNECTIONS = 2;

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
  const { config, clock, reporter } = surroundings;
  return withStopSignal(async (signal) => {
    await using database = await openDatabase({
      pgDsn: config.values.PG_DSN,
      dataRoot: config.values.DATA_ROOT,
      poolSize: config.values.TASK_CONCURRENCY + SPARE_CONNECTIONS,
      clock,
      report: (line) => reporter.info(line),
      signal,
    });
    await migrate(database.pool, { report: (line) => reporter.debug(line) });
    const changed = await ensureWarehouse(database.pool, surroundings.endpoints);
    if (changed.length > 0) reporter.debug(`created or upgraded: ${changed.join(', ')}`);
    // What is left to do by hand is told by init and doctor, not by every run.
    await ensureReaders(database.pool, warehouseReaders(config.values.BI_ROLE, surroundings.endpoints));
    await registerStore(database.pool, config, TASKS);
    // Awaited here: the database closes as soon as this block is left.
    return await work({ ...surroundings, database, signal });
  });
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
