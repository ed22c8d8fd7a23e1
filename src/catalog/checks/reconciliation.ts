import { type Check, defineCheck } from '../check.ts';
import type { Column } from '../column.ts';
import { dwdTable, keyedTable } from '../dwd-table.ts';
import { endpointOfTable } from '../endpoints.ts';
import type { Fact } from '../fact.ts';
import { FACTS } from '../facts.ts';
import { odsTable } from '../ods-table.ts';

/** Facts of which a record of ODS is a row: the id of the record is the key of the row. */
const WHOLE_RECORDS = FACTS.filter(
  (fact) => fact.lines === null && fact.key.length === 1 && endpointOfTable(fact.source).eventTime !== null,
);

/**
 * The records of the days. ODS keeps the time of a record as upstream wrote it: wall-clock text, which sorts like time.
 * `offset 0` makes each day a lookup of its own; otherwise every record is compared with every day.
 */
const recordsOf = (fact: Fact): string => `from days d
join etl_admin.etl_store store on store.site_id = $siteId::bigint
cross join lateral (
  select r.* from ${odsTable({ table: fact.source })} r where r.site_id = $siteId::bigint
    and r.event_time >= to_char(d.starts_at at time zone store.timezone, 'YYYY-MM-DD HH24:MI:SS')
    and r.event_time < to_char(d.ends_at at time zone store.timezone, 'YYYY-MM-DD HH24:MI:SS')
  offset 0
) o`;

/**
 * The row of a record. A source id that is no number is in quarantine, so it has none. Looked up one by one: the planner
 * cannot tell how few records a day has, and would read the whole of both tables to compare them.
 */
const rowOf = (fact: Fact): string => `lateral (
  select t.* from ${dwdTable(fact)} t where t.site_id = $siteId::bigint
    and t.${fact.key[0]} = case when etl_admin.accepts(o.source_id, 'bigint') then o.source_id::bigint end limit 1
) f on true`;

const REFILL = {
  zh: '重跑该表的 DWD 任务；仍不符则查看隔离区',
  en: 'run the DWD task of that table again; if it stays, look at the quarantine',
};

/** True where the day a row counts for is told by the same field as the day upstream files its record under. */
function isFiledByDay({ columns, businessTime, source }: Fact): boolean {
  return columns.find(({ name }) => name === businessTime)?.path === endpointOfTable(source).eventTime;
}

/** Every record is a row or in quarantine, of the same day, and gone where it is gone. */
function rowsCheck(fact: Fact): Check {
  const elsewhere = isFiledByDay(fact) ? 'f.business_date <> d.business_date' : 'false';
  return defineCheck({
    id: `reconcile.rows.${fact.table}`,
    family: 'reconciliation',
    zh: `ODS 的每条${fact.zh}记录在 DWD 中或在隔离区`,
    en: `every record of ${fact.source} is a row of ${fact.table} or in quarantine`,
    blocking: true,
    openDay: 'judged',
    keyOf: fact.source,
    reads: [odsTable({ table: fact.source }), dwdTable(fact), 'etl_admin.etl_quarantine'],
    // On a cluster the quarantine is on another machine than the rows: it is asked about what was found, not joined.
    sql: `with odd (business_date, source_id, observed, expected) as materialized (
  select d.business_date, o.source_id,
    case when f.site_id is null then 'no row' when ${elsewhere} then 'counts for ' || f.business_date
      when f.is_deleted then 'gone in DWD' else 'there in DWD' end,
    case when o.is_deleted then 'gone in ODS' else 'there in ODS' end
  ${recordsOf(fact)}
  left join ${rowOf(fact)}
  where f.site_id is null or f.is_deleted <> o.is_deleted or ${elsewhere}
)
select odd.* from odd where not exists (
  select 1 from etl_admin.etl_quarantine q where q.site_id = $siteId::bigint and q.target_table = '${dwdTable(fact)}'
    and q.source_id = odd.source_id and q.status = 'OPEN')`,
    fix: REFILL,
  });
}

/** Every row of a day comes from a record. */
function originCheck(fact: Fact): Check {
  return defineCheck({
    id: `reconcile.origin.${fact.table}`,
    family: 'reconciliation',
    zh: `DWD 的每行${fact.zh}都来自 ODS 记录`,
    en: `every row of ${fact.table} comes from a record of ${fact.source}`,
    blocking: true,
    openDay: 'judged',
    keyOf: keyedTable(fact),
    reads: [odsTable({ table: fact.source }), dwdTable(fact)],
    sql: `select f.business_date, f.${fact.key[0]}::text, 'no record', 'a record of ${fact.source}'
from days d
join ${dwdTable(fact)} f on f.site_id = $siteId::bigint and f.business_date = d.business_date
left join lateral (
  select true as is_there from ${odsTable({ table: fact.source })} r
  where r.site_id = $siteId::bigint and r.source_id = f.${fact.key[0]}::text limit 1
) o on true
where o.is_there is null`,
    fix: REFILL,
  });
}

const MONEY_TEXT = `'^-?[0-9]{1,15}(\\.[0-9]{1,20})?$'`;

/** A column's text in the record, where it stands under its documented name. */
const textOf = ({ path }: Column): string => `o.payload #>> '{${path.split('.').join(',')}}'`;

/** Every amount of a record is that of its row, to the cent, and so are the sums. */
function moneyCheck(fact: Fact): Check[] {
  const amounts = fact.columns.filter(({ type, path }) => type.kind === 'money' && !path.startsWith('@'));
  if (amounts.length === 0) return [];
  const values = amounts.map((column) => `('${column.name}', ${textOf(column)}, f.${column.name})`).join(',\n  ');
  return [
    defineCheck({
      id: `reconcile.money.${fact.table}`,
      family: 'reconciliation',
      zh: `${fact.zh}各金额列 ODS 与 DWD 分文不差`,
      en: `every amount of ${fact.table} is what its record says, to the cent`,
      openDay: 'judged',
      owner: 'finance',
      keyOf: fact.source,
      reads: [odsTable({ table: fact.source }), dwdTable(fact)],
      sql: `select d.business_date, o.source_id || ' ' || a.column_name, a.in_dwd::text, a.in_ods
${recordsOf(fact)}
join ${rowOf(fact)}
cross join lateral (values ${values}) as a (column_name, in_ods, in_dwd)
where not o.is_deleted and a.in_ods ~ ${MONEY_TEXT}
  and case when a.in_ods ~ ${MONEY_TEXT} then round(a.in_ods::numeric, 2) end is distinct from a.in_dwd`,
      fix: REFILL,
    }),
  ];
}

/** 对账: the layers hold the same rows and the same amounts. */
export const RECONCILIATION_CHECKS: readonly Check[] = [
  defineCheck({
    id: 'reconcile.api.windows',
    family: 'reconciliation',
    zh: '接口所报总数=窗口内读到的不同主键数',
    en: 'what upstream said a window holds is what was read of it',
    owner: 'operations',
    reads: ['etl_admin.etl_window'],
    sql: `select d.business_date, w.task_code || ' ' || w.walk_id, w.distinct_keys::text, w.total::text
from days d
join etl_admin.etl_window w on w.site_id = $siteId::bigint and w.window_from < d.ends_at and w.window_to > d.starts_at
where w.status = 'COMPLETE' and w.total is not null and w.total <> w.distinct_keys`,
    fix: { zh: '重新读取该窗口', en: 'read that window again' },
  }),
  ...WHOLE_RECORDS.flatMap((fact) => [rowsCheck(fact), originCheck(fact), ...moneyCheck(fact)]),
];
