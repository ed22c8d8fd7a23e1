import type { ClientBase } from 'pg';
import type { SiteId } from '../../base/ids.ts';
import { odsTable } from '../../catalog/ods-table.ts';
import { statement } from '../../database/statement.ts';

/** What a stretch of a fact load tells of the rows it met, each a list in JSON text; null for none. */
export interface FactFindings {
  readonly refusals: string | null;
  readonly doubts: string | null;
  readonly dirty: string | null;
}

/** Whose findings they are. */
export interface FactLedger {
  readonly siteId: SiteId;
  /** Qualified name of the fact table. */
  readonly table: string;
  /** ODS table it is made from. */
  readonly source: string;
  readonly runId: string | null;
  /** The ODS records of the loads above `after`, up to `upTo`, were read. */
  readonly after: string;
  readonly upTo: string;
}

/** Values that were not understood, by the path they stand at, added up over the stretches of a load. */
export class Doubts {
  readonly #byPath = new Map<string, Doubt>();

  /** Takes what a stretch tells (`FactFindings.doubts`). */
  add(doubts: string | null): void {
    if (doubts === null) return;
    for (const { path, rows_affected, sample } of JSON.parse(doubts) as readonly Doubt[]) {
      const known = this.#byPath.get(path);
      this.#byPath.set(path, {
        path,
        rows_affected: rows_affected + (known?.rows_affected ?? 0),
        sample: known?.sample ?? sample,
      });
    }
  }

  /** All of them as a list in JSON text; null when there are none. */
  toJson(): string | null {
    return this.#byPath.size === 0 ? null : JSON.stringify([...this.#byPath.values()]);
  }
}

interface Doubt {
  readonly path: string;
  readonly rows_affected: number;
  readonly sample: string;
}

const OPEN = `select distinct source_id as id from etl_admin.etl_quarantine
where site_id = $siteId::bigint and target_table = $table::text and status = 'OPEN' and source_id is not null`;

/** An entry of a record that was read again is closed, unless the same rule refuses it again. */
const RESOLVE = `update etl_admin.etl_quarantine q set status = 'RESOLVED', resolved_at = now()
where q.site_id = $siteId::bigint and q.target_table = $table::text and q.status = 'OPEN' and q.source_id = any($ids::text[])
  and not exists (select 1 from jsonb_to_recordset($refusals::jsonb) as r(entry_key text, rule text)
    where r.entry_key = q.entry_key and r.rule = q.rule)`;

const REFUSE = `insert into etl_admin.etl_quarantine as q (site_id, target_table, entry_key, source_id, rule, column_name, bad_value,
  reason, raw, source_file, page_no, record_index, run_id, first_seen_at, last_seen_at)
select $siteId::bigint, $table::text, r.entry_key, r.source_id, r.rule, r.column_name, r.bad_value, r.reason, r.raw, r.source_file,
  r.page_no, r.record_index, $runId::uuid, r.fetched_at, r.fetched_at
from jsonb_to_recordset($refusals::jsonb) as r(entry_key text, source_id text, rule text, column_name text, bad_value text,
  reason text, raw text, source_file text, page_no integer, record_index integer, fetched_at timestamptz)
on conflict (site_id, target_table, entry_key, rule) where status = 'OPEN' do update set
  occurrences = q.occurrences + case when excluded.last_seen_at > q.last_seen_at then 1 else 0 end,
  last_seen_at = greatest(q.last_seen_at, excluded.last_seen_at), raw = excluded.raw, bad_value = excluded.bad_value,
  column_name = excluded.column_name, reason = excluded.reason, source_file = excluded.source_file,
  page_no = excluded.page_no, record_index = excluded.record_index, run_id = excluded.run_id`;

const DOUBT = `insert into etl_admin.etl_drift (site_id, ods_table, kind, path, first_seen_at, last_seen_at, rows_affected,
  rows_checked, sample, run_id)
select $siteId::bigint, $source::text, 'bad-value', d.path, now(), now(), d.rows_affected, $seen::bigint, d.sample, $runId::uuid
from jsonb_to_recordset($doubts::jsonb) as d(path text, rows_affected bigint, sample text)
on conflict (site_id, ods_table, kind, path) do update set last_seen_at = excluded.last_seen_at,
  rows_affected = excluded.rows_affected, rows_checked = excluded.rows_checked, run_id = excluded.run_id`;

const MARK = `insert into etl_admin.etl_dirty_day (site_id, business_date, input, reason)
select $siteId::bigint, d.day, $table::text, d.reason from jsonb_to_recordset($dirty::jsonb) as d(day date, reason text)
on conflict (site_id, business_date, input) do update set reason = excluded.reason, marked_at = now()`;

/** Writes down what a stretch found, in its transaction. Without findings it asks whether an entry is open, and no more. */
export async function writeFindings(client: ClientBase, ledger: FactLedger, findings: FactFindings): Promise<void> {
  const values = { ...ledger, ...findings, refusals: findings.refusals ?? '[]' };
  await resolveRead(client, ledger, values);
  if (findings.refusals !== null) await client.query(statement(REFUSE, values));
  if (findings.dirty !== null) await client.query(statement(MARK, values));
}

/** Writes down the doubts of a load as drift of its source, with the number of rows they were found among. */
export async function writeDoubts(
  client: ClientBase,
  of: Pick<FactLedger, 'siteId' | 'source' | 'runId'> & { readonly seen: number },
  doubts: Doubts,
): Promise<void> {
  const json = doubts.toJson();
  if (json !== null) await client.query(statement(DOUBT, { ...of, doubts: json }));
}

async function resolveRead(
  client: ClientBase,
  { source }: FactLedger,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const open = await client.query<{ id: string }>(statement(OPEN, values));
  if (open.rows.length === 0) return;
  const sql = `select source_id as id from ${odsTable({ table: source })}
where site_id = $siteId::bigint and load_id > $after::bigint and load_id <= $upTo::bigint and source_id = any($ids::text[])`;
  const read = await client.query<{ id: string }>(statement(sql, { ...values, ids: idsOf(open.rows) }));
  if (read.rows.length > 0) await client.query(statement(RESOLVE, { ...values, ids: idsOf(read.rows) }));
}

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);
