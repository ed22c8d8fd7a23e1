import { meantSql } from '../../models/none-value.ts';
import { recordTexts } from '../../models/record-sql.ts';
import { valueSql } from '../../models/typed-value.ts';
import { type Check, defineCheck } from '../check.ts';
import type { Dimension } from '../dimensions/dimension.ts';
import { DIMENSIONS } from '../dimensions.ts';
import { dwdTable } from '../dwd-table.ts';
import { odsTable } from '../ods-table.ts';

/** What a time is, depends on the zone in which it was read; all other values say the same everywhere. */
const ZONED = new Set(['timestamp']);

/** The current version of every member says what its record says; where upstream spells a field otherwise, it is not asked. */
function currentCheck(dimension: Dimension): Check {
  const table = dwdTable(dimension);
  const [key = ''] = dimension.key;
  const columns = dimension.columns.filter(({ type }) => !ZONED.has(type.kind));
  // Nothing and what stands for it are not the same here: a field that is not there is not asked.
  const texts = columns.map(({ name, path }) => ({ name, paths: [path], none: [] }));
  const values = columns.map((column) => {
    const text = `r.${column.name}`;
    return `('${column.name}', ${text}, (${valueSql(column, meantSql(text, column.none))})::text, d.${column.name}::text)`;
  });
  return defineCheck({
    id: `reconcile.current.${dimension.table}`,
    family: 'reconciliation',
    zh: `${dimension.zh}的当前版本与 ODS 记录一致`,
    en: `the current versions of ${dimension.table} are what the records of ${dimension.source} say`,
    scope: 'store',
    keyOf: dimension.source,
    reads: [odsTable({ table: dimension.source }), table],
    sql: `select null::date, o.source_id, differing.in_dwd, differing.in_ods
from ${odsTable({ table: dimension.source })} o
left join ${table} d on d.site_id = $siteId::bigint and d.is_current
  and d.${key} = case when etl_admin.accepts(o.source_id, 'bigint') then o.source_id::bigint end
cross join ${recordTexts('o.payload', texts, 'r')}
cross join lateral (
  select string_agg(name || ' ' || coalesce(held, 'empty'), ', ') as in_dwd, string_agg(name || ' ' || coalesce(said, 'empty'), ', ') as in_ods
  from (values ${values.join(',\n    ')}
  ) as c (name, text, said, held) where text is not null and said is distinct from held
) differing
where o.site_id = $siteId::bigint and not o.is_deleted and etl_admin.accepts(o.source_id, 'bigint')
  and (d.site_id is null or d.is_deleted or differing.in_dwd is not null)`,
    fix: {
      zh: '运行 history rebuild 从 ODS 重算该维度',
      en: 'compute the dimension again from ODS with "feiqiu-etl history rebuild"',
    },
  });
}

/** 维度对账: members are what their records say now. */
export const CURRENT_CHECKS: readonly Check[] = DIMENSIONS.filter(({ members }) => members.kind === 'record').map(
  currentCheck,
);
