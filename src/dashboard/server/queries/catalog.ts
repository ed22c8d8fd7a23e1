import type { Endpoint } from '../../../catalog/endpoint.ts';
import { fieldsLeftInOds } from '../../../catalog/left-in-ods.ts';
import { buildLineage, type LineageEntry } from '../../../catalog/lineage.ts';
import { dwsTable } from '../../../catalog/mart.ts';
import { readMartSql } from '../../../catalog/mart-sql.ts';
import { MARTS } from '../../../catalog/marts.ts';
import { ODS_SCHEMA } from '../../../catalog/ods-table.ts';
import { WORDS } from '../../../catalog/pages/words.ts';
import { isPersonal } from '../../../catalog/personal-data.ts';
import { tablesFrom } from '../../../catalog/select-lineage.ts';
import { FACT_TABLES, MART_TABLES, odsTables, TYPED_TABLES } from '../../../catalog/warehouse.ts';
import { plainType, SITE_ID, type TableColumn, type WarehouseTable } from '../../../catalog/warehouse-table.ts';
import type { CatalogLayer, FoundTable, ShownColumn, ShownField, TableAnswer } from '../../api/catalog.ts';

/** The catalog by the contract in force: its tables and where their columns come from. */
export interface Catalog {
  readonly endpoints: readonly Endpoint[];
  readonly tables: readonly WarehouseTable[];
  readonly lineage: readonly LineageEntry[];
}

/** What a reader looks for first comes first. */
const LAYER_ORDER: readonly CatalogLayer[] = ['mart', 'fact', 'dimension', 'record'];

export function buildCatalog(endpoints: readonly Endpoint[]): Catalog {
  const tables = [...TYPED_TABLES, ...odsTables(endpoints)];
  const rank = (table: WarehouseTable): number => LAYER_ORDER.indexOf(layerOf(table));
  return { endpoints, tables: tables.toSorted((a, b) => rank(a) - rank(b)), lineage: buildLineage(endpoints) };
}

function layerOf(table: WarehouseTable): CatalogLayer {
  if (MART_TABLES.includes(table)) return 'mart';
  if (FACT_TABLES.includes(table)) return 'fact';
  return table.name.startsWith(`${ODS_SCHEMA}.`) ? 'record' : 'dimension';
}

/** All that can be searched. A table of records is searched by its fields: its columns are those of every other. */
export function toFoundTables({ tables, endpoints, lineage }: Catalog): FoundTable[] {
  const paths = new Map(
    lineage.map(({ table, column, from }) => [`${table} ${column}`, from.flatMap((one) => one.paths)]),
  );
  return tables.map((table) => {
    const { name, zh, en, columns } = table;
    const endpoint = endpointOf(name, endpoints);
    const found =
      endpoint === undefined
        ? columns.map((column) => ({ ...namesOf(column), paths: paths.get(`${name} ${column.name}`) ?? [] }))
        : endpoint.fields.map((field) => ({ name: field.path, zh: field.zh, en: field.en, paths: [] }));
    return { name, zh, en, layer: layerOf(table), columns: found };
  });
}

const namesOf = ({ name, zh, en }: TableColumn): { name: string; zh: string; en: string } => ({ name, zh, en });

const endpointOf = (name: string, endpoints: readonly Endpoint[]): Endpoint | undefined =>
  endpoints.find(({ table }) => name === `${ODS_SCHEMA}.${table}`);

/** A table with where its columns come from and what is made from them; its sample is read elsewhere. */
export function describeTable(catalog: Catalog, table: WarehouseTable): Omit<TableAnswer, 'sample'> {
  const { name, kind, zh, en, grain, sources, columns } = table;
  const endpoint = endpointOf(name, catalog.endpoints);
  return {
    name,
    kind,
    zh,
    en,
    grain,
    sources,
    usedBy: tablesFrom(name, catalog.lineage),
    columns: columns.map((column) => toShownColumn(catalog, table, column)),
    fields: endpoint === undefined ? [] : toFields(catalog, endpoint),
  };
}

function unitOf({ unit }: TableColumn): ShownColumn['unit'] {
  return typeof unit === 'string' ? { zh: WORDS.zh.unitOf(unit), en: WORDS.en.unitOf(unit) } : null;
}

function toShownColumn({ lineage }: Catalog, table: WarehouseTable, column: TableColumn): ShownColumn {
  const entry = lineage.find((one) => one.table === table.name && one.column === column.name);
  return {
    ...namesOf(column),
    type: plainType(column),
    unit: unitOf(column),
    codes: column.codes ?? null,
    isKey: table.key.includes(column.name),
    isPersonal: column.personal === true,
    from: entry?.from ?? [],
    transform: entry?.transform ?? null,
    usedBy: column.name === SITE_ID.name ? [] : usersOf(table.name, column.name, lineage),
  };
}

/** Tables that say so, and marts that read the table and whose query names the column. */
function usersOf(table: string, column: string, lineage: readonly LineageEntry[]): string[] {
  const saying = lineage.filter(({ from }) => from.some((one) => one.table === table && one.column === column));
  const naming = MARTS.filter(
    (mart) => mart.inputs.some((input) => table.endsWith(`.${input}`)) && wordsOfMart(mart).has(column),
  );
  const users = [...saying.map((entry) => entry.table), ...naming.map(dwsTable)];
  return [...new Set(users)].filter((user) => user !== table);
}

const wordsByMart = new Map<string, ReadonlySet<string>>();

function wordsOfMart(mart: (typeof MARTS)[number]): ReadonlySet<string> {
  const known = wordsByMart.get(mart.table);
  if (known !== undefined) return known;
  const words = new Set(readMartSql(mart).match(/[A-Za-z_]\w*/g));
  wordsByMart.set(mart.table, words);
  return words;
}

function toFields({ endpoints, lineage }: Catalog, endpoint: Endpoint): ShownField[] {
  const ods = `${ODS_SCHEMA}.${endpoint.table}`;
  const left = new Map(
    fieldsLeftInOds(endpoints).map(({ table, field, reason }) => [`${table} ${field.path}`, reason]),
  );
  const shown = lineage.flatMap(({ table, column, from }) =>
    from
      .filter((source) => source.table === ods)
      .flatMap(({ paths }) => paths.map((path) => ({ path, table, column }))),
  );
  return endpoint.fields.map(({ path, zh, en, type }) => ({
    path,
    zh,
    en,
    type,
    isPersonal: isPersonal(path),
    shownBy: shown.filter((one) => one.path === path).map(({ table, column }) => ({ table, column })),
    whyNot: left.get(`${endpoint.table} ${path}`) ?? null,
  }));
}
