import { DAYS_CTE } from '../../catalog/days.ts';
import { dwsTable, MART_DDL, type Mart } from '../../catalog/mart.ts';
import { readMartSql } from '../../catalog/mart-sql.ts';
import type { RowDifference, WrittenTable } from '../../database/write-rows.ts';

/** How the rows of a mart in scope differ from what its query says: the one row that the statement returns. */
export interface MartDifference extends RowDifference {
  /** Business date → rows to write or to remove, as JSON text; null for none. Under '' those of a mart without days. */
  readonly changed: string | null;
}

/** The table of a mart as rows are written to it. */
export function writtenMart(mart: Mart): WrittenTable {
  return {
    name: dwsTable(mart),
    key: ['site_id', ...mart.key],
    columns: ['site_id', ...mart.columns.map((column) => column.name)],
  };
}

/**
 * One statement that tells how the rows of a mart in scope differ from what its query says: rows that are gone, and rows
 * that are new or others; for `writeDifference` to write. It computes where the rows of the store are, and writes nothing.
 */
export function rebuildSql(mart: Mart): string {
  const table = dwsTable(mart);
  const names = mart.columns.map((column) => column.name);
  const others = names.filter((name) => !mart.key.includes(name));
  const ofAlias = (alias: string, columns: readonly string[]): string =>
    columns.map((name) => `${alias}.${name}`).join(', ');
  const sameKey = mart.key.map((name) => `f.${name} = m.${name}`).join(' and ');
  const differs =
    others.length === 0 ? '' : `\n    or (${ofAlias('m', others)}) is distinct from (${ofAlias('f', others)})`;
  const day = names.includes('business_date') ? "coalesce(business_date::text, '')" : "''::text";
  // As the columns are typed, or a figure with more places than its column would differ every time.
  const typed = mart.columns.map(({ name, kind }) => `${name}::${MART_DDL[kind]} as ${name}`);
  return `with ${DAYS_CTE}, fresh as materialized (
select $siteId::bigint as site_id, ${typed.join(', ')} from (
${readMartSql(mart)}
) computed
), surplus as materialized (
  select m.site_id, ${ofAlias('m', mart.key)} from ${table} m where m.site_id = $siteId::bigint and ${scopeOf(mart)}
    and not exists (select 1 from fresh f where ${sameKey})
), due as materialized (
  select f.* from fresh f left join ${table} m on m.site_id = $siteId::bigint and ${sameKey}
  where m.site_id is null${differs}
)
select (select json_agg(s)::text from surplus s) as surplus_rows,
  (select json_agg(d)::text from due d) as due_rows,
  (select jsonb_object_agg(c.day, c.rows)::text from (
    select day, count(*) as rows from (select ${day} as day from surplus union all select ${day} from due) r group by day
  ) c) as changed`;
}

/** Which rows of the mart the query speaks for. */
function scopeOf(mart: Mart): string {
  if (mart.spread === 'member') return '($members::bigint[] is null or m.member_id = any($members::bigint[]))';
  return 'm.business_date in (select business_date from days)';
}
