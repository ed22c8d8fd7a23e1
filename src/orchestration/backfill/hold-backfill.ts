import { LockedError } from '../../base/errors.ts';
import { connectClient } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import type { Workplace } from '../workplace.ts';

/** First number of the advisory lock of a backfill; the second is that of the backfill. */
const BACKFILL_LOCK = 20_526;

/** SQL of the backfills that a process is at, as text `id`. The view shows the locks of every database of the server. */
export const HELD_BACKFILLS = `select k.objid::text as id from pg_locks k
  where k.locktype = 'advisory' and k.classid = ${BACKFILL_LOCK}
    and k.database = (select d.oid from pg_database d where d.datname = current_database())`;

/**
 * Makes sure that one process works on a backfill; a connection holds it, so it ends with the process. Runs of the backfill
 * that died are closed. Throws LockedError when another process is at it.
 */
export async function holdBackfill({ database, clock }: Workplace, id: string): Promise<AsyncDisposable> {
  const client = await connectClient(database.url, { applicationName: `feiqiu-etl backfill ${id}` });
  const sql = 'select pg_try_advisory_lock($kind::int, $id::int) as held';
  const { rows } = await client.query<{ held: boolean }>(statement(sql, { kind: BACKFILL_LOCK, id }));
  if (rows[0]?.held !== true) {
    await client.end();
    throw new LockedError(
      'BACKFILL_RUNNING',
      `backfill ${id} is being read by another process. Wait for it, or stop it`,
    );
  }
  const abandoned = `update etl_admin.etl_run set status = 'FAILED', ended_at = $now, error = 'the process ended without finishing'
where status = 'RUNNING' and arguments ->> 'backfill' = $id`;
  await client.query(statement(abandoned, { id, now: clock.now() }));
  return { [Symbol.asyncDispose]: () => client.end() };
}
