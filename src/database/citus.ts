import { ConfigError } from '../base/errors.ts';
import type { Pool } from './connection.ts';
import { SQLSTATE, sqlStateOf } from './pg-error.ts';
import { statement } from './statement.ts';

/** The oldest release of Citus that our SQL was run on. */
const OLDEST_CITUS = 13;

/** A table and how its rows lie on the machines of a cluster. */
export interface PlacedTable {
  /** Qualified name. */
  readonly table: string;
  /** Column whose value decides on which machine a row is; null: the whole table is on every machine. */
  readonly by: string | null;
}

/** What has to lie where on a cluster. */
export interface Placement {
  readonly tables: readonly PlacedTable[];
  /** Functions that statements call where the rows are, as `schema.name(types)`. */
  readonly functions: readonly string[];
}

/** Release of the Citus extension in this database, such as `13.2-1`; null where there is none. */
export async function citusVersion(db: Pick<Pool, 'query'>): Promise<string | null> {
  const sql = `select extversion from pg_extension where extname = 'citus'`;
  return (await db.query<{ extversion: string }>(sql)).rows[0]?.extversion ?? null;
}

/** Refuses a database in which tables cannot be distributed, and says what is missing. */
export async function assertCitus(db: Pick<Pool, 'query'>, place: string): Promise<void> {
  const version = await citusVersion(db);
  if (version === null) {
    throw new ConfigError(
      'CITUS_MISSING',
      `${place} has no extension citus, so its tables cannot be distributed. On a server with Citus ${OLDEST_CITUS} or newer ` +
        'run "CREATE EXTENSION citus" in this database, on the coordinator and on every worker, and citus_add_node for each ' +
        'worker; docs/scale-out.md has the steps. Without --distribute all data stays on one machine, and all works.',
    );
  }
  if (Number.parseInt(version, 10) < OLDEST_CITUS) {
    throw new ConfigError(
      'CITUS_TOO_OLD',
      `${place} has Citus ${version}; ${OLDEST_CITUS} or newer is needed. Upgrade it and run "ALTER EXTENSION citus UPDATE" on every machine.`,
      { details: { version } },
    );
  }
}

const UNPLACED = `select w.name from unnest($names::text[]) with ordinality as w(name, n)
where not exists (select from pg_dist_partition p where p.logicalrelid = to_regclass(w.name)) order by w.n`;

/** A call without a distribution argument puts the function on every machine, and no more. */
const UNPLACED_FUNCTIONS = `select w.name from unnest($names::text[]) with ordinality as w(name, n)
where not exists (select from pg_catalog.pg_dist_object o
  where o.classid = 'pg_proc'::regclass and o.objid = to_regprocedure(w.name)) order by w.n`;

/**
 * Statements that would bring tables and functions to where they belong; none when they are there. They are additive: a
 * table that is distributed stays as it is, rows that are there already go along. Needs the extension.
 */
export async function planPlacement(db: Pick<Pool, 'query'>, { tables, functions }: Placement): Promise<string[]> {
  const due = await namesOf(
    db,
    UNPLACED,
    tables.map(({ table }) => table),
  );
  const calls = await namesOf(db, UNPLACED_FUNCTIONS, functions);
  const byColumn = tables.filter(({ by }) => by !== null).map(({ table }) => table);
  // All in one group, so that the rows of a store are on one machine, whatever table they are in.
  const [anchor = byColumn[0]] = byColumn.filter((table) => !due.includes(table));
  const placements = tables.filter(({ table }) => due.includes(table)).map((one) => placeSql(one, anchor ?? null));
  return [...calls.map((name) => `select create_distributed_function('${name}')`), ...placements.flat()];
}

function placeSql({ table, by }: PlacedTable, anchor: string | null): string[] {
  const place =
    by === null
      ? `select create_reference_table('${table}')`
      : `select create_distributed_table('${table}', '${by}', colocate_with => '${anchor === table ? 'none' : anchor}')`;
  // Rows that were there before have been copied; what is left of them here would only take room.
  return [place, `select truncate_local_data_after_distributing_table('${table}')`];
}

async function namesOf(db: Pick<Pool, 'query'>, sql: string, names: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(statement(sql, { names }));
  return rows.map(({ name }) => name);
}

/**
 * Brings tables and functions to where they belong, one after the other: interrupted, the next call goes on with the rest.
 * Returns the statements that ran.
 */
export async function ensurePlacement(pool: Pool, placement: Placement): Promise<string[]> {
  const statements = await planPlacement(pool, placement);
  for (const sql of statements) {
    try {
      await pool.query(sql);
    } catch (error) {
      throw explainRights(error, sql);
    }
  }
  return statements;
}

/** Whether any of the tables is distributed, and so all of them should be. */
export async function isPlaced(db: Pick<Pool, 'query'>, { tables }: Placement): Promise<boolean> {
  if ((await citusVersion(db)) === null) return false;
  return (
    (
      await namesOf(
        db,
        UNPLACED,
        tables.map(({ table }) => table),
      )
    ).length < tables.length
  );
}

function explainRights(error: unknown, sql: string): unknown {
  if (sqlStateOf(error) !== SQLSTATE.insufficientPrivilege) return error;
  return new ConfigError(
    'CITUS_RIGHTS',
    `the database user may not distribute the tables (${sql}): it has to own them, and to be allowed to log in on the workers. ` +
      'Run "feiqiu-etl init --distribute" once as the owner or an administrator.',
    { cause: error },
  );
}
