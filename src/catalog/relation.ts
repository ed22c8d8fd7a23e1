import type { Dimension } from './dimensions/dimension.ts';
import { dwdTable } from './dwd-table.ts';
import { endpointOfTable } from './endpoints.ts';
import type { Fact } from './fact.ts';

/** A column that holds ids: of its own rows, or of rows elsewhere. Every typed table has `site_id`. */
export interface RelationEnd {
  readonly table: Fact | Dimension;
  readonly column: string;
  /** For the category tree: only nodes of this level. */
  readonly level?: 1 | 2;
}

/** A reference between two typed tables: whatever id stands in `from` must exist in `to`. Nothing is no reference. */
export interface Relation {
  /** `fact_payment.relate_id.fact_settlement`. */
  readonly id: string;
  readonly from: RelationEnd;
  readonly to: RelationEnd;
  /** SQL condition over the columns of `from` under which the reference goes to this table; null: always. */
  readonly where: string | null;
  /** False: rows may do without, or the parent may lie beyond what is loaded. An orphan is odd then, and no more. */
  readonly required: boolean;
  readonly zh: string;
  readonly en: string;
}

/** What a relation may state beyond its two columns; `level` is of the referring node. */
export interface RelationTerms extends Pick<RelationEnd, 'level'> {
  readonly where?: string;
  readonly optional?: true;
}

/** Completes a relation. Throws for a column that the table does not have, which is a bug of the declaration. */
export function defineRelation(
  to: RelationEnd,
  { table, column }: RelationEnd,
  { where, optional, ...terms }: RelationTerms = {},
): Relation {
  const from = { table, column, ...terms };
  for (const end of [from, to]) sourcePath(end);
  return {
    id: `${table.table}.${column}.${to.table.table}`,
    from,
    to,
    where: where ?? null,
    required: optional !== true,
    zh: `${table.zh}的 ${column} 在${to.table.zh}中存在`,
    en: `the ${column} of ${table.table} exists in ${to.table.table}`,
  };
}

const isDimension = (table: Fact | Dimension): table is Dimension => 'members' in table;

/** Where the contract has the values of an end: `settlement_records.settleList.id`. */
export function sourcePath({ table, column, level }: RelationEnd): string {
  const path = pathInRecord(table, column);
  if (!isDimension(table) || table.members.kind === 'record') return `${table.source}.${path}`;
  if (table.members.kind === 'snapshot') return `${table.members.object}.${path}`;
  return level === 2 ? `${table.source}.${table.members.children}[].${path}` : `${table.source}.${path}`;
}

function pathInRecord(table: Fact | Dimension, column: string): string {
  const stated = table.columns.find(({ name }) => name === column)?.path;
  if (stated !== undefined) return stated;
  // The member of a dimension without a key is the store itself.
  const isKey = isDimension(table) && (table.key.length === 0 ? column === 'site_id' : table.key.includes(column));
  if (isKey) return 'id';
  const owner = endpointOfTable(table.source).fields.find(({ path }) => /^(settleList\.)?site_?id$/i.test(path));
  if (column !== 'site_id' || owner === undefined) throw new Error(`${table.table} has no column ${column}`);
  return owner.path;
}

/**
 * The orphans of a relation within `$siteId`: `business_date` (null for members of dimensions), `entry_key`, the id as
 * `observed`, what was `expected`, and `column_name`. Rows that are gone need no parent. A parent that is a fact must be
 * there; a member of a dimension need only have been there once. With `days`, facts of these days only (`DAYS_CTE`).
 */
export function orphansSql({ from, to, where }: Relation, rows: 'all' | 'days' = 'all'): string {
  const value = `f.${from.column}`;
  const day = isDimension(from.table) ? 'null::date' : 'f.business_date';
  const key = from.table.key.map((name) => `f.${name}`).join(", '/', ");
  const inDays = rows === 'days' ? ['f.business_date in (select business_date from days)'] : [];
  const conditions = [
    'f.site_id = $siteId::bigint',
    'not f.is_deleted',
    ...(isDimension(from.table) ? ['f.is_current'] : inDays),
    ...(from.level === undefined ? [] : [`f.category_level = ${from.level}`]),
    `${value} is not null`,
    ...(where === null ? [] : [`(${where})`]),
  ];
  return `select ${day} as business_date, concat(${key}) as entry_key, ${value}::text as observed,
  'a row of ${to.table.table}' as expected, '${from.column}' as column_name
from ${dwdTable(from.table)} f
where ${conditions.join(' and ')}
  and ${hasNoParent(to, value)}`;
}

function hasNoParent(to: RelationEnd, value: string): string {
  const parents = `${dwdTable(to.table)} t`;
  // Another store may be on another machine of a cluster: its id is fetched, its row cannot be joined.
  if (to.column === 'site_id') return `${value} not in (select t.site_id from ${parents})`;
  const isParent = [
    't.site_id = f.site_id',
    `t.${to.column} = ${value}`,
    ...(isDimension(to.table) ? [] : ['not t.is_deleted']),
    ...(to.level === undefined ? [] : [`t.category_level = ${to.level}`]),
  ];
  return `not exists (select 1 from ${parents} where ${isParent.join(' and ')})`;
}
