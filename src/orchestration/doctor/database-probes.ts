import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import type { Config } from '../../config/load-config.ts';
import type { Pool } from '../../database/connection.ts';
import { OLDEST_SERVER_VERSION, readServerVersion } from '../../database/migrate.ts';
import { planReaders } from '../../database/readers.ts';
import { NO_ROLE, warehouseReaders } from '../../loaders/schema/readers.ts';
import { planWarehouse } from '../../loaders/schema/warehouse.ts';
import { fail, ok, type Probe, skipped, type Verdict, warn } from './probe.ts';

/** The configured database, as far as it could be reached without starting anything. */
export interface FoundDatabase {
  /** Null when it could not be reached, or the embedded one is not running. */
  readonly pool: Pool | null;
  readonly reachable: Verdict;
  /** Whether its bookkeeping tables are there to be asked. */
  readonly initialised: boolean;
}

/** What the probes of the database may use. */
export interface DatabaseView {
  readonly found: FoundDatabase;
  readonly config: Config;
  readonly clock: Clock;
  /** Null when CONTRACT_FILE cannot be used. */
  readonly endpoints: readonly Endpoint[] | null;
}

const MIGRATIONS = fileURLToPath(new URL('../../database/migrations/', import.meta.url));
const MOST_SKEW_MS = 5_000;
const RUN_INIT = 'run "feiqiu-etl init" (every run does it as well)';

/** The server itself, and whether the schemas in it are ours and current. */
export function databaseProbes(view: DatabaseView): Probe[] {
  const { found, config } = view;
  const isPretended = config.values.ETL_NOW !== undefined;
  return [
    { id: 'database', examine: () => found.reachable },
    needsServer(found, 'database-version', examineVersion),
    needsServer(found, 'database-create-schema', (pool) => examineRight(pool, 'schema')),
    needsServer(found, 'database-create-table', (pool) => examineRight(pool, 'table')),
    needsServer(found, 'database-clock', (pool) =>
      isPretended ? skipped('ETL_NOW pretends another present') : examineClock(pool, view.clock),
    ),
    needsServer(found, 'database-time-zones', (pool) => examineZones(pool, found, config)),
    needsServer(found, 'database-migrations', (pool) => examineMigrations(pool, found)),
    needsServer(found, 'ods-schema', (pool) => examineOds(pool, view)),
    needsServer(found, 'readers', (pool) => examineReaders(pool, view)),
  ];
}

/** A probe that is skipped without a database. */
function needsServer(found: FoundDatabase, id: string, examine: (pool: Pool) => Verdict | Promise<Verdict>): Probe {
  const { pool } = found;
  return { id, examine: () => (pool === null ? skipped('no database to ask') : examine(pool)) };
}

/** A probe that is skipped before `init`. */
export function needsTables(
  found: FoundDatabase,
  id: string,
  examine: (pool: Pool) => Verdict | Promise<Verdict>,
): Probe {
  return needsServer(found, id, (pool) =>
    found.initialised ? examine(pool) : skipped('the database has not been set up yet'),
  );
}

async function examineVersion(pool: Pool): Promise<Verdict> {
  const version = await readServerVersion(pool);
  const shown = `PostgreSQL ${Math.trunc(version / 10_000)}.${version % 10_000}`;
  if (version >= OLDEST_SERVER_VERSION) return ok(shown);
  return fail(`${shown} is too old`, 'upgrade it to PostgreSQL 15 or newer, or leave PG_DSN empty');
}

