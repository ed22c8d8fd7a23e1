import type { ClientBase } from 'pg';
import { historyTable, odsTable } from '../../catalog/ods-table.ts';
import { statement } from '../../database/statement.ts';
import { exactUtcText } from '../../database/utc-text.ts';
import { type PageParameters, type PageShape, recordRows } from './page-sql.ts';
import { type Confirmation, placeObservation, type Version } from './timeline.ts';

/** A record that did not arrive in order. */
export interface LateRecord {
  readonly key: string;
  readonly position: number;
}

/** The later complete walks over a record with this event time (raw text, null when it has none). */
export type ConfirmationsOf = (eventTime: string | null) => readonly Confirmation[];

/** An ISO instant of JavaScript, which knows milliseconds, as `exactUtcText` writes it, so that both sort like time. */
function toMicroseconds(iso: string): string {
  return iso.replace(/(\.\d{3})?Z$/, (_, ms: string | undefined) => `${ms ?? '.000'}000Z`);
}

interface StoredVersion {
  readonly source_id: string;
  readonly from: string;
  readonly to: string | null;
  readonly hash: string;
  readonly deleted: boolean;
}

function storedVersionsSql({ endpoint }: PageShape): string {
  return `select source_id, ${exactUtcText('seen_from')} as from, ${exactUtcText('seen_to')} as to, md5(payload::text) as hash, is_deleted as deleted
  from ${historyTable(endpoint)} where site_id = $siteId::bigint and source_id = any($keys::text[])
union all
select source_id, ${exactUtcText('coalesce(deleted_at, fetched_at)')}, null, md5(payload::text), is_deleted
  from ${odsTable(endpoint)} where site_id = $siteId::bigint and source_id = any($keys::text[])
order by 1, 2`;
}

/** One line of the plan handed to SQL: which content stands in which interval. */
interface PlannedVersion {
  readonly source_id: string;
  readonly stored_from: string | null;
  readonly n: number | null;
  readonly seen_from: string;
  readonly seen_to: string | null;
  readonly is_deleted: boolean;
}

const PLAN_COLUMNS =
  'source_id text, stored_from timestamptz, n int, seen_from timestamptz, seen_to timestamptz, is_deleted boolean';
const CONTENT_COLUMNS = 'payload, content_hash, source_endpoint, source_file, page_no, record_index';

/** Emptied at every commit; made once a connection, so that ordinary loads write nothing to the catalog. */
export const VERSION_DRAFT_DDL = `create temp table if not exists ods_version_draft (
  source_id text not null, seen_from timestamptz not null, seen_to timestamptz, is_deleted boolean not null,
  from_page boolean not null, payload jsonb not null, content_hash text not null, source_endpoint text not null,
  source_file text not null, page_no integer not null, record_index integer not null, event_time text collate "C",
  first_fetched_at timestamptz not null, load_id bigint not null
) on commit delete rows`;

function draftSql(shape: PageShape): string {
  const { endpoint } = shape;
  const plan = `jsonb_to_recordset($plan::jsonb) as p(${PLAN_COLUMNS})`;
  const eventTime = `(select o.event_time from ${odsTable(endpoint)} o where o.site_id = $siteId::bigint and o.source_id = p.source_id)`;
  return `insert into ods_version_draft
select p.source_id, p.seen_from, p.seen_to, p.is_deleted, true, r.payload, r.content_hash, '${endpoint.path}', $file::text,
  $pageNo::int, r.n - 1, r.event_time, $fetchedAt::timestamptz, $loadId::bigint
from ${plan} join (${recordRows(shape)}) r on r.n = p.n
union all
select p.source_id, p.seen_from, p.seen_to, p.is_deleted, false, ${contentOf('h')}, ${eventTime}, p.seen_from, h.load_id
from ${plan} join ${historyTable(endpoint)} h
  on h.site_id = $siteId::bigint and h.source_id = p.source_id and h.seen_from = p.stored_from
union all
select p.source_id, p.seen_from, p.seen_to, p.is_deleted, false, ${contentOf('o')}, o.event_time,
  case when o.is_deleted then o.fetched_at else p.seen_from end, o.load_id
from ${plan} join ${odsTable(endpoint)} o
  on o.site_id = $siteId::bigint and o.source_id = p.source_id and coalesce(o.deleted_at, o.fetched_at) = p.stored_from`;
}

const contentOf = (alias: string): string =>
  CONTENT_COLUMNS.split(', ')
    .map((column) => `${alias}.${column}`)
    .join(', ');

function clearHistorySql({ endpoint }: PageShape): string {
  return `delete from ${historyTable(endpoint)} where site_id = $siteId::bigint and source_id = any($keys::text[])`;
}

