import { ConfigError } from '../../base/errors.ts';
import { assertCitus, ensurePlacement, planPlacement } from '../../database/citus.ts';
import { migrate } from '../../database/migrate.ts';
import { openDatabase } from '../../database/open.ts';
import { ensureReaders, planReaders } from '../../database/readers.ts';
import { buildOdsDdl } from '../../loaders/ods/ddl.ts';
import { warehousePlacement } from '../../loaders/schema/distribute.ts';
import { planEmptying } from '../../loaders/schema/empty-warehouse.ts';
import { warehouseReaders } from '../../loaders/schema/readers.ts';
import { ensureWarehouse, planWarehouse } from '../../loaders/schema/warehouse.ts';
import { emptyWarehouse } from '../../orchestration/empty-warehouse.ts';
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

/** Creates or additively upgrades everything; with `drop`, empties all layers first. */
export async function initSchemas(
  options: CommonOptions & {
    readonly drop?: boolean;
    readonly yes?: boolean;
    readonly plan?: boolean;
    readonly distribute?: boolean;
  },
): Promise<InitResult> {
  const drops = options.drop === true;
  if (drops && options.plan !== true && options.yes !== true) {
    throw new ConfigError(
      'NOT_CONFIRMED',
      '--drop removes all data of ODS, typed tables and marts: look at it with --plan, add --yes if you mean it',
    );
  }
  const surroundings = loadSurroundings(options);
  const { config, clock, reporter, endpoints } = surroundings;
  await using database = await openDatabase({
    pgDsn: config.values.PG_DSN,
    dataRoot: config.values.DATA_ROOT,
    poolSize: 2,
    clock,
    report: (line) => reporter.info(line),
  });
  if (options.distribute === true) await assertCitus(database.pool, database.place);
  const { applied } = await migrate(database.pool, { report: (line) => reporter.debug(line) });
  if (drops && options.plan !== true) {
    const { signal } = new AbortController();
    await emptyWarehouse({ ...surroundings, database, signal }, 0);
  }
  const readers = warehouseReaders(config.values.BI_ROLE, endpoints);
  const steps = await planWarehouse(database.pool, endpoints);
  const rights = await planReaders(database.pool, readers);
  const emptying =
    drops && options.plan === true ? [...(await planEmptying(database.pool)), ...buildOdsDdl(endpoints)] : [];
  const placement = warehousePlacement(endpoints);
  const placing = options.distribute === true ? await planPlacement(database.pool, placement) : [];
  const statements = [...new Set([...emptying, ...steps].map((step) => step.sql)), ...placing, ...rights];
  if (options.plan !== true) {
    await ensureWarehouse(database.pool, endpoints);
    if (options.distribute === true) await ensurePlacement(database.pool, placement);
    const { byHand } = await ensureReaders(database.pool, readers);
    if (byHand.length > 0) reporter.warn(explainByHand(byHand));
    for (const line of await registerStore(database.pool, config, TASKS)) reporter.warn(line);
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
