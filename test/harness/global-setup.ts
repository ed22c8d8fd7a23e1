import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { systemClock } from '../../src/base/clock.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { connectClient, createPool } from '../../src/database/connection.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { stopEmbedded } from '../../src/database/embedded/stop.ts';
import { migrate } from '../../src/database/migrate.ts';
import { ensureWarehouse } from '../../src/loaders/schema/warehouse.ts';
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

/** Starts one PostgreSQL for the whole test run (or uses TEST_DB_DSN) and makes the migrated template of all tests. */
async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dsn = process.env['TEST_DB_DSN'];
  const server =
    dsn === undefined || dsn === '' ? await startScratchServer() : { url: dsn, stop: async () => undefined };
  await makeTemplate(server.url);
  project.provide('testServerUrl', server.url);
  project.provide('testTemplate', TEMPLATE);
  return async () => {
    await runSql(server.url, [`drop database if exists ${TEMPLATE} with (force)`]);
    await server.stop();
  };
}

async function makeTemplate(serverUrl: string): Promise<void> {
  await runSql(serverUrl, [`drop database if exists ${TEMPLATE} with (force)`, `create database ${TEMPLATE}`]);
  const pool = createPool({ url: urlOfDatabase(serverUrl, TEMPLATE), max: 1, applicationName: 'test template' });
  await migrate(pool);
  await ensureWarehouse(pool, ENDPOINTS);
  await pool.end();
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
