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

function typedSql(key: readonly string[], columns: readonly Column[], membersSql: string): string {
  const texts = columns.map(({ name, path, aliases, none }) => ({ name, paths: [path, ...aliases], none }));
  const textOf = (column: Column): string => `r.${column.name}`;
  const values = columns.map((column) => `${valueSql(column, textOf(column))} as ${column.name}`);
  // Without the offset the values would be computed once more wherever they are looked at.
  return `
  select ${key.map((name) => `m.${name}`).join(', ')}, m.seen_from, m.is_deleted, m.source_id as _source_id, m.load_id as _load_id,
    v.*, ${rawSql(columns, textOf)} as _raw
  from (${membersSql}) m, ${recordTexts('m.member', texts, 'r')}, lateral (select ${values.join(', ')} offset 0) v`;
}

/** jsonb_build_object takes at most a hundred arguments. */
const PAIRS_A_CALL = 50;

/** The texts that a column does not say in full (refused or rounded), by column; null when there are none. */
function rawSql(columns: readonly Column[], textOf: (column: Column) => string): string {
  const pairs = columns.flatMap((column) => {
    const kept = keptTextSql(column, textOf(column), `v.${column.name}`);
    return kept === null ? [] : [`'${column.name}', ${kept}`];
  });
  const calls: string[] = [];
  for (let at = 0; at < pairs.length; at += PAIRS_A_CALL) {
    calls.push(`jsonb_build_object(${pairs.slice(at, at + PAIRS_A_CALL).join(', ')})`);
  }
  return calls.length === 0 ? 'null::jsonb' : `nullif(jsonb_strip_nulls(${calls.join(' || ')}), '{}'::jsonb)`;
}
