import { ConfigError } from '../../base/errors.ts';
import { plainType, type TableColumn } from '../../catalog/warehouse-table.ts';
import { statement } from '../../database/statement.ts';
import { localText } from '../../database/utc-text.ts';
import type { Queryable } from '../../tasks/task.ts';
import type { RowKey, TraceTarget } from './target.ts';

/** A row as it stands in its table; values are texts, times wall-clock of the store. */
export interface FoundRow {
  readonly siteId: string;
  readonly values: Readonly<Record<string, string | null>>;
  /** First moment at which the row holds no more, as PostgreSQL writes it; null for a table without versions. */
  readonly endsAt: string | null;
}

interface Answer {
  readonly site_id: string;
  readonly cells: readonly (string | null)[];
  readonly ends_at: string | null;
}

/** SQL of the bound of a version as wall-clock time of the store `s`; an infinite one stays a word. */
export function boundText(instant: string): string {
  return `case when isfinite(${instant}) then ${localText(instant)}
    else ${instant}::text end`;
}

/** The row of a key, of a dimension the version asked for or else the last; null when there is none. */
export async function findRow(
  db: Queryable,
  target: TraceTarget,
  key: RowKey,
  stores: readonly string[] | null,
): Promise<FoundRow | null> {
  const { rows } = await db.query<Answer>(statement(rowSql(target, key), { stores, ...key }));
  const [row, ...others] = rows;
  if (row === undefined) return null;
  const sites = [...new Set(rows.map(({ site_id }) => site_id))];
  if (others.length > 0 && sites.length > 1) {
    throw new ConfigError(
      'AMBIGUOUS_KEY',
      `${sites.length} stores have this row of ${target.table.name}: ${sites.join(', ')}. Say which with --stores`,
    );
  }
  const values = Object.fromEntries(target.table.columns.map(({ name }, i) => [name, row.cells[i] ?? null]));
  return { siteId: row.site_id, values, endsAt: row.ends_at };
}

function rowSql({ table, versioned }: TraceTarget, key: RowKey): string {
  const conditions = Object.keys(key).map((name) => {
    const column = table.columns.find((one) => one.name === name);
    return `t.${name} = ${parameterSql(name, column)}`;
  });
  const cells = table.columns.map((column) =>
    plainType(column) === 'timestamptz' ? boundText(`t.${column.name}`) : `t.${column.name}::text`,
  );
  return `select t.site_id::text, array[${cells.join(',\n  ')}] as cells, ${versioned ? 't.valid_to::text' : 'null'} as ends_at
from ${table.name} t join etl_admin.etl_store s on s.site_id = t.site_id
where ($stores::bigint[] is null or t.site_id = any($stores))${conditions.map((one) => ` and ${one}`).join('')}
order by t.site_id${versioned ? ', t.version desc' : ''}`;
}

/** A number too large for its column is no row, and not an error. */
function parameterSql(name: string, column: TableColumn | undefined): string {
  const type = column === undefined ? 'text' : plainType(column);
  if (type === 'timestamptz') return `($${name}::timestamp at time zone s.timezone)`;
  return `$${name}::${type === 'integer' ? 'bigint' : type}`;
}
