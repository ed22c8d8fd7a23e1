import { type Check, defineCheck } from '../check.ts';
import { ENDPOINTS } from '../endpoints.ts';
import { FACTS } from '../facts.ts';

/** Endpoints whose windows make up a day. Those that may be dark for ever cannot hold a day back. */
const WINDOWED = ENDPOINTS.filter(({ mode, optional }) => mode === 'window' && !optional);

const isOn = (task: string): string =>
  `not exists (select 1 from etl_admin.etl_task off where off.store_id = $siteId::bigint and off.task_code = ${task} and not off.enabled)`;

/**
 * Load ids begin at 1, so the bound lets through all; it is what makes the maximum the last entry of the index on loads. That
 * index holds `load_id is not null`, which the planner forgets of a column without nulls, to read the whole table instead.
 */
const newest = FACTS.map(
  ({ task, table, source }) =>
    `select '${task}' as task_code, '${table}' as table_name,
    (select max(load_id) from billiards_ods.${source} where site_id = $siteId::bigint and load_id > 0) as newest`,
).join('\n    union all ');

export const COMPLETENESS_CHECKS: readonly Check[] = [
  defineCheck({
    id: 'completeness.windows',
    family: 'completeness',
    zh: '营业日的所有窗口均已完整读取',
    en: 'every windowed endpoint was read in full for the business day',
    blocking: true,
    owner: 'operations',
    reads: ['etl_admin.etl_window', 'etl_admin.etl_task'],
    sql: `select d.business_date, t.task_code, coalesce(read.ranges::text, 'nothing read'), 'the whole day read'
from days d
cross join unnest(array[${WINDOWED.map(({ task }) => `'${task}'`).join(', ')}]) as t (task_code)
left join lateral (
  select range_agg(tstzrange(w.window_from, w.window_to)) as ranges from etl_admin.etl_window w
  where w.site_id = $siteId::bigint and w.task_code = t.task_code and w.status = 'COMPLETE'
    and w.window_from < d.ends_at and w.window_to > d.starts_at
) read on true
where not d.is_open and ${isOn('t.task_code')}
  and not coalesce(read.ranges @> tstzrange(d.starts_at, d.ends_at), false)`,
    fix: {
      zh: '重新运行该任务，或用 run --from/--to 补读该营业日',
      en: 'run the task again, or read that day with run --from and --to',
    },
  }),
  defineCheck({
    id: 'completeness.facts',
    family: 'completeness',
    zh: '事实表已跟上ODS',
    en: 'the fact tables have followed ODS up to its last load',
    blocking: true,
    scope: 'store',
    owner: 'operations',
    reads: ['etl_admin.etl_cursor', ...FACTS.map(({ source }) => `billiards_ods.${source}`)],
    sql: `select null::date, f.table_name, coalesce(c.id_cursor, 0)::text, f.newest::text
from (
    ${newest}
) f
left join etl_admin.etl_cursor c on c.site_id = $siteId::bigint and c.task_code = f.task_code
where f.newest > coalesce(c.id_cursor, 0) and ${isOn('f.task_code')}`,
    fix: {
      zh: '运行该事实表的 DWD 任务，并查看其失败原因',
      en: 'run the DWD task of that fact table and look at why it failed',
    },
  }),
];
