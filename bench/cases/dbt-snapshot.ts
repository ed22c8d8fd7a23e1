import { dimMember } from '../../src/catalog/dimensions/member.ts';
import { CHANGED_MEMBERS } from '../data/members.ts';

/** Schema of the peer: `source` is a typed table of current members, `snapshot` their history. */
export const DBT_SCHEMA = 'bench_dbt';

const SOURCE = `${DBT_SCHEMA}.source`;
const SNAPSHOT = `${DBT_SCHEMA}.snapshot`;
const KEY = 'member_id';
const NAMES = dimMember.columns.map((column) => column.name);
const TRACKED = dimMember.columns.filter((column) => column.tracked).map((column) => column.name);
const ALL = [KEY, ...NAMES].join(', ');
const SCD_ID = `md5(coalesce(cast(${KEY} as varchar), '') || '|' || coalesce(cast(now() as varchar), ''))`;

/** Makes the typed source from our dimension, so that typing it costs the peer nothing. */
export const SOURCE_SQL: readonly string[] = [
  `create schema if not exists ${DBT_SCHEMA}`,
  `drop table if exists ${SOURCE}`,
  `create table ${SOURCE} as select _source_id as source_id, ${ALL} from billiards.dim_member_current`,
  `alter table ${SOURCE} add primary key (${KEY})`,
];

/** What changes in ODS, in the typed source. */
export function changeSourceSql(loadId: number): string {
  return `update ${SOURCE} set nickname = '改名' || ${loadId} where ${CHANGED_MEMBERS}`;
}

/** The first run of a snapshot. */
export const FIRST_SNAPSHOT_SQL: readonly string[] = [
  `create table ${SNAPSHOT} as
select ${ALL}, ${SCD_ID} as dbt_scd_id, now() as dbt_updated_at, now() as dbt_valid_from,
  nullif(now(), now()) as dbt_valid_to
from ${SOURCE}`,
];

/** How strategy 'check' spells that a column differs. */
const CHANGED = TRACKED.map(
  (name) =>
    `snapshotted.${name} != current.${name} or (snapshotted.${name} is null and not (current.${name} is null))
      or (not (snapshotted.${name} is null) and current.${name} is null)`,
).join(' or ');

/** Every later run: staging table, then the merge as dbt's PostgreSQL adapter does it (UPDATE and INSERT). */
export const LATER_SNAPSHOT_SQL: readonly string[] = [
  `create temporary table staging on commit drop as
with snapshotted as (
  select *, ${KEY} as dbt_unique_key from ${SNAPSHOT} where dbt_valid_to is null
),
insertions_source as (
  select ${ALL}, ${KEY} as dbt_unique_key, now() as dbt_updated_at, now() as dbt_valid_from,
    nullif(now(), now()) as dbt_valid_to, ${SCD_ID} as dbt_scd_id
  from ${SOURCE}
),
updates_source as (
  select ${ALL}, ${KEY} as dbt_unique_key, now() as dbt_updated_at, now() as dbt_valid_from, now() as dbt_valid_to
  from ${SOURCE}
),
deletes_source as (
  select ${KEY} as dbt_unique_key from ${SOURCE}
)
select 'insert' as dbt_change_type, current.* from insertions_source current
left join snapshotted on snapshotted.dbt_unique_key = current.dbt_unique_key
where snapshotted.dbt_unique_key is null or (snapshotted.dbt_unique_key is not null and (${CHANGED}))
union all
select 'update' as dbt_change_type, current.*, snapshotted.dbt_scd_id from updates_source current
join snapshotted on snapshotted.dbt_unique_key = current.dbt_unique_key where ${CHANGED}
union all
select 'delete' as dbt_change_type, ${NAMES.map((name) => `snapshotted.${name}`)
    .toSpliced(0, 0, `snapshotted.${KEY}`)
    .join(', ')}, snapshotted.dbt_unique_key, now(), now(), now(), snapshotted.dbt_scd_id
from snapshotted left join deletes_source on snapshotted.dbt_unique_key = deletes_source.dbt_unique_key
where deletes_source.dbt_unique_key is null`,
  `update ${SNAPSHOT} s set dbt_valid_to = staging.dbt_valid_to from staging
where staging.dbt_scd_id = s.dbt_scd_id and staging.dbt_change_type in ('update', 'delete') and s.dbt_valid_to is null`,
  `insert into ${SNAPSHOT} (${ALL}, dbt_scd_id, dbt_updated_at, dbt_valid_from, dbt_valid_to)
select ${ALL}, dbt_scd_id, dbt_updated_at, dbt_valid_from, dbt_valid_to from staging where dbt_change_type = 'insert'`,
];

/** Members whose versions differ between our dimension and the snapshot, as one number `differing`. */
export const DIFFERENCE_SQL = `select count(*)::int as differing from (
  select ${[KEY, ...TRACKED].join(', ')}, is_current from billiards.dim_member
) o full join (
  select ${[KEY, ...TRACKED].join(', ')}, dbt_valid_to is null as is_current from ${SNAPSHOT}
) p on o.${KEY} = p.${KEY} and o.is_current = p.is_current
where (${TRACKED.map((name) => `o.${name}`).join(', ')}) is distinct from (${TRACKED.map((name) => `p.${name}`).join(', ')})`;
