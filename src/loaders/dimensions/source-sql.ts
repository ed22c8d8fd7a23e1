import { literal } from '../../base/sql-text.ts';
import { SNAPSHOTS } from '../../catalog/dimensions/dimension-table.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { historyTable, odsTable } from '../../catalog/ods-table.ts';
import { idType } from '../../models/id-type.ts';
import type { DimensionAsMet } from './upstream-paths.ts';

/** SQL that finds the members of a dimension in ODS; `$siteId` is the store, `$after` the last load followed up. */
export interface SourceSql {
  /** The keys whose history may have changed: `site_id` and the key, no key twice. An id has one text, so the key is the id. */
  readonly touchedSql: string;
  /**
   * Versions of the members in `touched`: the key, `source_id`, `load_id`, `seen_from`, `is_deleted` and `member`, the
   * JSON object that holds the columns.
   */
  readonly membersSql: string;
}

/** Zero stands for no id. */
const isKey = (text: string): string => `${text} <> '0' and ${idType.accepts(text)}`;

/** Superseded and current versions of the records, each from when it was seen. */
function recordVersions(endpoint: Endpoint, columns: string, where: string): string {
  return `select ${columns}, o.seen_from, o.seen_to, o.is_deleted from ${historyTable(endpoint)} o
    where o.site_id = $siteId::bigint and ${where}
  union all
  select ${columns}, coalesce(o.deleted_at, o.fetched_at), 'infinity'::timestamptz, o.is_deleted from ${odsTable(endpoint)} o
    where o.site_id = $siteId::bigint and ${where}`;
}

/** Any of the names a field is met under, of an object of JSON. */
const valueOf = (object: string, names: readonly string[], arrow: '->' | '->>' = '->'): string => {
  const values = names.map((name) => `${object} ${arrow} ${literal(name)}`);
  return values.length === 1 ? (values[0] ?? '') : `coalesce(${values.join(', ')})`;
};

/** The text of the two queries for a dimension; `endpoint` carries the corrections of CONTRACT_FILE. */
export function buildSourceSql({ dimension, namesOf }: DimensionAsMet, endpoint: Endpoint): SourceSql {
  const { members } = dimension;
  const [key] = dimension.key;
  if (members.kind === 'snapshot') return snapshotSource();
  if (key === undefined) throw new Error('only a dimension read from snapshots can do without a key');
  return members.kind === 'record'
    ? recordSource(endpoint, key)
    : treeSource(endpoint, key, { ids: namesOf('id'), lists: namesOf(members.children) });
}

function recordSource(endpoint: Endpoint, key: string): SourceSql {
  const newer = 'o.load_id > $after::bigint';
  return {
    touchedSql: `
  select $siteId::bigint as site_id, source_id::bigint as ${key} from (
    select o.source_id from ${odsTable(endpoint)} o where o.site_id = $siteId::bigint and ${newer}
    union
    select o.source_id from ${historyTable(endpoint)} o where o.site_id = $siteId::bigint and ${newer}
  ) k where ${isKey('source_id')}`,
    membersSql: `select t.site_id, t.${key}, v.source_id, v.load_id, v.seen_from, v.is_deleted, v.payload as member
  from touched t cross join lateral (
    ${recordVersions(endpoint, 'o.source_id, o.load_id, o.payload', `o.source_id = t.${key}::text`)}
  ) v`,
  };
}

/**
 * A child is there while some record shows it, and gone in between; where two records show it at the same time, as
 * when a walk saw one parent before and one after a move, the one seen last is believed. Trees are small, so every
 * node counts as touched when anything is new.
 */
function treeSource(
  endpoint: Endpoint,
  key: string,
  { ids, lists }: { readonly ids: readonly string[]; readonly lists: readonly string[] },
): SourceSql {
  const children = valueOf('n.member', lists);
  const id = valueOf('member', ids, '->>');
  const nodes = `with recursive record as (
    ${recordVersions(endpoint, 'o.source_id, o.load_id, o.payload', 'true')}
  ),
  node as (
    select source_id, load_id, seen_from, seen_to, payload as member, 1 as level from record where not is_deleted
    union all
    select n.source_id, n.load_id, n.seen_from, n.seen_to,
      jsonb_build_object('pid', ${valueOf('n.member', ids)}) || child.member, n.level + 1
    from node n cross join lateral jsonb_array_elements(
      case when jsonb_typeof(${children}) = 'array' then ${children} else '[]' end
    ) as child(member) where jsonb_typeof(child.member) = 'object' and n.level < 10
  ),
  keyed as (
    select (${id})::bigint as ${key}, source_id, load_id, seen_from, seen_to,
      (member - array[${lists.map(literal).join(', ')}]) || jsonb_build_object('category_level', level) as member
    from node where ${isKey(`(${id})`)}
  )`;
  return {
    touchedSql: `${nodes} select distinct $siteId::bigint as site_id, ${key} from keyed
  where exists (select 1 from ${odsTable(endpoint)} o where o.site_id = $siteId::bigint and o.load_id > $after::bigint)`,
    membersSql: `${nodes},
  change as (
    select ${key}, seen_from as at from keyed union select ${key}, seen_to from keyed where seen_to < 'infinity'
  )
  select t.site_id, t.${key}, k.source_id, k.load_id, c.at as seen_from, c.at >= k.seen_to as is_deleted, k.member
  from touched t join change c using (${key}) cross join lateral (
    select k.* from keyed k where k.${key} = c.${key} and k.seen_from <= c.at
    order by c.at < k.seen_to desc, k.seen_from desc, k.source_id limit 1
  ) k`,
  };
}

/**
 * Gathers the snapshots of rows that are new since the last time. Of the rows read at the same moment the one with the
 * greatest key decides, whatever order they are loaded in. `object`: the names under which the snapshot is met.
 */
export function gatherSnapshotsSql(endpoint: Endpoint, object: readonly string[]): string {
  const rank = (alias: string): string => `lpad(${alias}.source_id, 30, '0')`;
  return `insert into ${SNAPSHOTS.name} as s (site_id, seen_from, source_id, load_id, profile)
select distinct on (v.seen_from) $siteId::bigint, v.seen_from, v.source_id, v.load_id, v.profile from (
  ${recordVersions(endpoint, `o.source_id, o.load_id, ${valueOf('o.payload', object)} as profile`, 'o.load_id > $after::bigint')}
) v where jsonb_typeof(v.profile) = 'object' and not v.is_deleted order by v.seen_from, ${rank('v')} desc
on conflict (site_id, seen_from) do update set source_id = excluded.source_id, load_id = excluded.load_id,
  profile = excluded.profile
where ${rank('excluded')} > ${rank('s')}`;
}

function snapshotSource(): SourceSql {
  return {
    touchedSql: `select distinct s.site_id from ${SNAPSHOTS.name} s where s.site_id = $siteId::bigint and s.load_id > $after::bigint`,
    membersSql: `select s.site_id, s.source_id, s.load_id, s.seen_from, false as is_deleted, s.profile as member
  from ${SNAPSHOTS.name} s join touched t on t.site_id = s.site_id where s.site_id = $siteId::bigint`,
  };
}
