import { dwdTable } from '../catalog/dwd-table.ts';
import type { HistoryTable, SeenVersionsSql } from './history-sql.ts';

/** Keys that are worked on at a time: what passes through this process stays small, and sorts stay in memory. */
export const KEYS_A_ROUND = 5_000;

/** Some keys of a store, worked on by one statement; a row of `roundsSql`. */
export interface KeyRound {
  /** How many. */
  readonly keys: number;
  /** The keys in ascending order, as text of a `bigint[]` that JavaScript never reads; null where a dimension has none. */
  readonly list: string | null;
}

/**
 * Query of the rounds in which the keys of `touchedSql` are worked on, in order of the keys; no row when there are none.
 * They are looked for once: twice a round made a fill quadratic, and was two thirds of it at 100,000 keys. A dimension without
 * keys is one round.
 */
export function roundsSql({ key: [key] }: HistoryTable, touchedSql: string): string {
  if (key === undefined) {
    return `select count(*)::int as keys, null as list from (${touchedSql}) t having count(*) > 0`;
  }
  return `select count(*)::int as keys, array_agg(${key} order by ${key}) as list from (
  select ${key}, (row_number() over (order by ${key}) - 1) / ${KEYS_A_ROUND} as round from (${touchedSql}) t
) k group by round order by round`;
}

/** The keys that ODS or the table knows: what a rebuild looks at. `touchedSql` names those of ODS. */
export function everyKeySql(dimension: HistoryTable, touchedSql: string): string {
  const columns = ['site_id', ...dimension.key].join(', ');
  return `select ${columns} from (${touchedSql}) t
  union select ${columns} from ${dwdTable(dimension)} where site_id = $siteId::bigint`;
}

/** The same versions for the keys of one round, `$keys` being its `list`. */
export function ofRound({ key: [key] }: HistoryTable, seen: SeenVersionsSql): SeenVersionsSql {
  if (key === undefined) return seen;
  return { ...seen, touchedSql: `select $siteId::bigint as site_id, ${key} from unnest($keys::bigint[]) as k(${key})` };
}
