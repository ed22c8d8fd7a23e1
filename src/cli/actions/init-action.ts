import { ConfigError } from '../../base/errors.ts';
import { migrate } from '../../database/migrate.ts';
import { openDatabase } from '../../database/open.ts';
import { ensureReaders, planReaders } from '../../database/readers.ts';
import { warehouseReaders } from '../../loaders/schema/readers.ts';
import { ensureWarehouse, planWarehouse } from '../../loaders/schema/warehouse.ts';
import { emptyOds } from '../../orchestration/empty-ods.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { registerStore } from '../../orchestration/stores.ts';
import type { CommonOptions } from '../common-options.ts';
import { loadSurroundings } from '../workplace.ts';

export interface InitResult {
  readonly summary: string;
  /** SQL of the data layers and read-only roles that ran, or with --plan would run. */
  readonly statements: readonly string[];
  readonly migrations: readonly string[];
}

/** Creates or additively upgrades everything; with `drop`, empties the ODS layer first. */
export async function initSchemas(
  options: CommonOptions & { readonly drop?: boolean; readonly yes?: boolean; readonly plan?: boolean },
): Promise<InitResult> {
  if (options.drop === true && options.yes !== true) {
    throw new ConfigError('NOT_CONFIRMED', '--drop removes all ODS data with its history: add --yes if you mean it');
  }
  const { config, clock, reporter, endpoints } = loadSurroundings(options);
  await using database = await openDatabase({
    pgDsn: config.values.PG_DSN,
    dataRoot: config.values.DATA_ROOT,
    poolSize: 2,
    clock,
    report: (line) => reporter.info(line),
  });
  const { applied } = await migrate(database.pool, { report: (line) => reporter.debug(line) });
  if (options.drop === true && options.plan !== true) {
    const { signal } = new AbortController();
    await emptyOds({ database, clock, reporter, endpoints, signal }, 0);
  }
  const readers = warehouseReaders(config.values.BI_ROLE, endpoints);
  const steps = await planWarehouse(database.pool, endpoints);
  const rights = await planReaders(database.pool, readers);
  const statements = [...steps.map((step) => step.sql), ...rights];
  if (options.plan !== true) {
    await ensureWarehouse(database.pool, endpoints);
    const { byHand } = await ensureReaders(database.pool, readers);
    if (byHand.length > 0) reporter.warn(explainByHand(byHand));
    await registerStore(database.pool, config, TASKS);
  }
  const done =
    applied.length + statements.length === 0
      ? 'already up to date'
      : `${applied.length} migrations, ${statements.length} statements`;
  return { summary: `${database.place} is ready: ${done}`, statements, migrations: applied };
}

function explainByHand(statements: readonly string[]): string {
  return `all is well but for the read-only roles: the database user may not make them. As an administrator of the server run the following, then "feiqiu-etl init" again; or set BI_ROLE=none.\n\n${statements.join(';\n')};\n`;
}
