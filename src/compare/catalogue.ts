import { ConfigError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { ReadDatabase } from '../database/read-elsewhere.ts';
import { statement } from '../database/statement.ts';

/** Which of the two databases. */
export type Side = 'left' | 'right';

export interface FoundColumn {
  readonly name: string;
  /** As PostgreSQL writes it, with length and scale. */
  readonly type: string;
  readonly family: Family;
}

/** Types whose values can be compared with each other as they are. */
export type Family = 'number' | 'boolean' | 'instant' | 'wall time' | 'date' | 'json' | 'binary' | 'text';

export interface FoundTable {
  readonly name: string;
  readonly columns: readonly FoundColumn[];
  /** Columns of the primary key, or else of the first unique index without nulls; empty when there is none. */
  readonly key: readonly string[];
}

/** One of the two databases. */
export interface ComparedSide {
  readonly side: Side;
  readonly database: ReadDatabase;
  readonly schema: string;
}

interface CatalogueRow {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly base: string;
  readonly key: readonly string[] | null;
}

const TABLES = `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
  format_type(case when t.typtype = 'd' then t.typbasetype else t.oid end, null) as base,
  (select array_agg(k.attname::text order by p.n) from (
    select x.indexrelid, x.indkey from pg_index x where x.indrelid = c.oid and x.indisvalid and x.indpred is null and x.indexprs is null
      and (x.indisprimary or (x.indisunique and not exists (select from pg_attribute u
        where u.attrelid = c.oid and u.attnum = any(x.indkey) and not u.attnotnull)))
    order by x.indisprimary desc, x.indexrelid limit 1) i
    cross join unnest(i.indkey) with ordinality p(attnum, n) join pg_attribute k on k.attrelid = c.oid and k.attnum = p.attnum) as key
from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
join pg_type t on t.oid = a.atttypid
where n.nspname = $schema and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum`;

/** The tables and views of a side by name; throws ConfigError when its schema has none. */
export async function readCatalogue({ side, database, schema }: ComparedSide): Promise<Map<string, FoundTable>> {
  const { rows } = await database.client.query<CatalogueRow>(statement(TABLES, { schema }));
  if (rows.length === 0) throw await noSchema({ side, database, schema });
  const tables = new Map<string, FoundTable>();
  for (const { table, column, type, base, key } of rows) {
    const columns = [...(tables.get(table)?.columns ?? []), { name: column, type, family: familyOf(base) }];
    tables.set(table, { name: table, columns, key: key ?? [] });
  }
  return tables;
}

async function noSchema({ side, database, schema }: ComparedSide): Promise<ConfigError> {
  const { rows } = await database.client.query<{ name: string }>(
    `select distinct n.nspname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`,
  );
  const known = rows.map(({ name }) => name);
  return new ConfigError(
    'NO_SCHEMA',
    `the database on the ${side}, ${database.place}, has no tables in the schema ${JSON.stringify(schema)}.` +
      `${didYouMean(schema, known)} Schemas with tables: ${known.join(', ') || 'none'}; name one with --schema-${side}`,
  );
}

const FAMILIES: Readonly<Record<string, Family>> = {
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  numeric: 'number',
  real: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  'timestamp with time zone': 'instant',
  'timestamp without time zone': 'wall time',
  date: 'date',
  json: 'json',
  jsonb: 'json',
  bytea: 'binary',
};

function familyOf(base: string): Family {
  return FAMILIES[base] ?? 'text';
}
