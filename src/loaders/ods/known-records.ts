import { odsTable } from '../../catalog/ods-table.ts';
import type { PathSpelling } from './page-paths.ts';
import type { PageShape } from './page-sql.ts';

/** What the lookup of known records answers for one page. */
export interface KnownRecords {
  /** From 1, ascending. */
  readonly positions: readonly number[];
  readonly event_from: string | null;
  readonly event_to: string | null;
  readonly event_count: number;
}

/** Keys as upstream really makes them. Anything else takes the long way, where PostgreSQL reads the key itself. */
const PLAIN_KEY = /^[\w-]+$/;

/** The key of every record by position; null for one that is not worth looking up. */
export function plainKeys(records: readonly unknown[], path: PathSpelling, suffix: string): readonly (string | null)[] {
  const keys = records.map((record) => plainKey(record, path)).map((found) => found && found + suffix);
  const plain = keys.filter((found) => found !== null);
  // A key that comes twice must be compared with its twin, which only the long way does.
  return new Set(plain).size < plain.length ? keys.map(() => null) : keys;
}

function plainKey(record: unknown, path: PathSpelling): string | null {
  let value = record;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  // Beyond 2^53 the number is not the digits that were sent; such a key misses, which costs time and nothing else.
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && PLAIN_KEY.test(text) && text !== '0' ? text : null;
}

/**
 * Finds the records of a page whose text is, byte for byte, the one that the stored row was read from: unchanged without
 * sending them to PostgreSQL and parsing them there. A record that is not found takes the long way; that costs time only.
 */
export function knownRecordsSql({ endpoint }: PageShape): string {
  return `select coalesce(array_agg(k.n::int order by k.n), '{}') as positions, min(o.event_time) as event_from,
  max(o.event_time) as event_to, count(o.event_time)::int as event_count
from unnest($keys::text[], $hashes::text[]) with ordinality as k(key, content_hash, n)
cross join lateral (
  select o.content_hash, o.event_time, o.is_deleted, o.fetched_at
  from ${odsTable(endpoint)} o where o.site_id = $siteId::bigint and o.source_id = k.key offset 0
) o
where not o.is_deleted and o.fetched_at <= $fetchedAt::timestamptz and o.content_hash = k.content_hash`;
}
