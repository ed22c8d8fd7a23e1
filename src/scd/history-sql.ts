import type { Dimension } from '../catalog/dimensions/dimension.ts';
import { dwdTable } from '../catalog/dwd-table.ts';

/** What is asked of a dimension to keep its history. */
export type HistoryTable = Pick<Dimension, 'table' | 'key' | 'columns'>;

/** What the history is computed from. */
export interface SeenVersionsSql {
  /** Query of the keys whose history may have changed: `site_id` and the key columns, no key twice. */
  readonly touchedSql: string;
  /**
   * Query of all versions ODS saw of the keys in `touched`: `site_id`, the key columns, `seen_from`, `is_deleted`,
   * `_source_id`, `_load_id`, `_raw` and every column. Two versions of a key never share `seen_from`.
   */
  readonly versionsSql: string;
}

const list = (columns: readonly string[], alias?: string): string =>
  columns.map((column) => (alias === undefined ? column : `${alias}.${column}`)).join(', ');

const equal = (columns: readonly string[], a: string, b: string): string =>
  columns.map((column) => `${a}.${column} = ${b}.${column}`).join(' and ');

/**
 * One statement that makes the stored history of the touched keys equal to `buildHistory` of their ODS versions. Rows
 * that are right already are not written. It answers how many keys it looked at and how many rows it added, changed and
 * removed.
 */
export function mergeHistorySql(dimension: HistoryTable, seen: SeenVersionsSql): string {
  const table = dwdTable(dimension);
  const key = ['site_id', ...dimension.key];
  const carried = [...dimension.columns.map((column) => column.name), '_source_id', '_raw'];
  const compared = ['valid_to', 'version', 'is_current', 'is_deleted', ...carried];
  const written = [...key, 'valid_from', ...compared, '_load_id'];
  const identity = [...key, 'valid_from'];
  const updates = [...compared, '_load_id'].map((column) => `${column} = excluded.${column}`);
  return `with touched as materialized (${seen.touchedSql}),
seen as materialized (${seen.versionsSql}),
${computedSql(key, trackedColumns(dimension), carried)},
removed as (
  delete from ${table} d using touched t
  where ${equal(key, 'd', 't')} and not exists (select 1 from computed c where ${equal(identity, 'c', 'd')})
  returning 1
),
written as (
  insert into ${table} as d (${list(written)})
  select ${list(written, 'c')} from computed c left join ${table} o on ${equal(identity, 'o', 'c')}
  where o.site_id is null or (${list(compared, 'o')}) is distinct from (${list(compared, 'c')})
  on conflict (${list(identity)}) do update set ${updates.join(', ')}
  returning (xmax = 0) as is_new
)
select (select count(*) from touched)::int as keys, (select count(*) from removed)::int as removed,
  count(*) filter (where is_new)::int as added, count(*) filter (where not is_new)::int as changed from written`;
}

const trackedColumns = ({ columns }: HistoryTable): string[] =>
  columns.filter((column) => column.tracked).map((column) => column.name);

/**
 * Runs of versions in the same state become one row: `opens` marks the first of a run, counting them numbers the runs.
 * An absence equals any absence, whatever was last known of the record.
 */
function computedSql(key: readonly string[], tracked: readonly string[], carried: readonly string[]): string {
  const state = `case when is_deleted then 'deleted' else 'live ' || row(${list(tracked)}, 0)::text end`;
  const byKey = `partition by ${list(key)}`;
  return `marked as (
  select s.*, ${state} is distinct from lag(${state}) over (${byKey} order by seen_from) as opens from seen s
),
numbered as (
  select m.*, count(*) filter (where opens) over (${byKey} order by seen_from) as version from marked m
),
runs as (
  select distinct on (${list(key)}, version) ${list([...key, ...carried])}, _load_id, version, is_deleted,
    min(seen_from) over (${byKey}, version) as opened_at
  from numbered order by ${list(key)}, version, seen_from desc
),
computed as materialized (
  select r.*, case when version = 1 then '-infinity' else opened_at end as valid_from,
    coalesce(lead(opened_at) over (${byKey} order by version), 'infinity') as valid_to,
    lead(opened_at) over (${byKey} order by version) is null as is_current
  from runs r
)`;
}
