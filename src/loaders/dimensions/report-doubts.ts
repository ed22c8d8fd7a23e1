import type { RunId, SiteId } from '../../base/ids.ts';
import type { Dimension } from '../../catalog/dimensions/dimension.ts';
import { dwdTable } from '../../catalog/dwd-table.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';

/** Reports the values of current members that were not understood, as drift: they are NULL here, their text is in `_raw`. */
export async function reportDoubts(
  client: Client,
  work: {
    readonly dimension: Dimension;
    readonly siteId: SiteId;
    readonly after: string;
    readonly runId: RunId | null;
  },
): Promise<void> {
  const { dimension, siteId, after, runId } = work;
  const { members, source, columns } = dimension;
  const prefix = members.kind === 'snapshot' ? `${members.object}.` : '';
  const sql = `with written as (
  select d._raw, to_jsonb(d) as row from ${dwdTable(dimension)} d
  where d.site_id = $siteId::bigint and d.is_current and d._load_id > $after::bigint and d._raw is not null
)
insert into etl_admin.etl_drift (site_id, ods_table, kind, path, first_seen_at, last_seen_at, rows_affected, rows_checked, sample, run_id)
select $siteId::bigint, $source::text, 'bad-value', p.path, now(), now(), count(*), (select count(*) from written),
  left(min(kept.value), 80), $runId::uuid
from written w cross join lateral jsonb_each_text(w._raw) as kept
join unnest($names::text[], $paths::text[]) as p(name, path) on p.name = kept.key
where w.row ->> kept.key is null group by p.path
on conflict (site_id, ods_table, kind, path) do update set last_seen_at = excluded.last_seen_at,
  rows_affected = excluded.rows_affected, rows_checked = excluded.rows_checked, sample = excluded.sample, run_id = excluded.run_id`;
  const values = {
    siteId,
    after,
    runId,
    source,
    names: columns.map((column) => column.name),
    paths: columns.map((column) => prefix + column.path),
  };
  await client.query(statement(sql, values));
}
