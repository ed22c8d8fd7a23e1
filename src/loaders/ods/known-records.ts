import type { Endpoint } from '../../catalog/endpoint.ts';
import { odsTable } from '../../catalog/ods-table.ts';

/** What the lookup of known records answers for one page. */
export interface KnownRecords {
  /** From 1, ascending. */
  readonly positions: readonly number[];
  readonly event_from: string | null;
  readonly event_to: string | null;
  readonly event_count: number;
  /** How many keys of the page the table has, with whatever content. */
  readonly stored: number;
}

/**
 * Finds the records of a page whose text is, byte for byte, the one that the stored row was read from: unchanged without
 * sending them to PostgreSQL and parsing them there. A record that is not found takes the long way; that costs time only.
 */
export function knownRecordsSql(endpoint: Endpoint): string {
  return `select coalesce(array_agg(k.n::int order by k.n) filter (where ${IS_KNOWN}), '{}') as positions,
  min(o.event_time) filter (where ${IS_KNOWN}) as event_from, max(o.event_time) filter (where ${IS_KNOWN}) as event_to,
  count(o.event_time) filter (where ${IS_KNOWN})::int as event_count, count(*)::int as stored
from unnest($keys::text[], $hashes::text[]) with ordinality as k(key, content_hash, n)
cross join lateral (
  select o.content_hash, o.event_time, o.is_deleted, o.fetched_at
  from ${odsTable(endpoint)} o where o.site_id = $siteId::bigint and o.source_id = k.key offset 0
) o`;
}

const IS_KNOWN = 'not o.is_deleted and o.fetched_at <= $fetchedAt::timestamptz and o.content_hash = k.content_hash';
