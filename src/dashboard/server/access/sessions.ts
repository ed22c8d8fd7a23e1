import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import type { Role } from '../../api/roles.ts';
import { hashToken, newToken } from './tokens.ts';

/** A user who is logged in. */
export interface Session {
  readonly user: string;
  readonly role: Role;
  /** Null: all stores. */
  readonly siteIds: readonly string[] | null;
}

/** Whoever did nothing for this long logs in again. */
const IDLE_HOURS = 12;
/** And everybody after this long. */
export const LONGEST_SESSION_DAYS = 7;
/** A session is not written for every request. */
const SEEN_EVERY_SECONDS = 60;
export const LINK_MINUTES = 15;

/** Where a request came from. */
export interface Caller {
  readonly address: string;
  readonly agent: string;
}

/** Begins a session and returns its token, which nobody can read again. Sessions that have ended are cleared away. */
export async function beginSession(db: Queryable, user: string, caller: Caller, now: Date): Promise<string> {
  const token = newToken();
  await db.query(statement('delete from etl_admin.dashboard_session where expires_at < $now::timestamptz', { now }));
  const sql = `insert into etl_admin.dashboard_session (token_hash, user_name, created_at, seen_at, expires_at, address, agent)
values ($hash, $user, $now::timestamptz, $now::timestamptz, $now::timestamptz + make_interval(days => $days), $address, left($agent, 200))`;
  await db.query(statement(sql, { hash: hashToken(token), user, now, days: LONGEST_SESSION_DAYS, ...caller }));
  return token;
}

interface SessionRow extends Session {
  readonly isStale: boolean;
}

/** The session of a token; null when there is none, or it has ended. Role and stores are those of this moment. */
export async function readSession(db: Queryable, token: string, now: Date): Promise<Session | null> {
  const sql = `select u.user_name as user, u.role, u.site_ids::text[] as "siteIds",
  s.seen_at < $now::timestamptz - make_interval(secs => ${SEEN_EVERY_SECONDS}) as "isStale"
from etl_admin.dashboard_session s join etl_admin.dashboard_user u using (user_name)
where s.token_hash = $hash and s.expires_at > $now::timestamptz
  and s.seen_at > $now::timestamptz - make_interval(hours => ${IDLE_HOURS})`;
  const hash = hashToken(token);
  const row = (await db.query<SessionRow>(statement(sql, { hash, now }))).rows[0];
  if (row === undefined) return null;
  const { isStale, ...session } = row;
  if (isStale) {
    const seen = 'update etl_admin.dashboard_session set seen_at = $now::timestamptz where token_hash = $hash';
    await db.query(statement(seen, { hash, now }));
  }
  return session;
}

export async function endSession(db: Queryable, token: string): Promise<void> {
  const sql = 'delete from etl_admin.dashboard_session where token_hash = $hash';
  await db.query(statement(sql, { hash: hashToken(token) }));
}

/** Makes a link token for a user: works once, and for LINK_MINUTES. False tells that there is no such user. */
export async function createLink(db: Queryable, user: string, now: Date): Promise<string | null> {
  const token = newToken();
  const sql = `insert into etl_admin.dashboard_link (token_hash, user_name, expires_at)
select $hash, user_name, $now::timestamptz + make_interval(mins => ${LINK_MINUTES})
from etl_admin.dashboard_user where user_name = $user`;
  await db.query(statement('delete from etl_admin.dashboard_link where expires_at < $now::timestamptz', { now }));
  const { rowCount } = await db.query(statement(sql, { hash: hashToken(token), user, now }));
  return rowCount === 0 ? null : token;
}

/** Uses a link up and returns its user; null when it is unknown, used, or too old. */
export async function useLink(db: Queryable, token: string, now: Date): Promise<string | null> {
  const sql = `update etl_admin.dashboard_link set used_at = $now::timestamptz
where token_hash = $hash and used_at is null and expires_at > $now::timestamptz returning user_name as user`;
  return (await db.query<{ user: string }>(statement(sql, { hash: hashToken(token), now }))).rows[0]?.user ?? null;
}
