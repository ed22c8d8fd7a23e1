import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Hex } from '../base/digest.ts';
import { ConfigError } from '../base/errors.ts';
import type { Pool } from './connection.ts';
import { SQLSTATE, sqlStateOf } from './pg-error.ts';
import { withTransaction } from './transaction.ts';

/** The oldest server we run on. */
export const OLDEST_SERVER_VERSION = 150000;

export interface MigrateOptions {
  /** Folder of `NNNN-name.sql` files; the ones shipped with the program by default. */
  readonly directory?: string;
  readonly report?: (line: string) => void;
}

export interface MigrateResult {
  /** Files applied by this call; a concurrent starter may have applied the others. */
  readonly applied: readonly string[];
  /** Number of the newest migration in the database. */
  readonly version: number;
}

interface MigrationFile {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

const SHIPPED_DIRECTORY = fileURLToPath(new URL('./migrations/', import.meta.url));
const FILE_NAME = /^(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.sql$/;
const LEDGER_EXISTS = `select to_regclass('etl_admin.etl_migration') is not null as present`;

const LOST_RACE: ReadonlySet<string> = new Set([
  SQLSTATE.uniqueViolation,
  SQLSTATE.duplicateSchema,
  SQLSTATE.duplicateTable,
  SQLSTATE.internalError,
]);

const CREATE_LEDGER = `
create schema if not exists etl_admin;
create table if not exists etl_admin.etl_migration (
  number integer primary key,
  name text not null,
  sha256 text not null,
  applied_at timestamptz not null default clock_timestamp()
);
comment on table etl_admin.etl_migration is '迁移记录: numbered SQL files applied to this database';`;

/**
 * Brings the bookkeeping schema up to this program's version. Idempotent; any number of starters may call it at once.
 * Refuses servers older than PostgreSQL 15, databases migrated by a newer program, and applied files that changed.
 */
export async function migrate(pool: Pool, options: MigrateOptions = {}): Promise<MigrateResult> {
  const files = await readMigrations(options.directory ?? SHIPPED_DIRECTORY);
  assertServerVersion(await readServerVersion(pool));
  await ensureLedger(pool);
  await assertLedgerMatches(pool, files);
  const applied: string[] = [];
  for (const file of files) {
    if (!(await applyOnce(pool, file))) continue;
    applied.push(file.name);
    options.report?.(`applied migration ${file.name}`);
  }
  return { applied, version: files.at(-1)?.number ?? 0 };
}

/** True when the database is at this program's version: nothing to apply, and nothing from a newer release. Writes nothing. */
export async function isMigrated(db: Pick<Pool, 'query'>, directory: string = SHIPPED_DIRECTORY): Promise<boolean> {
  const { rows: ledger } = await db.query<{ present: boolean }>(LEDGER_EXISTS);
  if (ledger[0]?.present !== true) return false;
  const { rows } = await db.query<{ newest: number | null }>(
    'select max(number) as newest from etl_admin.etl_migration',
  );
  return rows[0]?.newest === (await readMigrations(directory)).at(-1)?.number;
}

/** `server_version_num`, for example 180004. */
export async function readServerVersion(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ server_version_num: string }>('show server_version_num');
  return Number(rows[0]?.server_version_num);
}

/** Refuses a server that lacks what our SQL uses. */
export function assertServerVersion(versionNum: number): void {
  if (versionNum >= OLDEST_SERVER_VERSION) return;
  const found = `${Math.trunc(versionNum / 10000)}.${versionNum % 10000}`;
  throw new ConfigError(
    'DB_TOO_OLD',
    `the database server is PostgreSQL ${found}; PostgreSQL 15 or newer is needed. Upgrade it, or leave PG_DSN empty to use the embedded one.`,
    { details: { versionNum } },
  );
}

async function readMigrations(directory: string): Promise<readonly MigrationFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).toSorted();
  const files = await Promise.all(names.map((name) => readMigration(directory, name)));
  for (const [index, file] of files.entries()) {
    if (file.number === index + 1) continue;
    throw new Error(
      `migration ${file.name} in ${directory} should have number ${index + 1}: numbers start at 1 and have no gaps or doubles`,
    );
  }
  return files;
}

async function readMigration(directory: string, name: string): Promise<MigrationFile> {
  const number = FILE_NAME.exec(name)?.[1];
  if (number === undefined) throw new Error(`${join(directory, name)} is not named NNNN-some-name.sql`);
  // Git on Windows may have turned the line ends; that is not a changed migration.
  const sql = (await readFile(join(directory, name), 'utf8')).replaceAll('\r\n', '\n');
  return { number: Number(number), name, sql, sha256: sha256Hex(sql) };
}

/**
 * CREATE … IF NOT EXISTS is not safe against another session doing the same; the loser looks again. (An advisory lock
 * was tried and is not enough: the session that waited for it still has the old answer in its catalog cache.)
 */
async function ensureLedger(pool: Pool): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { rows } = await pool.query<{ present: boolean }>(LEDGER_EXISTS);
    if (rows[0]?.present === true) return;
    try {
      await withTransaction(pool, (client) => client.query(CREATE_LEDGER));
    } catch (error) {
      if (attempt >= 10 || !LOST_RACE.has(sqlStateOf(error) ?? '')) throw explainRights(error);
    }
  }
}

async function assertLedgerMatches(pool: Pool, files: readonly MigrationFile[]): Promise<void> {
  const { rows } = await pool.query<{ number: number; name: string; sha256: string }>(
    'select number, name, sha256 from etl_admin.etl_migration order by number',
  );
  for (const row of rows) {
    const file = files[row.number - 1];
    if (file === undefined) {
      throw new ConfigError(
        'DB_NEWER',
        `the database was migrated by a newer release (it has ${row.name}; this program knows ${files.length} migrations). Upgrade feiqiu-etl, or use another database.`,
        { details: { applied: row.name, known: files.length } },
      );
    }
    if (file.sha256 !== row.sha256 || file.name !== row.name) {
      throw new ConfigError(
        'MIGRATION_CHANGED',
        `migration ${file.name} was applied to this database as ${row.name} with other content (sha256 ${row.sha256.slice(0, 12)}…, now ${file.sha256.slice(0, 12)}…). ` +
          'Restore the file as it was; put changes into a new migration.',
        { details: { file: file.name, applied: row.sha256, found: file.sha256 } },
      );
    }
  }
}

/**
 * The ledger row goes in first: a second starter waits on its key until the first commits, then finds it there. True
 * when this call applied the file.
 */
async function applyOnce(pool: Pool, file: MigrationFile): Promise<boolean> {
  return withTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      'insert into etl_admin.etl_migration (number, name, sha256) values ($1, $2, $3) on conflict (number) do nothing',
      [file.number, file.name, file.sha256],
    );
    if (rowCount === 0) return false;
    await client.query(file.sql);
    return true;
  });
}

function explainRights(error: unknown): unknown {
  if (sqlStateOf(error) !== SQLSTATE.insufficientPrivilege) return error;
  return new ConfigError(
    'DB_RIGHTS',
    'the database user may not create the schema etl_admin. Grant it: GRANT CREATE ON DATABASE … TO …, then run "feiqiu-etl init" again.',
    { cause: error },
  );
}
