import type { ClientBase } from 'pg';
import type { ArchivedWalk } from '../../api/archive/walk.ts';
import { historyTable, odsTable } from '../../catalog/ods-table.ts';
import { statement } from '../../database/statement.ts';
import type { LoadContext } from './load-result.ts';
import type { PagesOutcome } from './page-load.ts';
import { endOfWalk } from './walk-ledger.ts';

/** More missing rows than both of these at once need a person's word: an upstream fault looks just like a mass delete. */
const BRAKE_SHARE = 0.05;
const BRAKE_ROWS = 3;

/**
 * Whether rows in scope that a walk did not show may be taken as gone. Needs a complete walk with a total above zero;
 * for a window also that all its rows lay inside it, or the window means something else upstream than we think.
 */
export function provesAbsence(walk: ArchivedWalk, context: LoadContext, pages: PagesOutcome): boolean {
  const { endpoint } = context;
  const { window } = walk.scope;
  if (endpoint.mode === 'per-id' || (walk.end?.total ?? 0) === 0) return false;
  if (endpoint.mode === 'snapshot') return true;
  if (window === null) return false;
  if (endpoint.report) return true;
  const { from, to, count } = pages.events;
  const accepted = pages.counts.seen - pages.counts.quarantined;
  return from !== null && to !== null && count === accepted && from >= window.from && to < window.to;
}

function scopeSql(context: LoadContext): string {
  if (context.endpoint.mode === 'snapshot') return 'true';
  if (context.endpoint.report)
    return `o.event_time = $from and right(o.source_id, length($suffix::text)) = $suffix::text`;
  return 'o.event_time >= $from and o.event_time < $to';
}

/** Marks rows that are gone upstream as deleted; the version they had goes to history. */
export async function markDeleted(
  client: ClientBase,
  walk: ArchivedWalk,
  context: LoadContext,
  loadId: string,
): Promise<{ readonly deleted: number; readonly heldBack: number }> {
  const { endpoint } = context;
  const table = odsTable(endpoint);
  const { window } = walk.scope;
  const values = {
    siteId: context.siteId,
    from: window?.from ?? null,
    to: window?.to ?? null,
    suffix: window === null ? null : `@${window.from}/${window.to}`,
    endedAt: endOfWalk(walk),
    loadId,
  };
  const live = `o.site_id = $siteId::bigint and not o.is_deleted and ${scopeSql(context)}`;
  // The keys go as a list: where the table is distributed, a statement that writes it cannot look at a temporary one.
  const { rows } = await client.query<{ live: number; missing: string[] }>(
    statement(
      `select count(*)::int as live, coalesce(array_agg(o.source_id) filter (where k.source_id is null), '{}') as missing
from ${table} o left join (select distinct source_id from ods_walk_key) k on k.source_id = o.source_id where ${live}`,
      values,
    ),
  );
  const found = rows[0] ?? { live: 0, missing: [] };
  const { length } = found.missing;
  if (length === 0) return { deleted: 0, heldBack: 0 };
  if (!context.acceptDeletes && length >= BRAKE_ROWS && length > found.live * BRAKE_SHARE) {
    return { deleted: 0, heldBack: length };
  }
  const gone = { ...values, keys: found.missing };
  const missing = 'o.site_id = $siteId::bigint and o.source_id = any($keys::text[])';
  await client.query(
    statement(
      `insert into ${historyTable(endpoint)} (site_id, source_id, payload, content_hash, source_endpoint, source_file, page_no,
  record_index, load_id, seen_from, seen_to, is_deleted)
select o.site_id, o.source_id, o.payload, o.content_hash, o.source_endpoint, o.source_file, o.page_no, o.record_index,
  $loadId::bigint, o.fetched_at, $endedAt::timestamptz, false
from ${table} o where ${missing} and o.fetched_at < $endedAt::timestamptz`,
      gone,
    ),
  );
  const marked = await client.query(
    statement(
      `update ${table} o set is_deleted = true, deleted_at = $endedAt::timestamptz, load_id = $loadId::bigint
where ${missing}`,
      gone,
    ),
  );
  return { deleted: marked.rowCount ?? 0, heldBack: 0 };
}
