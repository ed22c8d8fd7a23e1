import { type Check, defineCheck } from '../check.ts';
import { dwdTable } from '../dwd-table.ts';
import { ENDPOINTS } from '../endpoints.ts';
import type { Fact } from '../fact.ts';
import { FACTS } from '../facts.ts';

/** Days of the same weekday that make a baseline, and how many of them there must be. */
const WEEKS = 4;
const ENOUGH_WEEKS = 2;
/**
 * Rows come by chance: where 5 are usual, a clean year has two or three days without any; where 15 are, a day in a million.
 */
const ROWS_NEVER_NONE = 15;
/** From so many rows on a share of them can be told from chance. */
const ROWS_OF_TREND = 20;

const WEEKDAYS_BEFORE = Array.from({ length: WEEKS }, (_, i) => `d.business_date - ${7 * (i + 1)}`).join(', ');

const COUNTED = FACTS.filter(({ businessTime, lines }) => businessTime !== null && lines === null);

/** Rows of the closed days, and of the same weekday in the weeks before; holidays are compared as they come. */
const baselineSql = (fact: Fact): string => `select d.business_date,
  (select count(*) from ${dwdTable(fact)} f
    where f.site_id = $siteId::bigint and f.business_date = d.business_date and not f.is_deleted) as found,
  (select count(*) from ${dwdTable(fact)} f
    where f.site_id = $siteId::bigint and f.business_date = any(before.dates) and not f.is_deleted)::numeric
    / nullif(cardinality(before.dates), 0) as usual
from days d
cross join lateral (
  select coalesce(array_agg(s.business_date), '{}') as dates from billiards_dws.dws_day_status s
  where s.site_id = $siteId::bigint and s.published_at is not null
    and s.business_date in (${WEEKDAYS_BEFORE})
) before
where not d.is_open and cardinality(before.dates) >= ${ENOUGH_WEEKS}`;

const ENOUGH = `select exists (
  select 1 from days d where not d.is_open and (
    select count(*) from billiards_dws.dws_day_status s where s.site_id = $siteId::bigint and s.published_at is not null
      and s.business_date in (${WEEKDAYS_BEFORE})
  ) >= ${ENOUGH_WEEKS}) as enough`;

const LOOK = {
  zh: '门店是否歇业？否则补读该日窗口，并核对上游是否漏数',
  en: 'was the hall closed? If not, read the windows of that day again and ask upstream',
};

function volumeChecks(fact: Fact): Check[] {
  const shared = {
    family: 'volume',
    owner: 'operations',
    reads: [dwdTable(fact), 'billiards_dws.dws_day_status'],
    enough: ENOUGH,
    fix: LOOK,
  } as const;
  return [
    defineCheck({
      ...shared,
      id: `volume.zero.${fact.table}`,
      zh: `平日有${fact.zh}的营业日不为零行`,
      en: `a day of the week that usually has rows of ${fact.table} has some`,
      sql: `select business_date, '${fact.table}', found::text, 'about ' || round(usual) || ' rows'
from (${baselineSql(fact)}) counted where found = 0 and usual >= ${ROWS_NEVER_NONE}`,
    }),
    defineCheck({
      ...shared,
      id: `volume.drop.${fact.table}`,
      severity: 'warn',
      zh: `${fact.zh}行数未骤降(同星期均值的三成以下)`,
      en: `the rows of ${fact.table} have not dropped below three tenths of what the weekday usually has`,
      sql: `select business_date, '${fact.table}', found::text, 'about ' || round(usual) || ' rows'
from (${baselineSql(fact)}) counted where found > 0 and usual >= ${ROWS_OF_TREND} and found < usual * 0.3`,
    }),
    defineCheck({
      ...shared,
      id: `volume.rise.${fact.table}`,
      severity: 'info',
      zh: `${fact.zh}行数未骤增(同星期均值的三倍以上)`,
      en: `the rows of ${fact.table} are not more than three times what the weekday usually has`,
      sql: `select business_date, '${fact.table}', found::text, 'about ' || round(usual) || ' rows'
from (${baselineSql(fact)}) counted where usual >= ${ROWS_OF_TREND} and found > usual * 3`,
    }),
  ];
}

