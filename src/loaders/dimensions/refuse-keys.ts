import type { RunId, SiteId } from '../../base/ids.ts';
import type { Dimension } from '../../catalog/dimensions/dimension.ts';
import { dwdTable } from '../../catalog/dwd-table.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { odsTable } from '../../catalog/ods-table.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';
import { idType } from '../../models/id-type.ts';

/**
 * Records the keys that are no 64-bit id, once each, and closes the entries of those that are gone; the other members of
 * the dimension are not held up by them.
 */
export async function refuseKeys(
  client: Client,
  work: {
    readonly dimension: Dimension;
    readonly endpoint: Endpoint;
    readonly siteId: SiteId;
    readonly after: string;
    readonly runId: RunId | null;
  },
): Promise<number> {
  const { dimension, endpoint, siteId, after, runId } = work;
  const [key] = dimension.key;
  if (key === undefined) return 0;
  const sql = `insert into etl_admin.etl_quarantine as q (site_id, target_table, entry_key, source_id, rule, column_name, bad_value,
  reason, raw, source_file, page_no, record_index, run_id, first_seen_at, last_seen_at)
select o.site_id, $table::text, o.source_id, o.source_id, 'invalid_required', $key::text, o.source_id,
  'the key is no 64-bit id, so the record cannot be a member of ' || $table::text, o.payload::text, o.source_file, o.page_no,
  o.record_index, $runId::uuid, o.fetched_at, o.fetched_at
from ${odsTable(endpoint)} o
where o.site_id = $siteId::bigint and o.load_id > $after::bigint and not o.is_deleted and not (${idType.accepts('o.source_id')})
on conflict (site_id, target_table, entry_key, rule) where status = 'OPEN' do update
set occurrences = q.occurrences + case when excluded.last_seen_at > q.last_seen_at then 1 else 0 end,
  last_seen_at = greatest(q.last_seen_at, excluded.last_seen_at), raw = excluded.raw`;
  const values = { siteId, after, runId, key, table: dwdTable(dimension) };
  const { rowCount } = await client.query(statement(sql, values));
  await closeMended(client, endpoint, values);
  return rowCount ?? 0;
}

const OPEN = `select distinct source_id as id from etl_admin.etl_quarantine
where site_id = $siteId::bigint and target_table = $table::text and status = 'OPEN'`;

/**
 * Closes entries whose record is no longer there under that key, because upstream or the contract was corrected. Three
 * statements, because the entries and the records may be on different machines.
 */
async function closeMended(
  client: Client,
  endpoint: Endpoint,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const open = await client.query<{ id: string }>(statement(OPEN, values));
  if (open.rows.length === 0) return;
  const ids = open.rows.map(({ id }) => id);
  const bad = `select o.source_id as id from ${odsTable(endpoint)} o
where o.site_id = $siteId::bigint and o.source_id = any($ids::text[]) and not o.is_deleted and not (${idType.accepts('o.source_id')})`;
  const still = await client.query<{ id: string }>(statement(bad, { ...values, ids }));
  const close = `update etl_admin.etl_quarantine set status = 'RESOLVED', resolved_at = now()
where site_id = $siteId::bigint and target_table = $table::text and status = 'OPEN' and source_id <> all($still::text[])`;
  await client.query(statement(close, { ...values, still: still.rows.map(({ id }) => id) }));
}
