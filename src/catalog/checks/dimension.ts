import { type Check, defineCheck } from '../check.ts';
import { DIMENSIONS } from '../dimensions.ts';
import { type DwdTable, dwdTable } from '../dwd-table.ts';
import { FACTS } from '../facts.ts';

/** Business keys of which a table holds more than one row. */
function repeatedKeys(table: DwdTable, which: string): string {
  const key = ['site_id', ...table.key].join(', ');
  return `select null::date, concat_ws('/', '${table.table}', ${key}), count(*)::text, '1'
from ${dwdTable(table)} where site_id = $siteId::bigint ${which}
group by ${key} having count(*) > 1`;
}

/** 维度: what the contract says of dimensions, by its ids. */
export const DIMENSION_CHECKS: readonly Check[] = [
  defineCheck({
    id: 'DIM-01',
    family: 'invariant',
    zh: '业务主键唯一',
    en: 'business keys are unique',
    scope: 'store',
    reads: [...FACTS, ...DIMENSIONS].map(dwdTable),
    sql: [
      ...FACTS.map((fact) => repeatedKeys(fact, '')),
      ...DIMENSIONS.map((dimension) => repeatedKeys(dimension, 'and is_current')),
    ].join('\nunion all '),
  }),
  defineCheck({
    id: 'DIM-02',
    family: 'invariant',
    zh: '二级分类上级为所在一级',
    en: 'secondary categories point to their primary',
    scope: 'store',
    keyOf: 'dim_goods_category',
    reads: ['billiards.dim_goods_category'],
    sql: `select null::date, child.goods_category_id::text, child.parent_goods_category_id::text, 'a category of the level above'
from billiards.dim_goods_category child
left join billiards.dim_goods_category parent on parent.site_id = $siteId::bigint and parent.is_current
  and not parent.is_deleted and parent.goods_category_id = child.parent_goods_category_id
where child.site_id = $siteId::bigint and child.is_current and not child.is_deleted and child.category_level > 1
  and parent.category_level is distinct from child.category_level - 1`,
  }),
  defineCheck({
    id: 'DIM-03',
    family: 'invariant',
    zh: '门店商品引用租户商品且分类一致',
    en: 'store goods point to tenant goods of the same category',
    scope: 'store',
    keyOf: 'dim_store_goods',
    reads: ['billiards.dim_store_goods', 'billiards.dim_tenant_goods'],
    sql: `select null::date, g.site_goods_id::text, g.goods_category_id::text, brand.goods_category_id::text
from billiards.dim_store_goods g
left join billiards.dim_tenant_goods brand on brand.site_id = $siteId::bigint and brand.is_current
  and brand.tenant_goods_id = g.tenant_goods_id
where g.site_id = $siteId::bigint and g.is_current and not g.is_deleted
  and brand.goods_category_id is distinct from g.goods_category_id`,
  }),
];
