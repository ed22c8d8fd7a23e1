import { type Check, defineCheck } from '../check.ts';
import { dwsTable, MART_DDL, type Mart } from '../mart.ts';
import { readMartSql } from '../mart-sql.ts';
import { DAY_STATUS } from '../mart-table.ts';
import { STORED_MARTS } from '../marts.ts';

/**
 * The days whose figures should be what the tables say now: a day held back keeps older ones, and one that is due has not
 * been computed since its rows changed.
 */
const SETTLED_DAYS = `select d.business_date from days d
  join ${DAY_STATUS} s on s.site_id = $siteId::bigint and s.business_date = d.business_date
    and s.status in ('PUBLISHED', 'PROVISIONAL')
  where d.business_date <> all ($dueDates::date[])`;

/** Computes a mart once more beside the stored one: no figure was changed, added or removed since by other hands. */
function recomputedCheck(mart: Mart): Check {
  const names = mart.columns.map(({ name }) => name);
  const key = mart.key.join(', ');
  const typed = mart.columns.map(({ name, kind }) => `c.${name}::${MART_DDL[kind]} as ${name}`);
  return defineCheck({
    id: `reconcile.mart.${mart.table}`,
    family: 'reconciliation',
    zh: `${mart.zh}与重新计算的结果一致`,
    en: `the figures of ${mart.table} are what its query says now`,
    openDay: 'judged',
    reads: [dwsTable(mart), DAY_STATUS],
    sql: `with settled as (
  ${SETTLED_DAYS}
), fresh as (
  select ${typed.join(', ')} from (
${readMartSql(mart)}
  ) c join settled using (business_date)
), stored as (
  select ${names.map((name) => `m.${name}`).join(', ')} from ${dwsTable(mart)} m join settled using (business_date)
  where m.site_id = $siteId::bigint
)
select business_date, concat_ws('/', ${key}), coalesce(differing.stored, 'not there'), coalesce(differing.fresh, 'not there')
from stored m full join fresh f using (${key})
cross join lateral (
  select string_agg(name || ' ' || coalesce(b.value, 'empty'), ', ') filter (where b.name is not null) as stored,
    string_agg(name || ' ' || coalesce(a.value, 'empty'), ', ') filter (where a.name is not null) as fresh
  from jsonb_each_text(to_jsonb(m)) b (name, value) full join jsonb_each_text(to_jsonb(f)) a (name, value) using (name)
  where a.value is distinct from b.value
) differing
where m is distinct from f`,
    fix: { zh: '运行 marts rebuild 重算该营业日', en: 'compute that day again: "feiqiu-etl marts rebuild"' },
  });
}

/** 集市与明细: what is stored is what would be computed. */
export const RECOMPUTED_CHECKS: readonly Check[] = STORED_MARTS.filter(({ spread }) => spread === 'day').map(
  recomputedCheck,
);
