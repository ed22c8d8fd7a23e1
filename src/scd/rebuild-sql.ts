import { dwdTable } from '../catalog/dwd-table.ts';
import {
  changeColumns,
  computedSql,
  differenceSql,
  equal,
  type HistoryChange,
  type HistoryTable,
  historyColumns,
  list,
  type SeenVersionsSql,
} from './history-sql.ts';
import { everyKeySql, ofRound } from './rounds-sql.ts';

/** One row that a rebuild writes or removes. */
export interface RebuiltVersion {
  readonly change: 'added' | 'changed' | 'removed';
  /** Value of the key column; the store where there is none. */
  readonly key: string;
  readonly validFrom: string;
  /** Column → its text before and after; null for nothing. */
  readonly values: Readonly<Record<string, readonly [string | null, string | null]>>;
}

/** What a rebuild found, the one row that its statement returns. */
export interface HistoryRebuild extends HistoryChange {
  /** Keys with a row that was written or removed. */
  readonly differing_keys: number;
  /** Keys whose versions before `$from` differ from what ODS says, and were left so. */
  readonly left_keys: number;
  /** The first `$limit` rows written or removed, as JSON text of a list of `RebuiltVersion`. */
  readonly sample: string;
}

/**
 * One statement that tells how the stored history of the keys of a round (`$keys`) of a store (`$siteId`) differs from what
 * their ODS versions say from `$from` on, for `writeDifference` to make it so; with `-infinity` that is all of it, and over
 * all rounds of `everyKeySql` the table is as after a first fill. Keys that ODS does not know lose their rows.
 *
 * Versions that ended by `$from` stay as they are. The version that holds at `$from` goes on into what ODS says then if both
 * are in the same state; otherwise it ends at `$from`, and a new version begins there. A key without versions before
 * `$from` gets its whole history. It returns a `HistoryRebuild`.
 */
export function rebuildHistorySql(dimension: HistoryTable, seen: SeenVersionsSql): string {
  const { key } = historyColumns(dimension);
  const every = { ...seen, touchedSql: everyKeySql(dimension, seen.touchedSql) };
  return `${computedSql(dimension, ofRound(dimension, every), 'said')},
${spliceSql(dimension)},
${differenceSql(dimension, 'touched')},
${differingSql(dimension)}
select ${changeColumns('touched', dimension.key)},
  (select count(distinct (${list(key)})) from differing)::int as differing_keys, ${leftKeysSql(dimension)} as left_keys,
  (select coalesce(jsonb_agg(d.line), '[]')::text from (
    select ${sampleSql(dimension)} as line from differing d order by ${list(key)}, valid_from limit $limit::int
  ) d) as sample`;
}

/** `computed`: what is stored before `$from`, then what ODS has `said`. */
function spliceSql(dimension: HistoryTable): string {
  const { key, tracked, carried, written } = historyColumns(dimension);
  const byKey = `partition by ${list(key, 'l')}`;
  const sameState = `s.is_deleted = b.is_deleted and (s.is_deleted or (${list(tracked, 's')}) is not distinct from (${list(tracked, 'b')}))`;
  return `stored as materialized (
  select d.* from ${dwdTable(dimension)} d join touched t on ${equal(key, 'd', 't')}
  where d.site_id = $siteId::bigint and d.valid_from < $from::timestamptz
),
ended as (select * from stored where valid_to <= $from::timestamptz),
border as (
  select distinct on (${list(key)}) * from stored where valid_to > $from::timestamptz order by ${list(key)}, valid_from desc
),
numbers as (
  select ${list(key)}, max(version) as last from (select * from ended union all select * from border) v group by ${list(key)}
),
later as (
  select s.*, n.last, b.valid_from as border_from,
    coalesce(s.valid_from <= $from::timestamptz and ${sameState}, false) as goes_on
  from said s left join border b on ${equal(key, 'b', 's')} left join numbers n on ${equal(key, 'n', 's')}
  where n.last is null or s.valid_to > $from::timestamptz
),
computed as materialized (
  select ${list(written)} from ended
  union all
  select ${written.map(endedAtFrom).join(', ')} from border b
  where not exists (select 1 from later l where ${equal(key, 'l', 'b')} and l.goes_on)
  union all
  select ${list(key, 'l')},
    case when goes_on then border_from when last is null then valid_from else greatest(valid_from, $from::timestamptz) end,
    valid_to, coalesce(last, 0) + row_number() over (${byKey} order by valid_from) - count(*) filter (where goes_on) over (${byKey}),
    is_current, is_deleted, ${list(carried, 'l')}, _load_id
  from later l
)`;
}

function endedAtFrom(column: string): string {
  if (column === 'valid_to') return '$from::timestamptz';
  return column === 'is_current' ? 'false' : `b.${column}`;
}

/** The rows that are not as they should be, before and after. The table is read as it was before this statement. */
function differingSql(dimension: HistoryTable): string {
  const { key, identity, compared } = historyColumns(dimension);
  const either = identity.map((column) => `coalesce(o.${column}, c.${column}) as ${column}`);
  return `differing as (
  select ${either.join(', ')}, to_jsonb(o) as before, to_jsonb(c) as after
  from (select d.* from ${dwdTable(dimension)} d join touched t on ${equal(key, 'd', 't')}
    where d.site_id = $siteId::bigint) o
  full join computed c on ${equal(identity, 'o', 'c')}
  where o.site_id is null or c.site_id is null or (${list(compared, 'o')}) is distinct from (${list(compared, 'c')})
)`;
}

function sampleSql({ key: [key = 'site_id'] }: HistoryTable): string {
  return `jsonb_build_object(
      'change', case when before is null then 'added' when after is null then 'removed' else 'changed' end,
      'key', ${key}::text, 'validFrom', valid_from::text,
      'values', (
        select coalesce(jsonb_object_agg(column_name, jsonb_build_array(b.value, a.value)), '{}')
        from jsonb_each_text(before) b (column_name, value) full join jsonb_each_text(after) a (column_name, value) using (column_name)
        where b.value is distinct from a.value and column_name not in ('site_id', '_load_id')
      ))`;
}

function leftKeysSql(dimension: HistoryTable): string {
  const { key, identity, carried } = historyColumns(dimension);
  const compared = ['valid_to', 'is_deleted', ...carried];
  return `(select count(distinct (${key.map((column) => `coalesce(s.${column}, c.${column})`).join(', ')}))
    from said s full join computed c on ${equal(identity, 's', 'c')}
    where s.site_id is null or c.site_id is null or (${list(compared, 's')}) is distinct from (${list(compared, 'c')}))::int`;
}
