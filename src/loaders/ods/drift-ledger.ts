import type { ClientBase } from 'pg';
import { statement } from '../../database/statement.ts';
import type { DriftFinding } from './drift-scan.ts';

const UPSERT = `insert into etl_admin.etl_drift (site_id, ods_table, kind, path, first_seen_at, last_seen_at, rows_affected,
  rows_checked, sample, run_id)
select $siteId::bigint, $table::text, d.kind, d.path, $seenAt::timestamptz, $seenAt::timestamptz, d.affected, d.checked,
  d.sample, $runId::uuid
from unnest($kinds::text[], $paths::text[], $affected::bigint[], $checked::bigint[], $samples::text[])
  as d(kind, path, affected, checked, sample)
on conflict (site_id, ods_table, kind, path) do update set
  last_seen_at = greatest(etl_drift.last_seen_at, excluded.last_seen_at), rows_affected = excluded.rows_affected,
  rows_checked = excluded.rows_checked, run_id = excluded.run_id`;

/** Records how the walk differed from the catalog; the first sample stays, the last time moves. */
export async function writeDrift(
  client: ClientBase,
  target: { readonly siteId: string; readonly table: string; readonly runId: string | null; readonly seenAt: string },
  findings: readonly DriftFinding[],
): Promise<void> {
  if (findings.length === 0) return;
  await client.query(
    statement(UPSERT, {
      ...target,
      kinds: findings.map((finding) => finding.kind),
      paths: findings.map((finding) => finding.path),
      affected: findings.map((finding) => finding.rowsAffected),
      checked: findings.map((finding) => finding.rowsChecked),
      samples: findings.map((finding) => finding.sample),
    }),
  );
}
