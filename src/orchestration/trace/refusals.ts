import { statement } from '../../database/statement.ts';
import type { Queryable } from '../../tasks/task.ts';
import type { TraceTarget } from './target.ts';

/** An open entry of the quarantine about a record. */
export interface TracedRefusal {
  /** Number of the entry: `quarantine show` has the rest. */
  readonly id: string;
  readonly siteId: string;
  /** Table that refused the record, as the entry names it. */
  readonly table: string;
  readonly rule: string;
  readonly reason: string;
}

const OPEN = `select q.quarantine_id::text as id, q.site_id::text as "siteId", q.target_table as "table", q.rule, q.reason
from etl_admin.etl_quarantine q
where q.status = 'OPEN' and q.target_table = any($tables::text[]) and $sourceId::text in (q.source_id, q.entry_key)
  and ($stores::bigint[] is null or q.site_id = any($stores))
order by q.quarantine_id`;

/** What ODS or the typed table holds back of a record. */
export async function readRefusals(
  db: Queryable,
  { table, endpoint }: TraceTarget,
  record: { readonly sourceId: string | null; readonly stores: readonly string[] | null },
): Promise<TracedRefusal[]> {
  // Entries name ODS tables without their schema.
  const tables = [endpoint.table, table.name];
  return (await db.query<TracedRefusal>(statement(OPEN, { ...record, tables }))).rows;
}
