import { hash } from 'node:crypto';
import type { PathSpelling } from './page-paths.ts';
import type { PageShape } from './page-sql.ts';
import { odsTable } from './tables.ts';

/** Keys and text hashes of a page's records by position; a null key is one that is not worth looking up. */
export interface RawRecords {
  readonly texts: readonly string[];
  readonly keys: readonly (string | null)[];
  readonly hashes: readonly string[];
}

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

/** Prepares the lookup of a page's records. */
export function toRawRecords(
  texts: readonly string[],
  records: readonly unknown[],
  key: { readonly path: PathSpelling; readonly suffix: string },
): RawRecords {
  const keys = records.map((record) => plainKey(record, key.path)).map((found) => found && found + key.suffix);
  const plain = keys.filter((found) => found !== null);
  // A key that comes twice must be compared with its twin, which only the long way does.
  const repeats = new Set(plain).size < plain.length;
  return { texts, keys: repeats ? keys.map(() => null) : keys, hashes: texts.map(hashOf) };
}

/** SHA-256, because processors have instructions for it (2.4 µs a record against 4.1 with md5); half of it is plenty. */
function hashOf(text: string): string {
  return hash('sha256', text).slice(0, 32);
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

/** SQL of the mark that ties a stored row to the text it was read from: `rawHash` is an SQL expression. */
export function rawMarkSql(rawHash: string, contentHash: string): string {
  return `${rawHash} || left(${contentHash}, 8)`;
}

/**
 * Finds the records of a page whose text is, byte for byte, the one that the stored row was read from: unchanged without
 * sending, parsing and hashing them in PostgreSQL. A record that is not found here takes the long way, so a missing mark
 * costs time only. The mark holds a part of content_hash: whoever replaces a row's content and forgets the mark thereby
 * makes it void.
 */
export function knownRecordsSql({ endpoint }: PageShape): string {
  return `select coalesce(array_agg(k.n::int order by k.n), '{}') as positions, min(o.event_time) as event_from,
  max(o.event_time) as event_to, count(o.event_time)::int as event_count
from unnest($keys::text[], $rawHashes::text[]) with ordinality as k(key, raw_hash, n)
cross join lateral (
  select o.raw_mark, o.content_hash, o.event_time, o.is_deleted, o.fetched_at
  from ${odsTable(endpoint)} o where o.site_id = $siteId::bigint and o.source_id = k.key offset 0
) o
where not o.is_deleted and o.fetched_at <= $fetchedAt::timestamptz and o.raw_mark = ${rawMarkSql('k.raw_hash', 'o.content_hash')}`;
}
