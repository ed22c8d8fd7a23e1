import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { connectClient, createPool, type Pool } from '../../src/database/connection.ts';
import { joinMachines } from './citus.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A database on the test server from which others may be created; the user may create databases. */
    testServerUrl: string;
    /** The same database on every machine of a Citus cluster, the coordinator first; elsewhere the one server. */
    testMachines: readonly string[];
    /** Name of the migrated database that tests clone. */
    testTemplate: string;
  }
}

/** Marks the databases of failed tests, which the end of the run must leave alone. */
export const KEPT_COMMENT = 'kept: a test failed';

/** A migrated database of one's own on the real server of this test run. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  readonly pool: Pool;
  /** Ends the pool and drops the database. */
  drop(): Promise<void>;
  /** Ends the pool and keeps the database for a look after the run. */
  keep(): Promise<void>;
}

/** Clones the migrated template under a unique name (`label` makes it recognisable). */
export function createTestDatabase(label = 'db'): Promise<TestDatabase> {
  return createDatabase(label, inject('testTemplate'));
}

/** A database with nothing in it but, on a cluster, what makes its machines know each other. */
export async function createEmptyDatabase(label: string): Promise<TestDatabase> {
  const database = await createDatabase(label, 'template0');
  const machines = inject('testMachines');
  if (machines.length > 1) {
    await Promise.all(machines.map((url) => onServer(urlOfDatabase(url, database.name), 'create extension citus')));
    await joinMachines(database.pool, machines);
  }
  return database;
}

async function createDatabase(label: string, template: string): Promise<TestDatabase> {
  const name = `t_${label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40)}_${randomBytes(4).toString('hex')}`;
  await onMachines(`create database ${name} template ${template}`);
  const url = urlOfDatabase(inject('testServerUrl'), name);
  const pool = createPool({ url, max: 8, applicationName: name, pipeline: true });
  const drop = async (): Promise<void> => {
    await pool.end();
    await onMachines(`drop database if exists ${name} with (force)`);
  };
  const keep = async (): Promise<void> => {
    await pool.end();
    await onMachines(`comment on database ${name} is '${KEPT_COMMENT}'`);
  };
  return { name, url, pool, drop, keep };
}

/**
 * One database for all tests of a file (or describe block): call it at the top, use the result inside tests. Kept
 * when one of them failed, dropped otherwise.
 */
export function useTestDatabase(label?: string): TestDatabase {
  let database: TestDatabase | undefined;
  const current = (): TestDatabase => {
    if (database === undefined) throw new Error('the test database exists only inside tests and hooks');
    return database;
  };
  beforeAll(async () => {
    database = await createTestDatabase(label);
  });
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the parameter's text and accepts nothing but a pattern
  afterAll(async ({}, suite) => {
    if (database === undefined) return;
    await (hasFailed(suite) ? database.keep() : database.drop());
  });
  return {
    get name() {
      return current().name;
    },
    get url() {
      return current().url;
    },
    get pool() {
      return current().pool;
    },
    drop: () => current().drop(),
    keep: () => current().keep(),
  };
}

/** The same server, another database. */
export function urlOfDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.toString();
}

interface TaskLike {
  readonly result?: { readonly state?: string } | undefined;
  readonly tasks?: readonly TaskLike[];
}

function hasFailed(task: TaskLike): boolean {
  return task.result?.state === 'fail' || (task.tasks ?? []).some(hasFailed);
}

async function onMachines(sql: string): Promise<void> {
  await Promise.all(inject('testMachines').map((url) => onServer(url, sql)));
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = await connectClient(url);
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
