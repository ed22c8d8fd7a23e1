import { ConfigError } from '../../base/errors.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { assertCitus, ensurePlacement, type Placement, planPlacement } from '../../database/citus.ts';
import type { Pool } from '../../database/connection.ts';
import { migrate } from '../../database/migrate.ts';
import type { OpenDatabase } from '../../database/open.ts';
import { ensureReaders, planReaders } from '../../database/readers.ts';
import { buildOdsDdl } from '../../loaders/ods/ddl.ts';
import { warehousePlacement } from '../../loaders/schema/distribute.ts';
import { planEmptying } from '../../loaders/schema/empty-warehouse.ts';
import type { DdlStep } from '../../loaders/schema/layer.ts';
import { warehouseReaders } from '../../loaders/schema/readers.ts';
import { ensureWarehouse, planWarehouse } from '../../loaders/schema/warehouse.ts';
import { emptyWarehouse } from '../../orchestration/empty-warehouse.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { registerStore } from '../../orchestration/stores.ts';
import type { CommonOptions } from '../common-options.ts';
import { loadSurroundings, openConfigured } from '../workplace.ts';

export interface InitResult {
  readonly summary: string;
  /** SQL of the data layers and read-only roles that ran, or with --plan would run. */
  readonly statements: readonly string[];
  readonly migrations: readonly string[];
}

interface InitOptions extends CommonOptions {
  readonly drop?: boolean;
  readonly yes?: boolean;
  readonly plan?: boolean;
  readonly distribute?: boolean;
}

function assertConfirmed({ drop, plan, yes }: InitOptions): void {
  if (drop !== true || plan === true || yes === true) return;
  throw new ConfigError(
    'NOT_CONFIRMED',
    '--drop removes all data of ODS, typed tables and marts: look at it with --plan, add --yes if you mean it',
  );
}

/** Creates or additively upgrades everything; with `drop`, empties all layers first; with `distribute`, spreads them. */
export async function initSchemas(options: InitOptions): Promise<InitResult> {
  assertConfirmed(options);
  const surroundings = loadSurroundings(options);
  const { config, reporter, endpoints } = surroundings;
  await using database = await openConfigured(surroundings, { poolSize: 2 });
  const placement = warehousePlacement(endpoints);
  await assertDistributable(database, options);
  const { applied } = await migrate(database.pool, { report: (line) => reporter.debug(line) });
  if (options.drop === true && options.plan !== true) {
    const { signal } = new AbortController();
    await emptyWarehouse({ ...surroundings, database, signal }, 0);
  }
  const readers = warehouseReaders(config.values.BI_ROLE, endpoints);
  const steps = await planWarehouse(database.pool, endpoints);
  const rights = await planReaders(database.pool, readers);
  const emptying = await planDrop(database.pool, options, endpoints);
  const placing = await planDistribution(database.pool, options, placement);
  const statements = [...new Set([...emptying, ...steps].map((step) => step.sql)), ...placing, ...rights];
  if (options.plan !== true) {
    await ensureWarehouse(database.pool, endpoints);
    if (placing.length > 0) await ensurePlacement(database.pool, placement);
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

async function assertDistributable({ pool, place }: OpenDatabase, { distribute }: InitOptions): Promise<void> {
  if (distribute === true) await assertCitus(pool, place);
}

async function planDrop(pool: Pool, { drop, plan }: InitOptions, endpoints: readonly Endpoint[]): Promise<DdlStep[]> {
  return drop === true && plan === true ? [...(await planEmptying(pool)), ...buildOdsDdl(endpoints)] : [];
}

async function planDistribution(pool: Pool, { distribute }: InitOptions, placement: Placement): Promise<string[]> {
  return distribute === true ? await planPlacement(pool, placement) : [];
}

function explainByHand(statements: readonly string[]): string {
  return `all is well but for the read-only roles: the database user may not make them. As an administrator of the server run the following, then "feiqiu-etl init" again; or set BI_ROLE=none.\n\n${statements.join(';\n')};\n`;
}
