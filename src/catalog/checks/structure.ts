import { type Check, defineCheck } from '../check.ts';
import type { Dimension } from '../dimensions/dimension.ts';
import { DIMENSIONS } from '../dimensions.ts';
import { type DwdTable, dwdTable, keyedTable } from '../dwd-table.ts';
import type { Fact } from '../fact.ts';
import { FACTS } from '../facts.ts';

const REFILL = {
  zh: '表被手工改动：重装该表(history rebuild 或重跑其 DWD 任务)',
  en: 'the table was changed by hand: fill it again from ODS (its DWD task, or "feiqiu-etl history rebuild")',
};

const keyText = ({ key }: DwdTable, alias: string): string =>
  key.length === 0 ? `${alias}.site_id::text` : `concat_ws('/', ${key.map((name) => `${alias}.${name}`).join(', ')})`;

/** Columns a row makes no sense without. */
function requiredCheck(fact: Fact): Check[] {
  const needed = fact.columns.filter((column) => column.required && !fact.key.includes(column.name));
  if (needed.length === 0) return [];
  const values = needed.map(({ name }) => `('${name}', f.${name} is null)`).join(', ');
  return [
    defineCheck({
      id: `structure.required.${fact.table}`,
      family: 'structure',
      zh: `${fact.zh}的必填列均有值`,
      en: `the required columns of ${fact.table} are filled`,
      openDay: 'judged',
      keyOf: keyedTable(fact),
      reads: [dwdTable(fact)],
      sql: `select f.business_date, ${keyText(fact, 'f')}, c.column_name || ' is empty', 'a value'
from days d
join ${dwdTable(fact)} f on f.site_id = $siteId::bigint and f.business_date = d.business_date
cross join lateral (values ${values}) as c (column_name, is_empty)
where not f.is_deleted and c.is_empty`,
      fix: REFILL,
    }),
  ];
}

/** The day a row counts for is the day its time lies in. */
function businessDayCheck(fact: Fact): Check {
  return defineCheck({
    id: `structure.business_day.${fact.table}`,
    family: 'structure',
    zh: `${fact.zh}的营业日与业务时间一致`,
    en: `rows of ${fact.table} count for the business day their ${fact.businessTime} lies in`,
    blocking: true,
    openDay: 'judged',
    keyOf: keyedTable(fact),
    reads: [dwdTable(fact)],
    sql: `select f.business_date, ${keyText(fact, 'f')}, f.${fact.businessTime}::text, 'from ' || d.starts_at || ' up to ' || d.ends_at
from days d
join ${dwdTable(fact)} f on f.site_id = $siteId::bigint and f.business_date = d.business_date
where (f.${fact.businessTime} >= d.starts_at and f.${fact.businessTime} < d.ends_at) is not true`,
    fix: REFILL,
  });
}

/** The versions of a member follow one another without gap and overlap, and the last one holds for ever. */
function historyCheck(dimension: Dimension): Check {
  const key = dimension.key.length === 0 ? 'site_id' : dimension.key.join(', ');
  return defineCheck({
    id: `scd2.${dimension.table}`,
    family: 'scd2',
    zh: `${dimension.zh}的版本首尾相接、无重叠、至多一个当前版本`,
    en: `the versions of ${dimension.table} have no gap, no overlap, and one current at most`,
    scope: 'store',
    keyOf: keyedTable(dimension),
    reads: [dwdTable(dimension)],
    sql: `select null::date, ${keyText(dimension, 'v')} || ' v' || v.version, v.problem, 'versions 1, 2, 3 … each from where the last one ended'
from (
  select *, case
    when valid_from >= valid_to then 'ends before it begins'
    when is_current <> (valid_to = 'infinity') then 'current, and not the last, or the other way round'
    when lag(valid_to) over history > valid_from then 'overlaps the version before'
    when lag(valid_to) over history < valid_from then 'a gap before it'
    when lag(valid_to) over history is null and valid_from <> '-infinity' then 'does not begin at the beginning'
    when version <> 1 + coalesce(lag(version) over history, 0) then 'version ' || version || ' after '
      || coalesce(lag(version) over history, 0)
    when lead(valid_from) over history is null and valid_to <> 'infinity' then 'the last version has ended'
  end as problem
  from ${dwdTable(dimension)} where site_id = $siteId::bigint
  window history as (partition by ${key} order by valid_from, valid_to)
) v
where v.problem is not null`,
    fix: {
      zh: '运行 history rebuild 从 ODS 重算该维度',
      en: 'compute the dimension again from ODS with "feiqiu-etl history rebuild"',
    },
  });
}

/** 结构: what the load promises of every table, looked at from outside. */
export const STRUCTURE_CHECKS: readonly Check[] = [
  ...FACTS.filter(({ businessTime }) => businessTime !== null).flatMap((fact) => [
    ...requiredCheck(fact),
    businessDayCheck(fact),
  ]),
  ...DIMENSIONS.map(historyCheck),
];
