import { DAYS_CTE } from '../../catalog/days.ts';
import { dwsTable, type Mart } from '../../catalog/mart.ts';
import { readMartSql } from '../../catalog/mart-sql.ts';

/**
 * One statement that makes the rows of a mart in scope what its query says: rows that are gone are removed, new and
 * changed ones written, the others not touched. Returns the rows written or removed by day (null: a mart without days).
 */
export function rebuildSql(mart: Mart): string {
  const table = dwsTable(mart);
  const names = mart.columns.map((column) => column.name);
  const others = names.filter((name) => !mart.key.includes(name));
  const ofAlias = (alias: string, columns: readonly string[]): string =>
    columns.map((name) => `${alias}.${name}`).join(', ');
  const sameKey = mart.key.map((name) => `f.${name} = m.${name}`).join(' and ');
  const update =
    others.length === 0
      ? 'do nothing'
      : `do update set ${others.map((name) => `${name} = excluded.${name}`).join(', ')}
  where (${ofAlias('m', others)}) is distinct from (${ofAlias('excluded', others)})`;
  const day = (alias: string): string =>
    names.includes('business_date') ? `${alias}.business_date` : 'null::date as business_date';
  return `with ${DAYS_CTE}, fresh as materialized (
select ${names.join(', ')} from (
${readMartSql(mart)}
) computed
), gone as (
  delete from ${table} m where m.site_id = $siteId::bigint and ${scopeOf(mart)}
    and not exists (select 1 from fresh f where ${sameKey})
  returning ${day('m')}
), merged as (
  insert into ${table} as m (site_id, ${names.join(', ')})
  select $siteId::bigint, ${ofAlias('f', names)} from fresh f
  on conflict (site_id, ${mart.key.join(', ')}) ${update}
  returning ${day('m')}
)
select business_date, count(*)::int as changed from (select * from gone union all select * from merged) c group by 1`;
}

/** Which rows of the mart the query speaks for. */
function scopeOf(mart: Mart): string {
  if (mart.spread === 'member') return '($members::bigint[] is null or m.member_id = any($members::bigint[]))';
  return 'm.business_date in (select business_date from days)';
}
