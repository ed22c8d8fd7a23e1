import type { ClientBase } from 'pg';
import { md5Hex } from '../../base/digest.ts';
import { statement } from '../../database/statement.ts';

/** Why a record was not stored. */
export type QuarantineRule = 'missing_key' | 'foreign_site' | 'refused_by_database' | 'duplicate_key';

/** A record that could not be stored, with the text as received. */
export interface RefusedRecord {
  readonly rule: QuarantineRule;
  readonly sourceId: string | null;
  readonly reason: string;
  readonly column: string | null;
  readonly value: string | null;
  readonly raw: string;
  readonly file: string;
  readonly pageNo: number;
  /** Position in the page, from 0. */
  readonly recordIndex: number;
  readonly seenAt: string;
}

/** Identifies an entry: the upstream key, or the content where there is none. */
export function entryKeyOf(record: Pick<RefusedRecord, 'sourceId' | 'raw'>): string {
  return record.sourceId ?? `md5:${md5Hex(record.raw)}`;
}

/** A replayed older answer, or a second chance, does not change where and how the record was seen last. */
function ofLatest(column: string): string {
  return `${column} = case when excluded.last_seen_at > q.last_seen_at then excluded.${column} else q.${column} end`;
}

const UPSERT = `insert into etl_admin.etl_quarantine as q (site_id, target_table, entry_key, source_id, rule, column_name, bad_value,
  reason, raw, source_file, page_no, record_index, run_id, first_seen_at, last_seen_at)
select $siteId::bigint, $table::text, r.entry_key, r.source_id, r.rule, r.column_name, r.bad_value, r.reason, r.raw, r.source_file,
  r.page_no, r.record_index, $runId::uuid, r.seen_at, r.seen_at
from unnest($keys::text[], $sourceIds::text[], $rules::text[], $columns::text[], $values::text[], $reasons::text[],
  $raws::text[], $files::text[], $pages::int[], $indexes::int[], $times::timestamptz[])
  as r(entry_key, source_id, rule, column_name, bad_value, reason, raw, source_file, page_no, record_index, seen_at)
on conflict (site_id, target_table, entry_key, rule) where status = 'OPEN' do update set
  occurrences = q.occurrences + case when excluded.last_seen_at > q.last_seen_at then 1 else 0 end,
  last_seen_at = greatest(q.last_seen_at, excluded.last_seen_at), column_name = excluded.column_name,
  bad_value = excluded.bad_value, reason = excluded.reason, run_id = excluded.run_id,
  ${['raw', 'source_file', 'page_no', 'record_index'].map(ofLatest).join(', ')}`;

/** Records the refusals: one open entry a record and rule, however often it comes. */
export async function quarantineRecords(
  client: ClientBase,
  target: { readonly siteId: string; readonly table: string; readonly runId: string | null },
  records: readonly RefusedRecord[],
): Promise<void> {
  const unique = new Map(records.map((record) => [`${entryKeyOf(record)} ${record.rule}`, record]));
  if (unique.size === 0) return;
  const list = [...unique.values()];
  await client.query(
    statement(UPSERT, {
      ...target,
      keys: list.map(entryKeyOf),
      sourceIds: list.map((record) => record.sourceId),
      rules: list.map((record) => record.rule),
      columns: list.map((record) => record.column),
      values: list.map((record) => record.value),
      reasons: list.map((record) => record.reason),
      raws: list.map((record) => record.raw),
      files: list.map((record) => record.file),
      pages: list.map((record) => record.pageNo),
      indexes: list.map((record) => record.recordIndex),
      times: list.map((record) => record.seenAt),
    }),
  );
}

/** Closes entries whose record this walk has brought in good shape, later than it was last refused. */
export async function resolveQuarantine(
  client: ClientBase,
  target: { readonly siteId: string; readonly table: string; readonly seenAt: string },
): Promise<void> {
  const sql = `update etl_admin.etl_quarantine set status = 'RESOLVED', resolved_at = now()
where site_id = $siteId::bigint and target_table = $table::text and status = 'OPEN' and last_seen_at < $seenAt::timestamptz
  and source_id in (select source_id from ods_walk_key where stored)`;
  await client.query(statement(sql, target));
}
