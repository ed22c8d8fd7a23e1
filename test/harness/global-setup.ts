import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { systemClock } from '../../src/base/clock.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { ensurePlacement } from '../../src/database/citus.ts';
import { connectClient, createPool } from '../../src/database/connection.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { stopEmbedded } from '../../src/database/embedded/stop.ts';
import { migrate } from '../../src/database/migrate.ts';
import { warehousePlacement } from '../../src/loaders/schema/distribute.ts';
import { ensureWarehouse } from '../../src/loaders/schema/warehouse.ts';
import { joinMachines, readMachines } from './citus.ts';
import { KEPT_COMMENT, urlOfDatabase } from './database.ts';

const SCRATCH_PREFIX = 'feiqiu-etl-test-';
const KEPT_DIRECTORY = join(tmpdir(), 'feiqiu-etl-test-kept');
const TEMPLATE = `feiqiu_test_template_${process.pid}`;

/** Nothing here must survive a power cut; without fsync a clone takes tens of milliseconds. */
const SCRATCH_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
};

interface TestServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts one PostgreSQL for the whole test run (or uses the server of TEST_DB_DSN, or the cluster of TEST_CITUS_DSN) and
 * makes the migrated template of all tests.
 */
async function setup(project: TestProject): Promise<() => Promise<void>> {
  const citus = process.env['TEST_CITUS_DSN'] ?? '';
  const server = await findServer(citus === '' ? (process.env['TEST_DB_DSN'] ?? '') : citus);
  const machines = citus === '' ? [server.url] : await readMachines(server.url);
  await onMachines(machines, `drop database if exists ${TEMPLATE} with (force)`);
  await makeTemplate(machines);
  project.provide('testServerUrl', server.url);
  project.provide('testMachines', machines);
  project.provide('testTemplate', TEMPLATE);
  return async () => {
    await onMachines(machines, `drop database if exists ${TEMPLATE} with (force)`);
    await server.stop();
  };
}

async function findServer(dsn: string): Promise<TestServer> {
  return dsn === '' ? startScratchServer() : { url: dsn, stop: async () => undefined };
}

async function makeTemplate(machines: readonly string[]): Promise<void> {
  await onMachines(machines, `create database ${TEMPLATE}`);
  const templates = machines.map((url) => urlOfDatabase(url, TEMPLATE));
  if (templates.length > 1) await onMachines(templates, 'create extension citus');
  const pool = createPool({ url: templates[0] ?? '', max: 1, applicationName: 'test template', pipeline: true });
  if (templates.length > 1) await joinMachines(pool, machines);
  await migrate(pool);
  await ensureWarehouse(pool, ENDPOINTS);
  if (templates.length > 1) await ensurePlacement(pool, warehousePlacement(ENDPOINTS));
  await pool.end();
  // The daemon of Citus is in the database as long as it may be, and a database in use cannot be cloned.
  if (templates.length > 1) {
    await onMachines(machines, `alter database ${TEMPLATE} with allow_connections false`);
    await onMachines(
      machines,
      `select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '${TEMPLATE}'`,
    );
  }
}

async function onMachines(machines: readonly string[], sql: string): Promise<void> {
  for (const url of machines) await runSql(url, [sql]);
}

async function startScratchServer(): Promise<TestServer> {
  await sweepAbandoned();
  const dataRoot = join(tmpdir(), `${SCRATCH_PREFIX}${process.pid}`);
  const server = await startEmbedded({
    dataRoot,
    clock: systemClock,
    report: () => undefined,
    settings: SCRATCH_SETTINGS,
  });
  const stop = async (): Promise<void> => {
    const kept = await keptDatabases(server.url);
    await stopEmbedded({ dataRoot, clock: systemClock });
    if (kept.length === 0) return rmSync(dataRoot, { recursive: true, force: true });
    await stopEmbedded({ dataRoot: KEPT_DIRECTORY, clock: systemClock });
    rmSync(KEPT_DIRECTORY, { recursive: true, force: true });
    renameSync(dataRoot, KEPT_DIRECTORY);
    process.stderr.write(
      `databases of failed tests: ${kept.join(', ')}. Look at them with: DATA_ROOT=${KEPT_DIRECTORY} npm run etl -- db start\n`,
    );
  };
  return { url: server.url, stop };
}

/** A test run that was killed leaves its server behind: end it, so that they do not pile up. */
async function sweepAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${SCRATCH_PREFIX}(\\d+)$`).exec(name)?.[1]);
    if (!(pid > 0) || (pid !== process.pid && isAlive(pid))) continue;
    const dataRoot = join(tmpdir(), name);
    if (existsSync(join(dataRoot, 'postgres'))) await stopEmbedded({ dataRoot, clock: systemClock });
    rmSync(dataRoot, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function keptDatabases(serverUrl: string): Promise<string[]> {
  const client = await connectClient(serverUrl);
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where shobj_description(oid, 'pg_database') = $1 order by datname`,
    [KEPT_COMMENT],
  );
  await client.end();
  return rows.map((row) => row.datname);
}

async function runSql(url: string, statements: readonly string[]): Promise<void> {
  const client = await connectClient(url);
  for (const sql of statements) await client.query(sql);
  await client.end();
}

export { setup };
