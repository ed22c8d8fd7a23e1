import { RequestRefused } from '../../../base/errors.ts';
import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';

const WINDOW_MINUTES = 15;

/**
 * Failed logins that are borne within the window. The limit of a name alone is high: otherwise anybody could lock
 * somebody else out by guessing wrongly on purpose.
 */
const MOST_FAILURES = { nameAtAddress: 5, address: 20, name: 50 };

/**
 * Notes an attempt to log in and refuses it when there were too many failures. Noted first and counted after, so that
 * attempts made at the same time count each other; kept in the database, so that a restart forgives nothing.
 */
export async function noteAttempt(
  db: Queryable,
  attempt: { readonly user: string; readonly address: string; readonly now: Date },
): Promise<string> {
  const values = { ...attempt, user: attempt.user.slice(0, 64) };
  const clear = `delete from etl_admin.dashboard_login_attempt where at < $now::timestamptz - interval '1 day'`;
  await db.query(statement(clear, values));
  const note = `insert into etl_admin.dashboard_login_attempt (at, user_name, address) values ($now::timestamptz, $user, $address)
returning attempt_id as id`;
  const id = (await db.query<{ id: string }>(statement(note, values))).rows[0]?.id ?? '';
  const count = `select count(*) filter (where user_name = $user and address = $address)::integer as "nameAtAddress",
  count(*) filter (where address = $address)::integer as address, count(*) filter (where user_name = $user)::integer as name
from etl_admin.dashboard_login_attempt
where (address = $address or user_name = $user) and not succeeded
  and at > $now::timestamptz - make_interval(mins => ${WINDOW_MINUTES})`;
  const { rows } = await db.query<typeof MOST_FAILURES>(statement(count, values));
  const found = rows[0] ?? { nameAtAddress: 0, address: 0, name: 0 };
  const isTooMany = (Object.keys(MOST_FAILURES) as (keyof typeof MOST_FAILURES)[]).some(
    (of) => found[of] > MOST_FAILURES[of],
  );
  if (!isTooMany) return id;
  throw new RequestRefused(429, 'TOO_MANY_ATTEMPTS', {
    zh: `登录失败次数过多：请等 ${WINDOW_MINUTES} 分钟，或用一次性链接（feiqiu-etl users link 用户名）`,
    en: `too many failed logins: wait ${WINDOW_MINUTES} minutes, or use a one-time link ("feiqiu-etl users link NAME")`,
  });
}

/** A login that succeeded counts no more against its user. */
export async function forgiveAttempt(db: Queryable, id: string): Promise<void> {
  const sql = 'update etl_admin.dashboard_login_attempt set succeeded = true where attempt_id = $id::bigint';
  await db.query(statement(sql, { id }));
}