function writeHistorySql({ endpoint }: PageShape): string {
  return `insert into ${historyTable(endpoint)} (site_id, source_id, ${CONTENT_COLUMNS}, load_id, seen_from, seen_to, is_deleted)
select $siteId::bigint, source_id, ${CONTENT_COLUMNS}, $loadId::bigint, seen_from, seen_to, is_deleted
from ods_version_draft where seen_to is not null and source_id = any($keys::text[])`;
}

function writeCurrentSql({ endpoint }: PageShape): string {
  const updated = [
    ...CONTENT_COLUMNS.split(', '),
    'load_id',
    'fetched_at',
    'first_seen_at',
    'event_time',
    'is_deleted',
  ];
  return `insert into ${odsTable(endpoint)} as o (site_id, source_id, ${updated.join(', ')}, deleted_at)
select $siteId::bigint, d.source_id, ${contentOf('d')}, d.load_id, d.first_fetched_at,
  (select min(seen_from) from ods_version_draft f where f.source_id = d.source_id), d.event_time, d.is_deleted,
  case when d.is_deleted then d.seen_from end
from ods_version_draft d where d.seen_to is null and d.source_id = any($keys::text[])
on conflict (site_id, source_id) do update set
  ${updated.map((column) => `${column} = excluded.${column}`).join(', ')}, deleted_at = excluded.deleted_at`;
}

/**
 * Places records of one page that were received out of order into the versions already stored, and rewrites the
 * versions of exactly those keys. Returns how many keys changed. Row sets here are small; clarity over speed.
 */
export async function placeLateRecords(
  client: ClientBase,
  shape: PageShape,
  page: PageParameters,
  late: { readonly records: readonly LateRecord[]; readonly confirmationsOf: ConfirmationsOf },
): Promise<number> {
  const keys = late.records.map((record) => record.key);
  const contents = await readContents(client, shape, page, late.records);
  const stored = await client.query<StoredVersion>(statement(storedVersionsSql(shape), { ...page, keys }));
  const versionsByKey = groupByKey(stored.rows);
  const plan: PlannedVersion[] = [];
  for (const record of late.records) {
    const before = versionsByKey.get(record.key) ?? [];
    const content = contents.get(record.position);
    if (content === undefined) continue;
    const confirmations = late.confirmationsOf(content.event_time);
    const seen = { at: toMicroseconds(page.fetchedAt), hash: content.hash, confirmations };
    const after = placeObservation(before, seen);
    if (JSON.stringify(after) !== JSON.stringify(before)) plan.push(...after.map((version) => toPlan(record, version)));
  }
  const changedKeys = [...new Set(plan.map((version) => version.source_id))];
  if (changedKeys.length > 0) {
    const values = { ...page, keys: changedKeys, plan: JSON.stringify(plan) };
    for (const sql of [draftSql(shape), clearHistorySql(shape), writeHistorySql(shape), writeCurrentSql(shape)]) {
      await client.query(statement(sql, values));
    }
    // Not truncate: that would write to the catalog.
    await client.query('delete from ods_version_draft');
  }
  return changedKeys.length;
}

/** What the placing needs to know of a record beyond its key: the canonical hash, which the stored versions get as well. */
interface LateContent {
  readonly n: number;
  readonly hash: string;
  readonly event_time: string | null;
}

async function readContents(
  client: ClientBase,
  shape: PageShape,
  page: PageParameters,
  records: readonly LateRecord[],
): Promise<Map<number, LateContent>> {
  const sql = `select r.n, md5(r.payload::text) as hash, r.event_time from (${recordRows(shape)}) r
where r.n = any($positions::int[])`;
  const positions = records.map((record) => record.position);
  const { rows } = await client.query<LateContent>(statement(sql, { ...page, positions }));
  return new Map(rows.map((row) => [row.n, row]));
}

function groupByKey(rows: readonly StoredVersion[]): Map<string, Version[]> {
  const byKey = new Map<string, Version[]>();
  for (const { source_id, from, to, hash, deleted } of rows) {
    const versions = byKey.get(source_id) ?? [];
    versions.push({ from, to, hash, deleted, content: { kind: 'stored', from } });
    byKey.set(source_id, versions);
  }
  return byKey;
}

function toPlan(record: LateRecord, version: Version): PlannedVersion {
  const { content: origin } = version;
  return {
    source_id: record.key,
    stored_from: origin.kind === 'stored' ? origin.from : null,
    n: origin.kind === 'received' ? record.position : null,
    seen_from: version.from,
    seen_to: version.to,
    is_deleted: version.deleted,
  };
}
