import { ConfigError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest-name.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { LEGACY_VIEWS } from '../../catalog/ods-table.ts';
import type { Client } from '../../database/connection.ts';
import { statement } from '../../database/statement.ts';

/** A column of the old system. */
export interface LegacyColumn {
  readonly name: string;
  /** As PostgreSQL writes it, without length: `timestamp without time zone`, `character varying`. */
  readonly type: string;
}

/** A table of the old system whose rows are records of an endpoint, and which of its columns mean what. */
export interface LegacyTable {
  readonly schema: string;
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly payload: LegacyColumn;
  /** When the row was received; null: nothing in the table says so. */
  readonly fetchedAt: LegacyColumn | null;
  /** The store; null: only the records say so, if at all. */
  readonly site: LegacyColumn | null;
  /** What tells rows received together apart, most telling first: file, page, position. */
  readonly order: readonly LegacyColumn[];
}

/** A table that belongs to an endpoint by its name, and why it cannot be read. */
export interface UnreadableTable {
  readonly name: string;
  readonly reason: string;
  /** Nothing that an option could put right. */
  readonly byNature?: true;
}

export interface FindOptions {
  readonly schema: string;
  readonly endpoints: readonly Endpoint[];
  /** Old or present names; null means all that are there. */
  readonly tables: readonly string[] | null;
  /** Names that take the place of the known ones. */
  readonly payloadColumn: string | undefined;
  readonly timeColumn: string | undefined;
}

/** Known names, the most telling first. A row that was overwritten holds what was received when it was updated. */
const PAYLOAD_NAMES = ['payload', 'payload_json', 'raw_payload', 'raw_json', 'raw_data', 'raw', 'data', 'json', 'body'];
const TIME_NAMES = ['fetched_at', 'fetch_time', 'extracted_at', 'crawled_at', 'loaded_at', 'ingested_at'];
const ROW_TIME_NAMES = ['updated_at', 'inserted_at', 'created_at'];
const SITE_NAMES = ['store_id', 'site_id'];
const ORDER_NAMES = ['source_file', 'page_no', 'record_index'];

const JSON_TYPES = ['jsonb', 'json'];
const TEXT_TYPES = ['text', 'character varying'];
const TIME_TYPES = ['timestamp with time zone', 'timestamp without time zone', 'date'];

/** Finds the tables of the old system by the names that it gave them; throws ConfigError when there is none. */
export async function findLegacyTables(
  client: Client,
  options: FindOptions,
): Promise<{ readonly tables: LegacyTable[]; readonly unreadable: UnreadableTable[] }> {
  const columnsOf = await readColumns(client, options.schema);
  const tables: LegacyTable[] = [];
  const unreadable: UnreadableTable[] = [];
  for (const { name, endpoint } of chooseNames(columnsOf, options)) {
    const found = understand({ schema: options.schema, name, endpoint }, columnsOf.get(name) ?? [], options);
    if ('reason' in found) unreadable.push(found);
    else tables.push(found);
  }
  return { tables, unreadable };
}

async function readColumns(client: Client, schema: string): Promise<Map<string, LegacyColumn[]>> {
  const sql = `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
where n.nspname = $schema and c.relkind in ('r', 'p', 'm', 'f') and not c.relispartition and a.attnum > 0 and not a.attisdropped
order by c.relname, a.attnum`;
  const { rows } = await client.query<LegacyColumn & { table: string }>(statement(sql, { schema }));
  if (rows.length === 0) throw await noSchema(client, schema);
  const columnsOf = new Map<string, LegacyColumn[]>();
  for (const { table, name, type } of rows) columnsOf.set(table, [...(columnsOf.get(table) ?? []), { name, type }]);
  return columnsOf;
}

async function noSchema(client: Client, schema: string): Promise<ConfigError> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct n.nspname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`,
  );
  const known = rows.map(({ name }) => name);
  return new ConfigError(
    'NO_LEGACY_SCHEMA',
    `the old database has no tables in the schema ${JSON.stringify(schema)}.${didYouMean(schema, known)} ` +
      `Schemas with tables: ${known.join(', ') || 'none'}; name one with --schema`,
  );
}

interface ChosenName {
  readonly name: string;
  readonly endpoint: Endpoint;
}

function chooseNames(
  columnsOf: ReadonlyMap<string, unknown>,
  { endpoints, tables, schema }: FindOptions,
): ChosenName[] {
  const known = endpoints.flatMap((endpoint) => {
    const older = Object.entries(LEGACY_VIEWS).flatMap(([name, table]) => (table === endpoint.table ? [name] : []));
    return [endpoint.table, ...older].map((name) => ({ name, endpoint }));
  });
  for (const name of tables ?? []) {
    if (known.some((one) => one.name === name) && columnsOf.has(name)) continue;
    const names = known.map((one) => one.name).filter((one) => columnsOf.has(one));
    throw new ConfigError(
      'NO_LEGACY_TABLE',
      `--tables names ${JSON.stringify(name)}, which is no table of raw records in ${schema}.${didYouMean(name, names)} ` +
        `There are: ${names.join(', ') || 'none'}`,
    );
  }
  const chosen = known.filter(({ name }) => columnsOf.has(name) && (tables === null || tables.includes(name)));
  if (chosen.length > 0) return chosen;
  throw new ConfigError(
    'NO_LEGACY_TABLE',
    `the schema ${schema} of the old database has no table that is named like one of raw records: it has ` +
      `${[...columnsOf.keys()].slice(0, 12).join(', ')}; expected are names like payment_transactions or ods_payment`,
  );
}

function understand(
  place: Pick<LegacyTable, 'schema' | 'name' | 'endpoint'>,
  columns: readonly LegacyColumn[],
  { payloadColumn, timeColumn }: FindOptions,
): LegacyTable | UnreadableTable {
  if (place.endpoint.report) {
    const reason =
      'reports without the period they are about; "feiqiu-etl run --from DAY" reads them again from upstream';
    return { name: place.name, reason, byNature: true };
  }
  const told = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  const named = (names: readonly string[], types?: readonly string[]): LegacyColumn | undefined =>
    names.flatMap((name) => columns.filter((one) => one.name === name && types?.includes(one.type) !== false))[0];
  const jsonColumns = columns.filter(({ type }) => JSON_TYPES.includes(type));
  const payload =
    payloadColumn === undefined
      ? (named(PAYLOAD_NAMES, [...JSON_TYPES, ...TEXT_TYPES]) ??
        (jsonColumns.length === 1 ? jsonColumns[0] : undefined))
      : named([payloadColumn], [...JSON_TYPES, ...TEXT_TYPES]);
  if (payload === undefined) {
    const wanted = payloadColumn === undefined ? 'that looks like raw records' : `${payloadColumn} of json or text`;
    return { name: place.name, reason: `no column ${wanted}; name it with --payload-column. Columns: ${told}` };
  }
  const fetchedAt = named(timeColumn === undefined ? [...TIME_NAMES, ...ROW_TIME_NAMES] : [timeColumn], TIME_TYPES);
  if (timeColumn !== undefined && fetchedAt === undefined)
    return { name: place.name, reason: `no column ${timeColumn} of a time (--time-column). Columns: ${told}` };
  const order = ORDER_NAMES.flatMap((name) => named([name]) ?? []);
  return { ...place, payload, fetchedAt: fetchedAt ?? null, site: named(SITE_NAMES) ?? null, order };
}
