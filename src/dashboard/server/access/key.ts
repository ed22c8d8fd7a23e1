import { statement } from '../../../database/statement.ts';
import type { Queryable } from '../../../tasks/task.ts';
import { newToken } from './tokens.ts';

/** The key that signs cookies: made once, kept in the database, so that sessions live on when the server starts anew. */
export async function readKey(db: Queryable): Promise<string> {
  const insert = 'insert into etl_admin.dashboard_secret (key) values ($key) on conflict do nothing';
  await db.query(statement(insert, { key: newToken() }));
  const { rows } = await db.query<{ key: string }>('select key from etl_admin.dashboard_secret');
  return rows[0]?.key ?? '';
}
