import { dwdTable } from '../catalog/dwd-table.ts';
import type { Client } from '../database/connection.ts';
import { statement } from '../database/statement.ts';
import { equal, type HistoryChange, type HistoryTable, historyColumns, list } from './history-sql.ts';

/**
 * Writes what a statement found to differ, in its transaction; asks nothing when that is nothing. Finding and writing are
 * apart because a distributed table takes no statement that does both, and the rows that differ are few.
 */
export async function writeHistory(
  client: Client,
  dimension: HistoryTable,
  siteId: string,
  { surplus_rows, due_rows }: Pick<HistoryChange, 'surplus_rows' | 'due_rows'>,
): Promise<void> {
  // What is too much goes first: of the rows of a key one alone may be the current one.
  if (surplus_rows !== null) await client.query(statement(removeSql(dimension), { siteId, rows: surplus_rows }));
  if (due_rows !== null) await client.query(statement(storeSql(dimension), { rows: due_rows }));
}

function removeSql(dimension: HistoryTable): string {
  const table = dwdTable(dimension);
  const { identity } = historyColumns(dimension);
  return `delete from ${table} d using jsonb_populate_recordset(null::${table}, $rows::jsonb) s
where d.site_id = $siteId::bigint and ${equal(identity, 'd', 's')}`;
}

function storeSql(dimension: HistoryTable): string {
  const table = dwdTable(dimension);
  const { identity, compared, written } = historyColumns(dimension);
  const updates = [...compared, '_load_id'].map((column) => `${column} = excluded.${column}`);
  return `insert into ${table} as d (${list(written)})
select ${list(written, 's')} from jsonb_populate_recordset(null::${table}, $rows::jsonb) s
on conflict (${list(identity)}) do update set ${updates.join(', ')}`;
}
