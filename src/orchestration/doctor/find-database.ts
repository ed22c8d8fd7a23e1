import type { Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import type { Config } from '../../config/load-config.ts';
import { createPool, type Pool } from '../../database/connection.ts';
import { describeDsn, parseDsn } from '../../database/dsn.ts';
import { attach } from '../../database/embedded/start.ts';
import type { FoundDatabase } from './database-probes.ts';
import { fail, ok, warn } from './probe.ts';

/** How long a server that is just starting or stopping is waited for. */
const ATTACH_LIMIT_MS = 5_000;
const TABLES_THERE = `select to_regclass('etl_admin.etl_migration') is not null and to_regclass('etl_admin.etl_schema') is not null as present`;

/** Connects to the configured database, starting nothing. The caller ends the pool. */
export async function findDatabase(config: Config, clock: Clock): Promise<FoundDatabase> {
  try {
    const url = await findUrl(config, clock);
    return url === undefined ? notRunning(config) : await connect(url);
  } catch (error) {
    const fix = 'start the server, or correct PG_DSN (or leave it empty to use the embedded one)';
    return { pool: null, reachable: fail(messageOf(error), fix), initialised: false };
  }
}

async function findUrl(config: Config, clock: Clock): Promise<string | undefined> {
  const { PG_DSN: dsn, DATA_ROOT: dataRoot } = config.values;
  if (dsn !== undefined) return dsn;
  return (await attach(dataRoot, { clock, signal: AbortSignal.timeout(ATTACH_LIMIT_MS) }))?.url;
}

function notRunning(config: Config): FoundDatabase {
  const finding = `the embedded database on ${config.values.DATA_ROOT} is not running, so it was not examined; runs start it by themselves`;
  const reachable = warn(finding, 'to have it examined: "feiqiu-etl db start", then doctor again');
  return { pool: null, reachable, initialised: false };
}

async function connect(url: string): Promise<FoundDatabase> {
  const pool = createPool({ url, max: 1, applicationName: 'feiqiu-etl doctor' });
  try {
    const initialised = await isInitialised(pool);
    return { pool, reachable: ok(`${describeDsn(parseDsn(url))} answers`), initialised };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function isInitialised(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ present: boolean }>(TABLES_THERE);
  return rows[0]?.present === true;
}
