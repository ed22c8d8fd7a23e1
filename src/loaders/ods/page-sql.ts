import { literal } from '../../base/sql-text.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { historyTable, odsTable } from '../../catalog/ods-table.ts';
import type { PagePaths, PathSpelling } from './page-paths.ts';

/**
 * What a record of a page means for the table:
 * - new: key not stored yet
 * - changed: stored with other content, or stored as deleted
 * - unchanged: stored with this content; nothing is written
 * - late: received before the stored version was
 * - keyless, foreign: refused
 */
export type RecordState = 'new' | 'changed' | 'unchanged' | 'late' | 'keyless' | 'foreign';

/** What the SQL of a page depends on; equal shapes give equal text, so statements are prepared once a connection. */
export interface PageShape {
  readonly endpoint: Endpoint;
  readonly paths: PagePaths;
}

/** Values of the named parameters in the page statements. */
export interface PageParameters {
  readonly siteId: string;
  /** The list of records, as jsonb is sent in binary. */
  readonly body: Buffer;
  readonly loadId: string;
  readonly fetchedAt: string;
  readonly file: string;
  readonly pageNo: number;
  /** Reports: `@from/to`, appended to the key. Otherwise empty. */
  readonly keySuffix: string;
  /** Reports: the window's start as event time. Otherwise null: the record tells. */
  readonly eventTime: string | null;
  /** Position within the page of each record of `body`, from 1. */
  readonly places: readonly number[];
  /** md5 of each record of `body` as received. */
  readonly hashes: readonly string[];
}

