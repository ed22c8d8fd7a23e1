import type { PoolClient } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { withReadOnlyTransaction } from '../../database/transaction.ts';
import { SITES_SETTING } from '../../loaders/schema/readers.ts';
import type { Session } from './access/sessions.ts';
import type { DashboardPlace } from './place.ts';

/** A page that takes longer is given up, so that one reader cannot keep the database busy. */
const LONGEST_QUERY_MS = 20_000;

/** Limits what follows in the transaction to some stores; the policies of the tables look at this setting. */
const LIMIT_SITES = `select set_config('${SITES_SETTING}', $sites, true), set_config('statement_timeout', $timeout, true)`;

/**
 * Reads for a user: one state of the database, nothing can be written, and the database itself shows no other store's
 * rows. With `personal` columns of personal data and raw records can be read too: the caller sees to it that this was
 * allowed and is written down.
 */
export async function readFor<T>(
  { pool, readers }: Pick<DashboardPlace, 'pool' | 'readers'>,
  session: Pick<Session, 'siteIds'>,
  work: (db: PoolClient) => Promise<T>,
  { personal = false }: { readonly personal?: boolean } = {},
): Promise<T> {
  const sites = session.siteIds === null ? '*' : session.siteIds.join(',');
  return withReadOnlyTransaction(pool, async (client) => {
    await client.query(statement(LIMIT_SITES, { sites, timeout: String(LONGEST_QUERY_MS) }));
    await client.query(`set local role ${personal ? readers.personal : readers.open}`);
    return work(client);
  });
}