/** Really done, then rolled back: rights, a read-only standby and a full disk all show so. */
async function examineRight(pool: Pool, what: 'schema' | 'table'): Promise<Verdict> {
  const name = `feiqiu_doctor_${randomBytes(4).toString('hex')}`;
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ present: boolean }>(
      `select to_regnamespace('etl_admin') is not null as present`,
    );
    const inAdmin = rows[0]?.present === true;
    if (what === 'schema') await client.query(`create schema ${name}`);
    else if (inAdmin) await client.query(`create table etl_admin.${name} (id bigint)`);
    else await client.query(`create schema ${name} create table ${name} (id bigint)`);
    return ok(`may create a ${what}`);
  } catch (error) {
    const fix = `as its owner: GRANT CREATE ON ${what === 'schema' ? 'DATABASE … TO …' : 'SCHEMA etl_admin, billiards_ods TO …'}`;
    return fail(`may not create a ${what}: ${messageOf(error)}`, fix);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function examineClock(pool: Pool, clock: Clock): Promise<Verdict> {
  const before = clock.now().getTime();
  const { rows } = await pool.query<{ ms: string }>(
    'select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms',
  );
  const after = clock.now().getTime();
  return judgeSkew(Number(rows[0]?.ms) - (before + after) / 2, 'the database server');
}

/** What a difference between another clock and ours means; positive: theirs is ahead. */
export function judgeSkew(skewMs: number, whose: string): Verdict {
  const seconds = (Math.abs(skewMs) / 1000).toFixed(1);
  if (Math.abs(skewMs) < MOST_SKEW_MS) return ok(`the clock of ${whose} agrees within ${seconds} s`);
  const direction = skewMs > 0 ? 'ahead of' : 'behind';
  const fix = 'synchronise both clocks (NTP): windows and token expiry are told by them';
  return warn(`the clock of ${whose} is ${seconds} s ${direction} ours`, fix);
}

async function examineZones(pool: Pool, found: FoundDatabase, config: Config): Promise<Verdict> {
  const own = found.initialised
    ? (await pool.query<{ timezone: string }>('select distinct timezone from etl_admin.etl_store')).rows
    : [];
  const zones = [...new Set([config.values.TIMEZONE, ...own.map((row) => row.timezone)])];
  const sql = 'select z from unnest($1::text[]) as z where lower(z) not in (select lower(name) from pg_timezone_names)';
  const { rows } = await pool.query<{ z: string }>(sql, [zones]);
  if (rows.length === 0) return ok(`PostgreSQL knows ${zones.join(', ')}`);
  const unknown = rows.map((row) => row.z).join(', ');
  return fail(
    `PostgreSQL does not know the time zone ${unknown}`,
    'install its time zone data (tzdata), or correct it',
  );
}

async function examineMigrations(pool: Pool, found: FoundDatabase): Promise<Verdict> {
  if (!found.initialised) return warn('the database has not been set up yet', RUN_INIT);
  const known = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).toSorted();
  const { rows } = await pool.query<{ name: string }>('select name from etl_admin.etl_migration order by number');
  const applied = rows.map((row) => row.name);
  const newer = applied.filter((name) => !known.includes(name));
  const due = known.filter((name) => !applied.includes(name));
  if (newer.length > 0) {
    return fail(`the database was migrated by a newer release: ${newer.join(', ')}`, 'upgrade feiqiu-etl');
  }
  return due.length === 0 ? ok(`all ${known.length} applied`) : warn(`not applied yet: ${due.join(', ')}`, RUN_INIT);
}

async function examineOds(pool: Pool, { found, endpoints }: DatabaseView): Promise<Verdict> {
  if (!found.initialised) return skipped('the database has not been set up yet');
  if (endpoints === null) return skipped('CONTRACT_FILE cannot be used, so the tables to expect are not known');
  const steps = await planWarehouse(pool, endpoints);
  if (steps.length === 0) return ok('the data tables are as the catalog says');
  return warn('the data tables are not as the catalog says', `${RUN_INIT}; "feiqiu-etl init --plan" shows the SQL`);
}

async function examineReaders(pool: Pool, { found, config, endpoints }: DatabaseView): Promise<Verdict> {
  const role = config.values.BI_ROLE;
  if (!found.initialised) return skipped('the database has not been set up yet');
  if (endpoints === null) return skipped('CONTRACT_FILE cannot be used, so the tables to read are not known');
  if (role === NO_ROLE) return skipped('no read-only roles are wanted (BI_ROLE)');
  const due = await planReaders(pool, warehouseReaders(role, endpoints));
  if (due.length === 0) return ok(`members of ${role} and ${role}_personal may read what they should`);
  return warn(
    `the rights of the read-only roles ${role} and ${role}_personal are not complete: ${due.length} statements are due`,
    'run "feiqiu-etl init": it grants them, or prints the SQL for an administrator of the server',
  );
}
