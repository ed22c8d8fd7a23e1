import { literal } from '../../base/sql-text.ts';
import type { Column } from '../../catalog/column.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { recordTexts } from '../../models/record-sql.ts';
import { keptTextSql, valueSql } from '../../models/typed-value.ts';
import { buildSourceSql } from './source-sql.ts';
import type { DimensionAsMet } from './upstream-paths.ts';

/** The two queries from which the history of a dimension is computed; `$siteId`, `$after` and `$timezone` are theirs. */
export interface VersionsSql {
  /** The keys whose history may have changed. */
  readonly touchedSql: string;
  /** The versions ODS saw of the keys in `touched`, in typed columns. */
  readonly versionsSql: string;
}

/** What the history of a dimension is computed from; spelt as upstream does now. */
export function buildVersionsSql(asMet: DimensionAsMet, endpoint: Endpoint): VersionsSql {
  const { dimension } = asMet;
  const { touchedSql, membersSql } = buildSourceSql(asMet, endpoint);
  return { touchedSql, versionsSql: typedSql(['site_id', ...dimension.key], dimension.columns, membersSql) };
}

/**
 * The values stand in the list of one subquery, behind an offset that keeps it one, so that each is computed once. In a
 * lateral of their own the planner hashed the texts of every row, in the hope to see them again.
 */
function typedSql(key: readonly string[], columns: readonly Column[], membersSql: string): string {
  const texts = columns.map((column) => ({
    name: textName(column),
    paths: [column.path, ...column.aliases],
    none: column.none,
  }));
  const values = columns.map((column) => `${valueSql(column, `r.${textName(column)}`)} as ${column.name}`);
  const result = [...key, 'seen_from', 'is_deleted', '_source_id', '_load_id', ...columns.map(({ name }) => name)];
  return `
  select ${result.map((name) => `v.${name}`).join(', ')}, ${rawSql(columns)} as _raw
  from (
    select ${key.map((name) => `m.${name}`).join(', ')}, m.seen_from, m.is_deleted, m.source_id as _source_id, m.load_id as _load_id,
      r.*, ${values.join(', ')}
    from (${membersSql}) m, ${recordTexts('m.member', texts, 'r')} offset 0
  ) v`;
}

/** What the text of a column is called beside its value. */
const textName = ({ name }: Pick<Column, 'name'>): string => `c_${name}`;

/** jsonb_build_object takes at most a hundred arguments. */
const PAIRS_A_CALL = 50;

/** The texts that a column does not say in full (refused or rounded), by column; null when there are none, as of most rows. */
function rawSql(columns: readonly Column[]): string {
  const kept = columns.flatMap((column) => {
    const sql = keptTextSql(column, `v.${textName(column)}`, `v.${column.name}`);
    return sql === null ? [] : [{ name: column.name, sql }];
  });
  if (kept.length === 0) return 'null::jsonb';
  const pairs = kept.map(({ name, sql }) => `${literal(name)}, ${sql}`);
  const calls: string[] = [];
  for (let at = 0; at < pairs.length; at += PAIRS_A_CALL) {
    calls.push(`jsonb_build_object(${pairs.slice(at, at + PAIRS_A_CALL).join(', ')})`);
  }
  const any = `coalesce(${kept.map(({ sql }) => sql).join(', ')})`;
  return `case when ${any} is not null then jsonb_strip_nulls(${calls.join(' || ')}) end`;
}