const arrayLiteral = (path: PathSpelling): string =>
  literal(`{${path.map((key) => `"${key.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`);

function firstOf(paths: readonly PathSpelling[]): string {
  const reads = paths.map((path) => `e.payload #>> ${arrayLiteral(path)}`);
  return reads.length === 1 ? `(${reads[0]})` : `coalesce(${reads.join(', ')})`;
}

/** A key is a number or a text; 0 and '' mean none, an object in its place is not a key. */
function keyExpression(paths: readonly PathSpelling[], suffix: string): string {
  const value = firstOf(paths);
  return `case when ${value} in ('', '0') or ${value} ~ '^[[{]' then null else ${value}${suffix} end`;
}

/**
 * The records sent as rows: n (position in the page from 1), payload, source_id, content_hash, event_time, owner_id. The body stays one
 * jsonb parameter and is split here, so that ids and decimals never pass through a JavaScript number.
 */
export function recordRows({ endpoint, paths }: PageShape): string {
  const owner = paths.owner.length === 0 ? 'null::text' : firstOf(paths.owner);
  const eventTime = paths.eventTime.length === 0 ? '$eventTime::text' : firstOf(paths.eventTime);
  const key = keyExpression(paths.key, endpoint.report ? ' || $keySuffix::text' : '');
  return `select ($places::int[])[e.n] as n, e.payload, ${key} as source_id, ($hashes::text[])[e.n] as content_hash,
    ${eventTime} collate "C" as event_time, ${owner} as owner_id
  from jsonb_array_elements($body::jsonb) with ordinality as e(payload, n)`;
}

/** The columns of a row that a page brings; their values are `insertValues`. */
const INSERT_COLUMNS = `(site_id, source_id, payload, content_hash, source_endpoint, source_file, page_no, record_index,
    load_id, fetched_at, first_seen_at, event_time, is_deleted, deleted_at)`;

/** Values of a new row from the relation `r`: source_id, payload, content_hash, event_time and the position n. */
function insertValues(endpoint: Endpoint): string {
  return `$siteId::bigint, r.source_id, r.payload, r.content_hash, ${literal(endpoint.path)}, $file::text, $pageNo::int, r.n - 1,
    $loadId::bigint, $fetchedAt::timestamptz, $fetchedAt::timestamptz, r.event_time, false, null::timestamptz`;
}

/**
 * Judges every record of a page, inserts the new ones, and answers one row a state with keys and positions. The lateral
 * lookup stands before the insert because ON CONFLICT alone locks every row it meets: 1,767 bytes of WAL for an
 * unchanged record against none. OFFSET 0 keeps the planner from hashing the whole table (twice the time).
 */
export function judgePageSql(shape: PageShape, options: { readonly insertNew: boolean }): string {
  const { endpoint } = shape;
  const table = odsTable(endpoint);
  const insert = `, inserted as (
  insert into ${table} ${INSERT_COLUMNS}
  select ${insertValues(endpoint)} from judged r where r.state = 'new'
  on conflict do nothing
)`;
  return `with record as materialized (
  ${recordRows(shape)}
), judged as materialized (
  select r.*, case
    when r.source_id is null then 'keyless'
    when r.owner_id not in ('', '0', $siteId::bigint::text) then 'foreign'
    when cur.content_hash is null then 'new'
    when $fetchedAt::timestamptz < coalesce(cur.deleted_at, cur.fetched_at) then 'late'
    when ${differs('cur')} then 'changed'
    else 'unchanged' end as state
  from record r left join lateral (
    select o.payload, o.content_hash, o.fetched_at, o.is_deleted, o.deleted_at
    from ${table} o where o.site_id = $siteId::bigint and o.source_id = r.source_id offset 0
  ) cur on true
)${options.insertNew ? insert : ''}
select state, array_agg(coalesce(source_id, '') order by n) as keys, array_agg(n order by n) as positions,
  array_agg(content_hash order by n) as hashes, min(event_time) as event_from, max(event_time) as event_to,
  count(event_time)::int as event_count
from judged group by state`;
}

/** Moves the stored versions that a page replaces into history. `$positions`: positions of the page's changed records. */
export function keepReplacedSql(shape: PageShape): string {
  const { endpoint } = shape;
  return `insert into ${historyTable(endpoint)} (site_id, source_id, payload, content_hash, source_endpoint, source_file, page_no,
    record_index, load_id, seen_from, seen_to, is_deleted)
select o.site_id, o.source_id, o.payload, o.content_hash, o.source_endpoint, o.source_file, o.page_no,
  o.record_index, $loadId::bigint, coalesce(o.deleted_at, o.fetched_at), $fetchedAt::timestamptz, o.is_deleted
from (${recordRows(shape)}) r
join ${odsTable(endpoint)} o on o.site_id = $siteId::bigint and o.source_id = r.source_id
where r.n = any($positions::int[]) and ${DIFFERS} and ${VERSION_START} < $fetchedAt::timestamptz
on conflict do nothing`;
}

/**
 * Whether the record `r` is another version than the stored row. Equal texts are equal records; texts that differ may
 * still be the same record in another order of keys, which only the canonical form of jsonb tells. It is made where it is
 * needed and not kept: an md5 of it for every record took a fifth of a first load.
 */
function differs(stored: string): string {
  return `(${stored}.is_deleted or (${stored}.content_hash <> r.content_hash and ${stored}.payload::text <> r.payload::text))`;
}

/** Asked again when replacing, because an earlier page of the same batch may have brought the same record. */
const DIFFERS = differs('o');
const VERSION_START = 'coalesce(o.deleted_at, o.fetched_at)';

/** Stores the changed records of a page over the versions kept by `keepReplacedSql`. */
export function replaceSql(shape: PageShape): string {
  const { endpoint } = shape;
  return `update ${odsTable(endpoint)} o set payload = r.payload, content_hash = r.content_hash,
  source_endpoint = ${literal(endpoint.path)}, source_file = $file::text, page_no = $pageNo::int, record_index = r.n - 1,
  load_id = $loadId::bigint, fetched_at = $fetchedAt::timestamptz, event_time = r.event_time, is_deleted = false, deleted_at = null
from (${recordRows(shape)}) r
where o.site_id = $siteId::bigint and o.source_id = r.source_id and r.n = any($positions::int[])
  and ${DIFFERS} and ${VERSION_START} <= $fetchedAt::timestamptz`;
}
