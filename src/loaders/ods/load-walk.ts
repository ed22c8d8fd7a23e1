import type { ClientBase } from 'pg';
import type { ArchivedWalk } from '../../api/archive/walk.ts';
import { statement } from '../../database/statement.ts';
import { markDeleted, provesAbsence } from './deletes.ts';
import { writeDrift } from './drift-ledger.ts';
import { VERSION_DRAFT_DDL } from './late-records.ts';
import { loadPages } from './load-pages.ts';
import type { LoadContext, LoadDoubt, LoadResult } from './load-result.ts';
import { WALK_KEY_DDL } from './page-load.ts';
import { resolveQuarantine } from './quarantine.ts';
import { confirmationsAt, findLaterWalks, recordWalk } from './walk-ledger.ts';

/**
 * Loads one archived walk into its ODS table in one transaction: rows, superseded versions, deletes, quarantine, drift
 * and the ledger entry commit together, so a process killed at any point loses nothing and doubles nothing. Loading the
 * same walk again changes no row.
 */
export async function loadWalk(walk: ArchivedWalk, context: LoadContext): Promise<LoadResult> {
  return context.atomically(async (client) => {
    await client.query(WALK_KEY_DDL);
    await client.query(VERSION_DRAFT_DDL);
    // Already empty after a commit; in a dry run several walks share one transaction.
    await client.query('delete from ods_walk_key');
    const loadId = await takeLoadId(client, context);
    const later = await findLaterWalks(client, walk, context);
    const confirmationsOf = later.length === 0 ? null : (time: string | null) => confirmationsAt(later, time);
    const pages = await loadPages(client, walk, context, { loadId, confirmationsOf });

    const distinctKeys = await countKeys(client);
    const doubts = doubtsOf(walk, context, distinctKeys);
    const complete = doubts.every((doubt) => doubt === 'no-total' || doubt === 'ids-refused');
    const absence = complete && later.length === 0 && provesAbsence(walk, context, pages);
    const deletes = absence ? await markDeleted(client, walk, context, loadId) : { deleted: 0, heldBack: 0 };
    const result: LoadResult = {
      loadId,
      counts: { ...pages.counts, deleted: deletes.deleted },
      pages: walk.pages.length,
      bytes: pages.bytes,
      complete,
      doubts,
      deletesHeldBack: deletes.heldBack,
      drift: pages.drift.findings(),
    };
    await recordWalk(client, walk, context, { ...result, distinctKeys, provesAbsence: absence });
    const target = { siteId: context.siteId, table: context.endpoint.table, seenAt: walk.startedAt };
    await resolveQuarantine(client, target);
    if (context.secondChance !== true) await writeDrift(client, { ...target, runId: context.runId }, result.drift);
    await context.beforeCommit?.(client, result);
    return result;
  });
}

/**
 * The next number of this store and table. The row lock it takes makes number order equal commit order, so a reader that
 * remembers the last number never skips a row; a rollback gives the number back.
 */
async function takeLoadId(client: ClientBase, context: LoadContext): Promise<string> {
  const sql = `insert into etl_admin.etl_load_counter as c (site_id, table_name, last_load_id)
values ($siteId::bigint, $table::text, 1)
on conflict (site_id, table_name) do update set last_load_id = c.last_load_id + 1 returning last_load_id`;
  const values = { siteId: context.siteId, table: context.endpoint.table };
  const { rows } = await client.query<{ last_load_id: string }>(statement(sql, values));
  return rows[0]?.last_load_id ?? '0';
}

async function countKeys(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ keys: number }>(
    'select count(distinct source_id)::int as keys from ods_walk_key',
  );
  return rows[0]?.keys ?? 0;
}

/** The walk's own doubts, corrected by what only the database can count exactly: distinct keys. */
function doubtsOf(walk: ArchivedWalk, context: LoadContext, distinctKeys: number): LoadDoubt[] {
  if (walk.end === null) return ['unfinished'];
  const { total } = walk.end;
  const windowless = context.endpoint.mode === 'window' && walk.scope.window === null;
  const doubts: LoadDoubt[] = walk.end.doubts.filter(
    // A record that came twice makes more rows than the total; the distinct keys tell whether one is missing.
    (doubt) => !(doubt === 'rows-differ-from-total' && distinctKeys === total),
  );
  if (total !== null && distinctKeys !== total && context.endpoint.mode !== 'per-id')
    doubts.push('keys-differ-from-total');
  // Rows without the window they were asked by (a plain file) say nothing about what else there is.
  if (windowless && !doubts.includes('unfinished')) doubts.push('unfinished');
  return doubts;
}
