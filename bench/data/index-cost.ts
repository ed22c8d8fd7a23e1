import { performance } from 'node:perf_hooks';
import type { Pool } from '../../src/database/connection.ts';
import { statement } from '../../src/database/statement.ts';

/** A table with the definitions of its key and of its other indexes. */
export interface IndexedTable {
  readonly schema: string;
  readonly table: string;
  readonly rows: number;
  readonly columns: readonly string[];
  /** Its storage parameters, as `create table` takes them. */
  readonly storage: string;
  readonly key: string;
  readonly indexes: readonly TableIndex[];
}

export interface TableIndex {
  readonly name: string;
  /** `create index` as PostgreSQL tells it. */
  readonly definition: string;
  /** Its columns behind the store. */
  readonly columns: string;
}

/** What writing rows cost with the key alone, or with one index more. */
export interface WriteCost {
  readonly ms: number;
  readonly walBytes: number;
  /** Size of the index; 0 for the key alone. */
  readonly indexBytes: number;
}

const TABLES = `select n.nspname as schema, c.relname as table, greatest(c.reltuples, 0)::float8 as rows,
  (select json_agg(a.attname order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  coalesce(array_to_string(c.reloptions, ', '), '') as storage,
  (select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = c.oid and i.indisprimary) as key,
  (select json_agg(json_build_object('name', x.relname, 'definition', pg_get_indexdef(x.oid),
      'columns', regexp_replace(pg_get_indexdef(x.oid), '^.*\\(site_id, ([^)]*)\\).*$', '\\1')) order by x.relname)
    from pg_index i join pg_class x on x.oid = i.indexrelid where i.indrelid = c.oid and not i.indisprimary) as indexes
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname in ('billiards_ods', 'billiards')
  and exists (select from pg_index i where i.indrelid = c.oid and not i.indisprimary)
order by rows desc, 1, 2`;

/** Tables of ODS and DWD that have an index beside their key, the largest first; VACUUM ANALYZE goes before. */
export async function readIndexedTables(pool: Pool): Promise<IndexedTable[]> {
  const { rows } = await pool.query<Omit<IndexedTable, 'columns' | 'indexes'> & { columns: string; indexes: string }>(
    TABLES,
  );
  return rows.map((row) => ({
    ...row,
    columns: JSON.parse(row.columns) as string[],
    indexes: JSON.parse(row.indexes) as TableIndex[],
  }));
}

/**
 * Fills an empty copy of the table, which has its key and at most one index more, with at least so many rows: those of the
 * store, and again for as many stores as it takes, one store after the other, as they are loaded.
 */
export async function measureWrite(
  pool: Pool,
  { schema, table, rows, columns, storage, key }: IndexedTable,
  index: TableIndex | null,
  atLeast: number,
): Promise<WriteCost & { readonly written: number }> {
  const source = `${schema}.${table}`;
  const onCopy = (definition: string): string => definition.replace(/INDEX .* ON \S+/, 'INDEX ON bench_copy');
  const others = columns.filter((name) => name !== 'site_id').join(', ');
  await pool.query('drop table if exists bench_copy');
  await pool.query(`create table bench_copy (like ${source})${storage === '' ? '' : ` with (${storage})`}`);
  await pool.query(onCopy(key));
  if (index !== null) await pool.query(onCopy(index.definition));
  await pool.query('checkpoint');
  const from = await walPosition(pool);
  const started = performance.now();
  const { rowCount } = await pool.query(
    statement(
      `insert into bench_copy (site_id, ${others})
select s.site_id + n, ${others} from generate_series(1, $copies::int) n cross join lateral (select * from ${source} offset 0) s`,
      { copies: Math.ceil(atLeast / rows) },
    ),
  );
  const ms = performance.now() - started;
  const walBytes = (await walPosition(pool)) - from;
  const size = `select coalesce(sum(pg_relation_size(indexrelid)) filter (where indrelid = 'bench_copy'::regclass
    and pg_get_indexdef(indexrelid) not like '%UNIQUE%'), 0)::float8 as bytes from pg_index`;
  const { rows: sizes } = await pool.query<{ bytes: number }>(size);
  await pool.query('drop table bench_copy');
  return { ms, walBytes, indexBytes: sizes[0]?.bytes ?? 0, written: rowCount ?? 0 };
}

async function walPosition(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ at: number }>(
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as at`,
  );
  return rows[0]?.at ?? Number.NaN;
}

/** How often indexes were read since the counters were last reset, by `schema.name`. */
export async function readIndexScans(pool: Pool): Promise<ReadonlyMap<string, number>> {
  const sql = `select schemaname || '.' || indexrelname as name, idx_scan::float8 as scans from pg_stat_user_indexes`;
  const { rows } = await pool.query<{ name: string; scans: number }>(sql);
  return new Map(rows.map(({ name, scans }) => [name, scans]));
}
