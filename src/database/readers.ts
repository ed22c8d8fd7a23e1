import { literal } from '../base/sql-text.ts';
import type { Pool } from './connection.ts';
import { SQLSTATE, sqlStateOf } from './pg-error.ts';
import { planRowLimit, type RowLimit } from './row-limit.ts';
import { statement } from './statement.ts';
import { queryInTurn, withTransaction } from './transaction.ts';

/** A group role whose members may read some tables and change nothing. */
export interface Reader {
  readonly role: string;
  /** Who it is for, in the server's list of roles. */
  readonly comment: string;
  readonly schemas: readonly string[];
  readonly grants: readonly ReadGrant[];
  /** Stores whose rows it sees, as the transaction tells; without it all rows of what is granted. */
  readonly limit?: RowLimit;
  /** Our own login becomes this role for a transaction (`set local role`), so it has to be a member. */
  readonly takenByUs?: true;
}

/** What a reader may see of a table or view. */
export interface ReadGrant {
  /** Qualified name. */
  readonly relation: string;
  /** Null: all columns, those to come included. */
  readonly columns: readonly string[] | null;
}

/** What became of the wish that readers have their rights. */
export interface ReadersOutcome {
  /** Statements that ran; none when everything stood already. */
  readonly applied: readonly string[];
  /** Statements that our login has no right to run: an administrator of the server has to. */
  readonly byHand: readonly string[];
}

/** Serialises starters in one database: two that change the same grants fail on the system catalog. */
const LOCK_KEY = 7_420_002;

/**
 * Grants are compared with what the owner granted directly, because only that can be taken back: what a role reads as
 * everybody does, or by another's grant, is none of our doing.
 */
const DUE_GRANTS = `with reader as (select oid from pg_roles where rolname = $role::text),
wanted as (
  select w.relation, to_regclass(w.relation) as oid,
    (select array_agg(name order by name collate "C") from unnest(w.columns) as name) as columns
  from jsonb_to_recordset($grants::jsonb) as w(relation text, columns text[])
),
granted as (
  select w.relation, w.columns,
    exists (select from pg_class c, reader, aclexplode(c.relacl) a
      where c.oid = w.oid and a.grantor = c.relowner and a.grantee = reader.oid and a.privilege_type = 'SELECT') as whole,
    (select array_agg(distinct t.attname::text collate "C" order by t.attname::text collate "C")
      from pg_class c, reader, pg_attribute t, aclexplode(t.attacl) a
      where c.oid = w.oid and t.attrelid = w.oid and not t.attisdropped and a.grantor = c.relowner
        and a.grantee = reader.oid and a.privilege_type = 'SELECT') as single
  from wanted w
)
select relation, columns, whole or single is not null as revoke from granted
where case when columns is null then not whole else whole or single is distinct from columns end
order by relation`;

const DUE_SCHEMAS = `select s.name from unnest($schemas::text[]) with ordinality as s(name, place)
where not exists (select from pg_namespace n, pg_roles r, aclexplode(n.nspacl) a
  where n.nspname = s.name and r.rolname = $role::text and a.grantee = r.oid and a.privilege_type = 'USAGE')
order by s.place`;

/** A superuser may become anybody. Since PostgreSQL 16 a member may still lack the right to become the role. */
const MAY_TAKE = `select case when not exists (select from pg_roles where rolname = $role::text) then false
  else pg_has_role(current_user, $role::name,
    case when current_setting('server_version_num')::integer >= 160000 then 'SET' else 'MEMBER' end) end as may`;

interface DueGrant {
  readonly relation: string;
  readonly columns: readonly string[] | null;
  readonly revoke: boolean;
}

/** Statements that would give readers exactly their rights; none when they have them. Tables need not exist yet. */
export async function planReaders(db: Pick<Pool, 'query'>, readers: readonly Reader[]): Promise<string[]> {
  const login = await readLogin(db);
  const statements = (await missingRoles(db, readers)).flatMap((reader) => creationSql(reader, login));
  for (const reader of readers) {
    statements.push(...(await planMembership(db, reader, login)), ...(await planRights(db, reader)));
  }
  return [...new Set(statements)];
}

/**
 * Creates the roles that are missing and gives all of them exactly their rights. Roles belong to the server, not to the
 * database: any number of starters of any database may do this at once. A login without the right to do so is no error;
 * what is left to do is returned.
 */
export async function ensureReaders(pool: Pool, readers: readonly Reader[]): Promise<ReadersOutcome> {
  const login = await readLogin(pool);
  const applied: string[] = [];
  for (const reader of await missingRoles(pool, readers)) {
    const creation = creationSql(reader, login);
    if (await tryStatements(pool, creation)) applied.push(...creation);
  }
  const absent = await missingRoles(pool, readers);
  const byHand = absent.flatMap((reader) => creationSql(reader, login));
  // Each reader for itself: that one cannot be served must not take their rights from the others.
  for (const reader of readers.filter((one) => !absent.includes(one))) {
    const membership = await planMembership(pool, reader, login);
    if (await tryStatements(pool, membership)) applied.push(...membership);
    else byHand.push(...(await planMembership(pool, reader, login)));
    const due = await planRights(pool, reader);
    if (due.length === 0) continue;
    const granted = await tryGrants(pool, reader);
    if (granted === null) byHand.push(...due);
    else applied.push(...granted);
  }
  return { applied, byHand: [...new Set(byHand)] };
}

