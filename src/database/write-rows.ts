import type { Client } from './connection.ts';
import { statement } from './statement.ts';

/** A table as far as rows are written to it. */
export interface WrittenTable {
  /** Qualified name. */
  readonly name: string;
  /** Columns of the primary key, `site_id` among them. */
  readonly key: readonly string[];
  /** All columns written, those of the key included. */
  readonly columns: readonly string[];
}

/** How rows of a store should differ from how they stand: lists in JSON text that JavaScript never reads; null for none. */
export interface RowDifference {
  /** Rows to remove; of these the key counts. */
  readonly surplus_rows: string | null;
  /** Rows to write, in this order. */
  readonly due_rows: string | null;
}

/**
 * Removes and writes what a statement found to differ, in its transaction; asks nothing when that is nothing. Finding and
 * writing are apart because a distributed table takes no statement that does both; the rows that differ are few. The text is
 * json on both sides: jsonb, which nobody looks into here, took three times as long to make.
 */
export async function writeDifference(
  client: Client,
  table: WrittenTable,
  siteId: string,
  { surplus_rows, due_rows }: RowDifference,
): Promise<void> {
  // What is too much goes first, because it may stand in the way of what comes.
  if (surplus_rows !== null) await client.query(statement(removeSql(table), { siteId, rows: surplus_rows }));
  if (due_rows !== null) await client.query(statement(storeSql(table), { rows: due_rows }));
}

function removeSql({ name, key }: WrittenTable): string {
  const same = key.map((column) => `t.${column} = s.${column}`).join(' and ');
  return `delete from ${name} t using json_populate_recordset(null::${name}, $rows::json) s
where t.site_id = $siteId::bigint and ${same}`;
}

function storeSql({ name, key, columns }: WrittenTable): string {
  const others = columns.filter((column) => !key.includes(column));
  const update =
    others.length === 0
      ? 'nothing'
      : `update set ${others.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  return `insert into ${name} (${columns.join(', ')})
select ${columns.map((column) => `s.${column}`).join(', ')} from json_populate_recordset(null::${name}, $rows::json) s
on conflict (${key.join(', ')}) do ${update}`;
}
