import { type Check, defineCheck } from '../check.ts';
import { dwdTable } from '../dwd-table.ts';
import { FACTS } from '../facts.ts';
import { odsTable } from '../ods-table.ts';

const OPEN = "q.site_id = $siteId::bigint and q.status = 'OPEN'";

const FIX = {
  zh: '运行 feiqiu-etl quarantine list 查看原因；修正后运行 feiqiu-etl quarantine retry，或静默该检查并写明原因',
  en: 'see why with "feiqiu-etl quarantine list"; after the fix "feiqiu-etl quarantine retry", or snooze this check and say why',
};

/** Rows that a fact refused; their record in ODS tells the day. */
const REFUSED_ROWS = FACTS.filter(({ businessTime }) => businessTime !== null).map(
  (
    fact,
  ) => `select d.business_date, q.target_table || ' ' || q.entry_key, q.rule || coalesce(' ' || q.column_name, ''), 'a row'
  from days d
  join etl_admin.etl_store store on store.site_id = $siteId::bigint
  join etl_admin.etl_quarantine q on ${OPEN} and q.target_table = '${dwdTable(fact)}'
  join ${odsTable({ table: fact.source })} o on o.site_id = $siteId::bigint and o.source_id = q.source_id
  where o.event_time >= to_char(d.starts_at at time zone store.timezone, 'YYYY-MM-DD HH24:MI:SS')
    and o.event_time < to_char(d.ends_at at time zone store.timezone, 'YYYY-MM-DD HH24:MI:SS')`,
);

/** 隔离: what could not be stored is missing from the figures. */
export const QUARANTINE_CHECKS: readonly Check[] = [
  defineCheck({
    id: 'completeness.quarantine',
    family: 'completeness',
    zh: '营业日没有被隔离的事实行',
    en: 'no row of a fact of the day is in quarantine',
    blocking: true,
    owner: 'operations',
    reads: ['etl_admin.etl_quarantine', ...FACTS.map((fact) => odsTable({ table: fact.source }))],
    sql: REFUSED_ROWS.join('\n  union all '),
    fix: FIX,
  }),
  defineCheck({
    id: 'completeness.refused',
    family: 'completeness',
    scope: 'store',
    zh: '没有无法入库的原始记录',
    en: 'no record was refused before it reached ODS',
    owner: 'operations',
    reads: ['etl_admin.etl_quarantine'],
    sql: `select null::date, q.target_table || ' ' || q.entry_key, q.rule || coalesce(' ' || q.column_name, ''), 'a record'
from etl_admin.etl_quarantine q where ${OPEN} and q.target_table like 'billiards\\_ods.%' and q.rule <> 'foreign_site'`,
    fix: FIX,
  }),
  defineCheck({
    id: 'completeness.foreign',
    family: 'completeness',
    severity: 'warn',
    scope: 'store',
    zh: '接口未返回其他门店的记录',
    en: 'upstream sent no record of another store',
    owner: 'operations',
    reads: ['etl_admin.etl_quarantine'],
    sql: `select null::date, q.target_table || ' ' || q.entry_key, coalesce(q.bad_value, q.reason), 'a record of this store'
from etl_admin.etl_quarantine q where ${OPEN} and q.rule = 'foreign_site'`,
    fix: FIX,
  }),
];
