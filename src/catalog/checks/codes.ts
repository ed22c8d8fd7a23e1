import { type Check, defineCheck } from '../check.ts';
import type { Column } from '../column.ts';
import { DIMENSIONS } from '../dimensions.ts';
import { type DwdTable, dwdTable } from '../dwd-table.ts';
import { FACTS } from '../facts.ts';

const FIX = {
  zh: '把新代码的含义补入枚举表(src/catalog/enums.ts)',
  en: 'add the meaning of the code to the list of codes (src/catalog/enums.ts)',
};

/** Codes of a table that dim_enum does not list, each once a day with the number of its rows. */
function unlistedSql(
  table: DwdTable,
  coded: readonly Column[],
  rows: { readonly day: string; readonly from: string },
): string {
  const values = coded.map(({ name, type }) => `('${name}', '${type.codes}', f.${name}::text)`);
  return `select ${rows.day}, concat_ws(' ', c.column_name, c.code), count(*)::text || ' rows', 'a code of dim_enum ' || c.enum_name
from ${rows.from} ${dwdTable(table)} f${rows.from === '' ? '' : ' on f.site_id = $siteId::bigint and f.business_date = d.business_date'}
cross join lateral (values ${values.join(', ')}) as c (column_name, enum_name, code)
where f.site_id = $siteId::bigint and not f.is_deleted${rows.from === '' ? ' and f.is_current' : ''} and c.code is not null
  and not exists (select 1 from billiards.dim_enum e where e.enum_name = c.enum_name and e.code = c.code)
group by 1, c.column_name, c.enum_name, c.code`;
}

function codeCheck(table: DwdTable, ofDays: boolean): Check[] {
  const coded = table.columns.filter(({ type }) => type.codes !== undefined);
  if (coded.length === 0) return [];
  return [
    defineCheck({
      id: `code.${table.table}`,
      family: 'code',
      zh: `${table.zh}的代码均在枚举表中`,
      en: `every code of ${table.table} is one that dim_enum lists`,
      severity: 'warn',
      scope: ofDays ? 'day' : 'store',
      reads: [dwdTable(table), 'billiards.dim_enum'],
      sql: unlistedSql(
        table,
        coded,
        ofDays ? { day: 'f.business_date', from: 'days d join' } : { day: 'null::date', from: '' },
      ),
      fix: FIX,
    }),
  ];
}

/** 代码: an unknown code is stored as it is, and told here. */
export const CODE_CHECKS: readonly Check[] = [
  ...FACTS.filter(({ businessTime }) => businessTime !== null).flatMap((fact) => codeCheck(fact, true)),
  ...DIMENSIONS.flatMap((dimension) => codeCheck(dimension, false)),
];
