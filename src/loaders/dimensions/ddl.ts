import type { Column } from '../../catalog/column.ts';
import type { Dimension } from '../../catalog/dimensions/dimension.ts';
import { DWD_SCHEMA, dwdTable } from '../../catalog/dwd-table.ts';
import { type DdlStep, literal } from '../schema/layer.ts';
import { CALENDAR_DDL } from './calendar.ts';
import { ENUM_DDL } from './enum-table.ts';
import { SNAPSHOT_DDL, SNAPSHOT_TABLE } from './source-sql.ts';

interface TableColumn {
  readonly name: string;
  readonly ddl: string;
  readonly zh: string;
  readonly en: string;
}

const SITE_ID: TableColumn = { name: 'site_id', ddl: 'bigint not null', zh: '门店ID', en: 'store' };

const VALIDITY: readonly TableColumn[] = [
  {
    name: 'valid_from',
    ddl: 'timestamptz not null',
    zh: '生效起(含)',
    en: 'first moment of the version; -infinity for the first one',
  },
  {
    name: 'valid_to',
    ddl: 'timestamptz not null',
    zh: '生效止(不含)',
    en: 'first moment after the version; infinity for the current one',
  },
  { name: 'version', ddl: 'integer not null', zh: '版本号', en: 'number of the version, from 1' },
  { name: 'is_current', ddl: 'boolean not null', zh: '是否当前版本', en: 'the version that holds now' },
  {
    name: 'is_deleted',
    ddl: 'boolean not null',
    zh: '是否已删除',
    en: 'upstream did not show the member in this time',
  },
];

const BOOKKEEPING: readonly TableColumn[] = [
  { name: '_source_id', ddl: 'text not null', zh: 'ODS主键', en: 'key of the ODS record' },
  {
    name: '_load_id',
    ddl: 'bigint not null',
    zh: 'ODS装载序号',
    en: 'load_id of the ODS version when the row was written',
  },
  { name: '_raw', ddl: 'jsonb', zh: '原文', en: 'texts that were refused (NULL here) or rounded, by column' },
];

function tableColumns({ key, columns, zh }: Dimension): TableColumn[] {
  const keys = key.map((name) => ({ name, ddl: 'bigint not null', zh: `${zh}主键`, en: 'business key, as upstream' }));
  return [SITE_ID, ...keys, ...columns.map(toTableColumn), ...VALIDITY, ...BOOKKEEPING];
}

/** Names of all columns of the table, and of its view of current versions. */
export function dimensionColumnNames(dimension: Dimension): string[] {
  return tableColumns(dimension).map((column) => column.name);
}

function toTableColumn({ name, type, zh, en, tracked }: Column): TableColumn {
  const note = tracked ? '' : ' (not versioned: shows the last value of the version)';
  return { name, ddl: type.ddl, zh, en: en + note };
}

/**
 * The deferred key is the promise of at most one current version. Deferred, because a merge turns the old current row
 * into a past one and adds the new one in the same statement.
 */
function createTable(dimension: Dimension): string {
  const key = ['site_id', ...dimension.key].join(', ');
  const lines = [
    ...tableColumns(dimension).map(({ name, ddl }) => `${name} ${ddl}`),
    `primary key (${key}, valid_from)`,
    `constraint ${dimension.table}_one_end unique (${key}, valid_to) deferrable initially deferred`,
    `constraint ${dimension.table}_forward check (valid_from < valid_to)`,
    `constraint ${dimension.table}_current check (is_current = (valid_to = 'infinity'))`,
  ];
  return `create table if not exists ${dwdTable(dimension)} (\n  ${lines.join(',\n  ')}\n)`;
}

/** Qualified name of the view of the versions that hold now. */
export function currentView(dimension: Pick<Dimension, 'table'>): string {
  return `${dwdTable(dimension)}_current`;
}

function steps(dimension: Dimension): DdlStep[] {
  const table = dwdTable(dimension);
  const view = currentView(dimension);
  const columns = tableColumns(dimension);
  // A column that joins the catalog later joins the table here; existing rows get their values by the refill.
  const added = columns.map(({ name, ddl }) => `add column if not exists ${name} ${ddl.replace(' not null', '')}`);
  const meaning = `${dimension.zh} (${dimension.grain.zh}): ${dimension.en}; ${dimension.grain.en}`;
  return [
    { object: table, sql: createTable(dimension) },
    { object: table, sql: `alter table ${table} ${added.join(', ')}` },
    { object: view, sql: `create or replace view ${view} as select * from ${table} where is_current` },
    { object: table, sql: `comment on table ${table} is ${literal(meaning)}` },
    {
      object: view,
      sql: `comment on view ${view} is ${literal(`${dimension.zh}当前版本: the version that holds now, deleted members included`)}`,
    },
    ...columns.map(({ name, zh, en }) => ({
      object: `${table}.${name}`,
      sql: `comment on column ${table}.${name} is ${literal(`${zh}: ${en}`)}`,
    })),
  ];
}

/** Everything that makes the dimension tables stand; each statement is additive and can be run again. */
export function buildDimensionDdl(dimensions: readonly Dimension[]): DdlStep[] {
  return [
    { object: DWD_SCHEMA, sql: `create schema if not exists ${DWD_SCHEMA}` },
    { object: SNAPSHOT_TABLE, sql: SNAPSHOT_DDL },
    {
      object: SNAPSHOT_TABLE,
      sql: `comment on table ${SNAPSHOT_TABLE} is '门店快照: store profiles as rows showed them, one a moment of reading; dim_site is made from it'`,
    },
    ...dimensions.flatMap(steps),
    ...ENUM_DDL,
    ...CALENDAR_DDL,
  ];
}
