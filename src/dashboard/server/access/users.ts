import { ConfigError } from '../../../base/errors.ts';
import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { Role } from '../../api/roles.ts';

/** Somebody who may use the dashboard. */
export interface User {
  readonly name: string;
  readonly role: Role;
  /** Null: all stores. */
  readonly siteIds: readonly string[] | null;
  readonly hasPassword: boolean;
  /** Instants, ISO 8601; null: never was in, or is not now. */
  readonly lastSeenAt: string | null;
}

/** Who the link that `serve` prints logs in: whoever can read the terminal of the server could read its database too. */
export const TERMINAL_USER = 'terminal';

/** What is known of a user before the password is. */
type NewUser = Pick<User, 'name' | 'role' | 'siteIds'>;

/** Makes a user. Throws ConfigError as assertAddable does. */
export async function addUser(db: Queryable, user: NewUser & { readonly passwordHash: string | null }): Promise<void> {
  await assertAddable(db, user);
  const sql = `insert into etl_admin.dashboard_user (user_name, role, site_ids, password_hash)
values ($name, $role, $siteIds::bigint[], $passwordHash)`;
  await db.query(statement(sql, { ...user }));
}

/** Throws ConfigError when the name is malformed or taken, or a store is unknown: best before a password is asked for. */
export async function assertAddable(db: Queryable, { name, siteIds }: NewUser): Promise<void> {
  if (!/^[^\s\p{Cc}]{1,64}$/u.test(name) || name === TERMINAL_USER) {
    const taken = name === TERMINAL_USER ? `; "${TERMINAL_USER}" is the one of the link that serve prints` : '';
    throw new ConfigError(
      'BAD_USER',
      `${JSON.stringify(name)} cannot be a user name: 1 to 64 characters without spaces${taken}`,
    );
  }
  await assertStores(db, siteIds ?? []);
  if (!(await isUser(db, name))) return;
  throw new ConfigError(
    'USER_EXISTS',
    `there is a user ${JSON.stringify(name)} already: "feiqiu-etl users password ${name}" changes the password, "feiqiu-etl users remove ${name}" makes room`,
  );
}

async function isUser(db: Queryable, name: string): Promise<boolean> {
  const sql = 'select from etl_admin.dashboard_user where user_name = $name';
  return (await db.query(statement(sql, { name }))).rows.length > 0;
}

/** Throws ConfigError, naming those there are, when nobody is called so. */
export async function assertUser(db: Queryable, name: string): Promise<void> {
  if (name === TERMINAL_USER || !(await isUser(db, name))) throw await unknownUser(db, name);
}

async function assertStores(db: Queryable, siteIds: readonly string[]): Promise<void> {
  const sql = `select asked from unnest($siteIds::bigint[]) as asked
where not exists (select from etl_admin.etl_store s where s.site_id = asked)`;
  const { rows } = await db.query<{ asked: string }>(statement(sql, { siteIds }));
  if (rows.length === 0) return;
  const unknown = rows.map(({ asked }) => asked).join(', ');
  throw new ConfigError('UNKNOWN_STORE', `store ${unknown} is not known; "feiqiu-etl stores" lists those that are`);
}

/** The user whom the link of `serve` logs in; made when it is not there. */
export async function ensureTerminalUser(db: Queryable): Promise<void> {
  const sql = `insert into etl_admin.dashboard_user (user_name, role) values ($name, 'admin') on conflict do nothing`;
  await db.query(statement(sql, { name: TERMINAL_USER }));
}

export async function listUsers(db: Queryable): Promise<User[]> {
  const sql = `select u.user_name as name, u.role, u.site_ids::text[] as "siteIds", u.password_hash is not null as "hasPassword",
  (select to_char(max(s.seen_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from etl_admin.dashboard_session s
    where s.user_name = u.user_name) as "lastSeenAt"
from etl_admin.dashboard_user u order by u.user_name`;
  return (await db.query<User>(sql)).rows;
}

/** Whether anybody could log in from another machine. */
export async function hasUsers(db: Queryable): Promise<boolean> {
  const { rows } = await db.query('select from etl_admin.dashboard_user where password_hash is not null limit 1');
  return rows.length > 0;
}

/** Removes a user and ends their sessions; the audit keeps the name. Throws ConfigError when there is none. */
export async function removeUser(db: Queryable, name: string): Promise<void> {
  const sql = 'delete from etl_admin.dashboard_user where user_name = $name';
  const { rowCount } = await db.query(statement(sql, { name }));
  if (rowCount === 0) throw await unknownUser(db, name);
}

/** Changes the password and ends all sessions of the user. Throws ConfigError when there is none. */
export async function setPassword(db: Queryable, name: string, passwordHash: string): Promise<void> {
  const sql = `with changed as (
  update etl_admin.dashboard_user set password_hash = $passwordHash, updated_at = clock_timestamp()
  where user_name = $name and user_name <> $terminal returning user_name
), ended as (
  delete from etl_admin.dashboard_session where user_name in (select user_name from changed)
)
select from changed`;
  const { rows } = await db.query(statement(sql, { name, passwordHash, terminal: TERMINAL_USER }));
  if (rows.length === 0) throw await unknownUser(db, name);
}

/** The hash of a user's password; null when there is no such user, or no password. */
export async function readPasswordHash(db: Queryable, name: string): Promise<string | null> {
  const sql = 'select password_hash as hash from etl_admin.dashboard_user where user_name = $name';
  return (await db.query<{ hash: string | null }>(statement(sql, { name }))).rows[0]?.hash ?? null;
}

export async function unknownUser(db: Queryable, name: string): Promise<ConfigError> {
  const names = (await listUsers(db)).map((user) => user.name).filter((one) => one !== TERMINAL_USER);
  const known =
    names.length === 0 ? 'there are none yet: "feiqiu-etl users add NAME" makes one' : `users: ${names.join(', ')}`;
  return new ConfigError('UNKNOWN_USER', `no user is called ${JSON.stringify(name)}; ${known}`);
}