/** Columns that were filled and suddenly are not: upstream stops filling a field without a word. */
function emptyColumnsCheck(fact: Fact): Check {
  const optional = fact.columns
    .filter(({ required, path }) => !required && !path.startsWith('@'))
    .map(({ name }) => name);
  const filled = optional.map((name) => `count(f.${name})`).join(', ');
  return defineCheck({
    id: `volume.empty.${fact.table}`,
    family: 'volume',
    severity: 'warn',
    zh: `${fact.zh}的列未突然变空(前28天九成有值，当日五成以下)`,
    en: `columns of ${fact.table} that used to be filled are still filled`,
    owner: 'operations',
    reads: [dwdTable(fact)],
    sql: `select today.business_date, c.column_name, c.now_filled || ' of ' || today.rows, c.then_filled || ' of ' || past.rows || ' before'
from (
  select f.business_date, count(*) as rows, array[${filled}] as filled
  from days d
  join ${dwdTable(fact)} f on f.site_id = $siteId::bigint and f.business_date = d.business_date
  where not d.is_open and not f.is_deleted group by 1
) today
cross join lateral (
  select count(*) as rows, array[${filled}] as filled from ${dwdTable(fact)} f
  where f.site_id = $siteId::bigint and not f.is_deleted
    and f.business_date between today.business_date - 28 and today.business_date - 1
) past
cross join lateral unnest(array[${optional.map((name) => `'${name}'`).join(', ')}], today.filled, past.filled)
  as c (column_name, now_filled, then_filled)
where today.rows >= 20 and past.rows >= 100 and c.then_filled >= past.rows * 0.9 and c.now_filled < today.rows * 0.5`,
    fix: {
      zh: '运行 contract drift 查看字段是否改名，并按提示粘贴覆盖',
      en: 'see with "feiqiu-etl contract drift" whether the field was renamed, and paste the override it shows',
    },
  });
}

/** When an endpoint was last read whole. */
function freshnessCheck({ task, table, zh }: (typeof ENDPOINTS)[number]): Check {
  return defineCheck({
    id: `freshness.${table}`,
    family: 'freshness',
    severity: 'warn',
    scope: 'store',
    zh: `${zh}在26小时内完整读取过`,
    en: `${table} was read in full within 26 hours`,
    owner: 'operations',
    tolerance: '26',
    reads: ['etl_admin.etl_window', 'etl_admin.etl_task'],
    sql: `select null::date, '${task}', coalesce(max(w.started_at)::text, 'never'), 'within 26 hours'
from (select 1) one
left join etl_admin.etl_window w
  on w.site_id = $siteId::bigint and w.task_code = '${task}' and w.status = 'COMPLETE'
where not exists (
  select 1 from etl_admin.etl_task t where t.store_id = $siteId::bigint and t.task_code = '${task}' and not t.enabled)
having max(w.started_at) is null or max(w.started_at) < $now::timestamptz - $tolerance::numeric * interval '1 hour'`,
    fix: {
      zh: `运行任务 ${task}，并查看其最近的失败原因`,
      en: `run ${task} and look at why it last failed ("feiqiu-etl status")`,
    },
  });
}

/** A closed day on which nothing at all happened, unless that weekday is always like that. */
const SILENT = defineCheck({
  id: 'volume.silent',
  family: 'volume',
  zh: '已结束的营业日有业务数据(该星期历来歇业除外)',
  en: 'something happened on a day that is over, unless nothing ever happens on that weekday',
  owner: 'operations',
  reads: [...COUNTED.map(dwdTable), 'billiards_dws.dws_site_day_summary'],
  sql: `select d.business_date, 'all facts', '0 rows', 'some'
from days d
where not d.is_open
  ${COUNTED.filter(({ table }) => table !== 'fact_stock_report')
    .map(
      (fact) => `and not exists (select 1 from ${dwdTable(fact)} f
    where f.site_id = $siteId::bigint and f.business_date = d.business_date and not f.is_deleted)`,
    )
    .join('\n  ')}
  and (
    select count(*) filter (where s.settlement_count = 0) < 2 or bool_or(s.settlement_count > 0)
    from billiards_dws.dws_site_day_summary s
    where s.site_id = $siteId::bigint and s.business_date in (${WEEKDAYS_BEFORE})
  ) is not false`,
  fix: LOOK,
});

/** 监视: whether data comes as it usually does. */
export const WATCH_CHECKS: readonly Check[] = [
  SILENT,
  ...ENDPOINTS.filter(({ optional, idsFrom }) => !optional && idsFrom === null).map(freshnessCheck),
  ...COUNTED.flatMap((fact) => [...volumeChecks(fact), emptyColumnsCheck(fact)]),
];
