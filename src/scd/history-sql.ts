import type { Dimension } from '../catalog/dimensions/dimension.ts';
import { dwdTable } from '../catalog/dwd-table.ts';
import type { RowDifference, WrittenTable } from '../database/write-rows.ts';
import { ofRound } from './rounds-sql.ts';

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

/** What a statement of this file found, the one row that it returns; `writeDifference` makes it so. */
export interface HistoryChange extends RowDifference {
  /** Keys looked at, and rows to write. */
  readonly keys: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Whether a current version has texts that its columns do not say in full (`_raw`), written just now or not. */
  readonly is_doubtful: boolean;
  /** The times in which tracked values are others than before, one an index. Times are texts of PostgreSQL. */
  readonly altered_keys: readonly string[];
  readonly altered_from: readonly string[];
  readonly altered_to: readonly string[];
  /** Whether nothing at all was known of the key before. */
  readonly altered_is_new: readonly boolean[];
}

/** Names of columns, behind the alias of their table. */
export const list = (columns: readonly string[], alias?: string): string =>
  columns.map((column) => (alias === undefined ? column : `${alias}.${column}`)).join(', ');

/** Whether two rows have the same values in the columns. */
export const equal = (columns: readonly string[], a: string, b: string): string =>
  columns.map((column) => `${a}.${column} = ${b}.${column}`).join(' and ');

/** The columns of a dimension table by what they are for. */
export function historyColumns(dimension: HistoryTable) {
  const key = ['site_id', ...dimension.key];
  const carried = [...dimension.columns.map((column) => column.name), '_source_id', '_raw'];
  const compared = ['valid_to', 'version', 'is_current', 'is_deleted', ...carried];
  return {
    key,
    identity: [...key, 'valid_from'],
    tracked: dimension.columns.filter((column) => column.tracked).map((column) => column.name),
    /** What a version says, beside when it holds. */
    carried,
    /** A row that differs in none of these is left as it is. */
    compared,
    written: [...key, 'valid_from', ...compared, '_load_id'],
  } as const;
}

/** The table of a dimension as rows are written to it. */
export function writtenTable(dimension: HistoryTable): WrittenTable {
  const { identity, written } = historyColumns(dimension);
  return { name: dwdTable(dimension), key: identity, columns: written };
}

/**
 * One statement that tells how the stored history of the keys of a round (`$keys`) of a store (`$siteId`) differs from
 * `buildHistory` of their ODS versions. It returns a `HistoryChange`, and writes nothing.
 */
export function mergeHistorySql(dimension: HistoryTable, seen: SeenVersionsSql): string {
  return `${computedSql(dimension, ofRound(dimension, seen), 'computed')},
${differenceSql(dimension, 'touched')}
select ${changeColumns('touched', dimension.key)}`;
}

/**
 * One statement that fills the history of the keys of a round into a table that holds nothing of the store,.
 * Nothing is compared, and no row leaves PostgreSQL.
 */
export function fillHistorySql(dimension: HistoryTable, seen: SeenVersionsSql): string {
  const { written } = historyColumns(dimension);
  return `insert into ${dwdTable(dimension)} (${list(written)})
${computedSql(dimension, ofRound(dimension, seen), 'computed')}
select ${list(written, 'c')} from computed c`;
}

/**
 * The history of the touched keys as the relation `name`. Runs of versions in the same state become one row, the last of
 * the run: `opens` marks the first, counting them numbers the runs, and a run ends where the next one opens. An absence
 * equals any absence, whatever was last known. Everything is told in one order, so that wide rows are sorted once.
 */