/** Our own login, as SQL writes it. */
async function readLogin(db: Pick<Pool, 'query'>): Promise<string> {
  const { rows } = await db.query<{ login: string }>('select quote_ident(current_user) as login');
  return rows[0]?.login ?? '';
}

async function missingRoles(db: Pick<Pool, 'query'>, readers: readonly Reader[]): Promise<Reader[]> {
  const sql = 'select rolname from pg_roles where rolname = any($roles::text[])';
  const roles = readers.map((reader) => reader.role);
  const { rows } = await db.query<{ rolname: string }>(statement(sql, { roles }));
  return readers.filter((reader) => !rows.some((row) => row.rolname === reader.role));
}

function creationSql(reader: Reader, login: string): string[] {
  const { role, comment } = reader;
  const commented = `comment on role ${role} is ${literal(comment)}`;
  return [`create role ${role} nologin`, commented, ...membershipSql(reader, login)];
}

function membershipSql({ role, takenByUs }: Reader, login: string): string[] {
  return takenByUs === undefined ? [] : [`grant ${role} to ${login}`];
}

/** Membership is for those who rule the role, rights are for the owner of the tables: our login may be one and not the other. */
async function planMembership(db: Pick<Pool, 'query'>, reader: Reader, login: string): Promise<string[]> {
  return (await mayTake(db, reader.role)) ? [] : membershipSql(reader, login);
}

/**
 * The limit first: it locks each table, so no vacuum is at work there when a grant changes the table's description. The
 * other way round the vacuum would wait for our grant, and our limit for the vacuum: a deadlock.
 */
async function planRights(db: Pick<Pool, 'query'>, reader: Reader): Promise<string[]> {
  const { role, limit } = reader;
  return [...(limit === undefined ? [] : await planRowLimit(db, role, limit)), ...(await planGrants(db, reader))];
}

async function mayTake(db: Pick<Pool, 'query'>, role: string): Promise<boolean> {
  const { rows } = await db.query<{ may: boolean }>(statement(MAY_TAKE, { role }));
  return rows[0]?.may === true;
}

async function planGrants(db: Pick<Pool, 'query'>, { role, schemas, grants }: Reader): Promise<string[]> {
  const due = await db.query<DueGrant>(statement(DUE_GRANTS, { role, grants: JSON.stringify(grants) }));
  const unusable = await db.query<{ name: string }>(statement(DUE_SCHEMAS, { role, schemas }));
  const names = (rows: readonly { readonly relation: string }[]): string => rows.map((row) => row.relation).join(', ');
  const revoked = due.rows.filter((row) => row.revoke);
  const whole = due.rows.filter((row) => row.columns === null);
  const inPart = due.rows.filter((row) => row.columns !== null);
  return [
    ...(unusable.rows.length === 0
      ? []
      : [`grant usage on schema ${unusable.rows.map((row) => row.name).join(', ')} to ${role}`]),
    ...(revoked.length === 0 ? [] : [`revoke select on ${names(revoked)} from ${role}`]),
    ...(whole.length === 0 ? [] : [`grant select on ${names(whole)} to ${role}`]),
    ...inPart.map(({ relation, columns }) => `grant select (${columns?.join(', ')}) on ${relation} to ${role}`),
  ];
}

/** Null when our login may not grant: it is not the owner of the tables. */
async function tryGrants(pool: Pool, reader: Reader): Promise<string[] | null> {
  try {
    return await withTransaction(pool, async (client) => {
      await client.query(`select pg_advisory_xact_lock(${LOCK_KEY})`);
      const statements = await planRights(client, reader);
      await queryInTurn(client, statements);
      return statements;
    });
  } catch (error) {
    if (sqlStateOf(error) === SQLSTATE.insufficientPrivilege) return null;
    throw error;
  }
}

/** Ways in which a role cannot be created that leave nothing to do here: somebody was quicker, or we may not. */
const NOT_CREATED: ReadonlySet<string> = new Set([
  SQLSTATE.uniqueViolation,
  SQLSTATE.duplicateObject,
  SQLSTATE.insufficientPrivilege,
]);

async function tryStatements(pool: Pool, statements: readonly string[]): Promise<boolean> {
  try {
    await withTransaction(pool, async (client) => {
      await queryInTurn(client, statements);
    });
    return true;
  } catch (error) {
    if (NOT_CREATED.has(sqlStateOf(error) ?? '')) return false;
    throw error;
  }
}
