import { ConfigError } from '../../base/errors.ts';
import { nameTest } from '../../base/name-list.ts';
import { didYouMean } from '../../base/nearest-name.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { ODS_SCHEMA, odsTable } from '../../catalog/ods-table.ts';
import { MART_TABLES, odsTables, TYPED_TABLES } from '../../catalog/warehouse.ts';
import type { TableColumn, WarehouseTable } from '../../catalog/warehouse-table.ts';

export const LAYERS = ['ods', 'dwd', 'dws'] as const;
export type Layer = (typeof LAYERS)[number];

/** What is asked for, as the words of a command. */
export interface TablesAsked {
  /** Names with or without schema; `*` stands for anything. */
  readonly tables: readonly string[];
  readonly layer: Layer | null;
  /** Columns by name; null: all. */
  readonly columns: readonly string[] | null;
  /** Whether personal data may go out. */
  readonly personal: boolean;
  /** Only some stores are asked for, so a table that adds stores up will not do. */
  readonly byStore: boolean;
}

/** A table as it is exported. */
export interface ExportedTable {
  readonly table: WarehouseTable;
  /** Name without schema. */
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** Personal columns that stay at home. */
  readonly leftOut: readonly string[];
  /** How its rows belong to business days: by a column, by the raw event time, or not at all. */
  readonly days: 'business_date' | 'event_time' | null;
  /** The column with the store; null where rows belong to none. */
  readonly siteColumn: 'site_id' | 'store_id' | null;
}

export interface TablesSelected {
  readonly tables: readonly ExportedTable[];
  /** What was left out, as sentences. */
  readonly notes: readonly string[];
}

/** The tables meant, in the order of the catalog. Throws ConfigError for a name that means none, and for one that cannot be had. */
export function selectTables(asked: TablesAsked, endpoints: readonly Endpoint[]): TablesSelected {
  const all = [...odsTables(endpoints), ...TYPED_TABLES];
  if (asked.tables.length === 0 && asked.layer === null) {
    throw new ConfigError(
      'NO_TABLES',
      `nothing to export: name tables, such as dws_site_day_summary or 'dws_*', or --layer ${LAYERS.join('|')}`,
    );
  }
  const named = new Set(asked.tables.flatMap((word) => tablesOf(word, all)));
  const exact = new Set(asked.tables.filter((word) => !word.includes('*')).flatMap((word) => tablesOf(word, all)));
  const isMeant = (table: WarehouseTable): boolean =>
    named.has(table) || (asked.layer !== null && isOfLayer(table, asked.layer));
  const meant = all.filter(isMeant).map((table) => toExported(table, asked, endpoints));
  const unfit = asked.byStore ? meant.filter(({ siteColumn }) => siteColumn === null) : [];
  const refused = unfit.find(({ table }) => exact.has(table));
  if (refused !== undefined) {
    throw new ConfigError(
      'NO_STORE_COLUMN',
      `${refused.table.name} does not tell stores apart: leave out --stores, or the table`,
    );
  }
  const notes = unfit.map(({ name }) => `${name} is left out: it does not tell stores apart`);
  return { tables: meant.filter((table) => !unfit.includes(table)), notes };
}

const bareName = ({ name }: WarehouseTable): string => name.slice(name.indexOf('.') + 1);

function tablesOf(word: string, all: readonly WarehouseTable[]): WarehouseTable[] {
  const isMeant = nameTest(word);
  const found = all.filter((table) => isMeant(table.name) || isMeant(bareName(table)));
  if (found.length > 0) return found;
  const hint = didYouMean(word, all.map(bareName));
  throw new ConfigError(
    'UNKNOWN_TABLE',
    `no table is called ${JSON.stringify(word)}.${hint} docs/data-dictionary.md lists them all`,
  );
}

/** Views that show again what a table of the layer shows belong to no layer; those of the marts add to them. */
function isOfLayer(table: WarehouseTable, layer: Layer): boolean {
  const isMart = MART_TABLES.includes(table);
  if (layer === 'dws') return isMart;
  const isOds = table.name.startsWith(`${ODS_SCHEMA}.`);
  return table.kind === 'table' && !isMart && isOds === (layer === 'ods');
}

function toExported(table: WarehouseTable, asked: TablesAsked, endpoints: readonly Endpoint[]): ExportedTable {
  const chosen =
    asked.columns === null ? table.columns : [...new Set(asked.columns)].map((name) => columnOf(table, name, asked));
  const isLeft = (column: TableColumn): boolean => column.personal === true && !asked.personal;
  const columns = chosen.filter((column) => !isLeft(column));
  const leftOut = chosen.filter(isLeft).map(({ name }) => name);
  const has = (name: string): boolean => table.columns.some((column) => column.name === name);
  return {
    table,
    name: bareName(table),
    columns,
    leftOut,
    days: has('business_date') ? 'business_date' : hasEventTime(table, endpoints) ? 'event_time' : null,
    siteColumn: has('site_id') ? 'site_id' : has('store_id') ? 'store_id' : null,
  };
}

function hasEventTime(table: WarehouseTable, endpoints: readonly Endpoint[]): boolean {
  return endpoints.some((endpoint) => odsTable(endpoint) === table.name && endpoint.eventTime !== null);
}

function columnOf(table: WarehouseTable, name: string, { personal }: TablesAsked): TableColumn {
  const names = table.columns.map((column) => column.name);
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) {
    throw new ConfigError(
      'UNKNOWN_COLUMN',
      `${table.name} has no column ${JSON.stringify(name)}.${didYouMean(name, names)} It has: ${names.join(', ')}`,
    );
  }
  if (column.personal === true && !personal) {
    throw new ConfigError(
      'PERSONAL_COLUMN',
      `${table.name}.${name} is personal data: it is exported only with --personal`,
    );
  }
  return column;
}