export function computedSql(dimension: HistoryTable, seen: SeenVersionsSql, name: string): string {
  const { key, tracked, carried } = historyColumns(dimension);
  const state = `case when is_deleted then 'deleted' else 'live ' || row(${list(tracked)}, 0)::text end`;
  const byTime = `window by_time as (partition by ${list(key)} order by seen_from)`;
  return `with touched as materialized (${seen.touchedSql}),
seen as materialized (${seen.versionsSql}),
marked as (
  select s.*, ${state} is distinct from lag(${state}) over by_time as opens from seen s ${byTime}
),
numbered as (
  select m.*, count(*) filter (where opens) over by_time as version, max(seen_from) filter (where opens) over by_time as opened_at,
    lead(opens, 1, true) over by_time as ends, lead(seen_from) over by_time as ended_at
  from marked m ${byTime}
),
${name} as materialized (
  select ${list([...key, ...carried])}, _load_id, version, is_deleted,
    case when version = 1 then '-infinity' else opened_at end as valid_from,
    coalesce(ended_at, 'infinity') as valid_to, ended_at is null as is_current
  from numbered where ends
)`;
}

/**
 * How the table differs, of the keys in `scope`, from what the relation `computed` says: rows to remove (`surplus`), rows
 * to write (`due`), and when something else holds (`altered`). Every table is limited to the store once more, so that where
 * they are distributed the whole statement goes to the machine of the store.
 * What goes is found by grouping: nobody can tell the planner how many rows the relations have, and for an anti join it
 * chose to compare each with each, which took 3 of 3.2 seconds for a thousand members.
 */
export function differenceSql(dimension: HistoryTable, scope: string): string {
  const { key, identity, tracked, compared, written } = historyColumns(dimension);
  const table = dwdTable(dimension);
  return `former as materialized (
  select ${list([...key, 'valid_from', 'valid_to', ...tracked], 'd')} from ${table} d join ${scope} t on ${equal(key, 'd', 't')}
  where d.site_id = $siteId::bigint
),
altered as materialized (
  select ${list(key, 'c')}, greatest(f.valid_from, c.valid_from) as altered_from, least(f.valid_to, c.valid_to) as altered_to,
    false as is_new
  from former f join computed c on ${equal(key, 'f', 'c')} and f.valid_from < c.valid_to and c.valid_from < f.valid_to
  where (${list(tracked, 'f')}) is distinct from (${list(tracked, 'c')})
  union all
  select distinct ${list(key, 'c')}, '-infinity'::timestamptz, 'infinity'::timestamptz, true
  from computed c where not exists (select 1 from former f where ${equal(key, 'f', 'c')})
  union all
  select distinct ${list(key, 'f')}, '-infinity'::timestamptz, 'infinity'::timestamptz, false
  from former f where not exists (select 1 from computed c where ${equal(key, 'c', 'f')})
),
surplus as materialized (
  select ${list(identity)} from (
    select ${list(identity)}, false as stays from former union all select ${list(identity)}, true from computed
  ) v group by ${list(identity)} having not bool_or(stays)
),
due as materialized (
  select ${list(written, 'c')}, o.site_id is null as is_new
  from computed c left join ${table} o on ${equal(identity, 'o', 'c')} and o.site_id = $siteId::bigint
  where o.site_id is null or (${list(compared, 'o')}) is distinct from (${list(compared, 'c')})
)`;
}

/** The columns of a `HistoryChange`; a dimension without a key of its own has the store for it. */
export function changeColumns(scope: string, [key = 'site_id']: readonly string[]): string {
  const all = (expression: string, none: string): string =>
    `(select coalesce(array_agg(${expression} order by ${key}, altered_from), '{}'::${none}[]) from altered)`;
  return `(select count(*) from ${scope})::int as keys, (select count(*) from surplus)::int as removed,
  (select count(*) filter (where is_new) from due)::int as added,
  (select count(*) filter (where not is_new) from due)::int as changed,
  (select coalesce(bool_or(is_current and _raw is not null), false) from computed) as is_doubtful,
  (select json_agg(s)::text from surplus s) as surplus_rows,
  (select json_agg(d order by ${key}, valid_from)::text from due d) as due_rows,
  ${all(`${key}::text`, 'text')} as altered_keys, ${all('altered_from::text', 'text')} as altered_from,
  ${all('altered_to::text', 'text')} as altered_to, ${all('is_new', 'boolean')} as altered_is_new`;
}
