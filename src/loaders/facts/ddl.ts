import { DWD_SCHEMA, dwdTable } from '../../catalog/dwd-table.ts';
import type { Fact } from '../../catalog/fact.ts';
import { type DdlStep, literal } from '../schema/layer.ts';

interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly zh: string;
  readonly en: string;
}

const SITE: TableColumn = { name: 'site_id', type: 'bigint', zh: '门店ID', en: 'store' };

const BOOKKEEPING: readonly TableColumn[] = [
  { name: 'business_date', type: 'date', zh: '营业日', en: 'business day the row counts for' },
  { name: 'is_deleted', type: 'boolean not null default false', zh: '已删除', en: 'gone upstream; the row stays' },
  { name: '_source_id', type: 'text not null', zh: 'ODS主键', en: 'source_id of the ODS record' },
  { name: '_load_id', type: 'bigint not null', zh: '装载序号', en: 'ODS load that last changed the row' },
  { name: '_raw', type: 'jsonb', zh: '原文', en: 'texts that were refused or rounded, by column' },
];

/** Statements that make the fact tables stand as declared; additive, and each can be run again. */
export function buildFactDdl(facts: readonly Fact[]): DdlStep[] {
  return [{ object: DWD_SCHEMA, sql: `create schema if not exists ${DWD_SCHEMA}` }, ...facts.flatMap(stepsOf)];
}

function stepsOf(fact: Fact): DdlStep[] {
  const name = dwdTable(fact);
  const columns = tableColumns(fact);
  const isKey = (column: TableColumn): boolean => column === SITE || fact.key.includes(column.name);
  const keyColumns = columns.filter(isKey);
  const inKeyOrder = ['site_id', ...fact.key].join(', ');
  return [
    {
      object: name,
      sql: `create table if not exists ${name} (\n${keyColumns.map((one) => `  ${one.name} ${one.type},`).join('\n')}\n  primary key (${inKeyOrder})\n)`,
    },
    ...(columns.length === keyColumns.length
      ? []
      : [
          additions(
            name,
            columns.filter((one) => !isKey(one)),
          ),
        ]),
    ...indexes(fact),
    {
      object: name,
      sql: `comment on table ${name} is ${literal(`${fact.zh} (${fact.grain.zh}): ${fact.en}; ${fact.grain.en}`)}`,
    },
    ...columns.map((one) => ({
      object: `${name}.${one.name}`,
      sql: `comment on column ${name}.${one.name} is ${literal(`${one.zh}: ${one.en}`)}`,
    })),
  ];
}

function tableColumns(fact: Fact): TableColumn[] {
  return [SITE, ...fact.columns.map(toTableColumn), ...BOOKKEEPING];
}

/** Names of all columns of the table. */
export function factColumnNames(fact: Fact): string[] {
  return tableColumns(fact).map((column) => column.name);
}

function toTableColumn({ name, type, zh, en }: Fact['columns'][number]): TableColumn {
  const codes = type.codes === undefined ? '' : `; codes: dim_enum ${type.codes}`;
  return { name, type: type.ddl, zh, en: `${en}${codes}` };
}

/** One statement for all: a table altered a column at a time is locked as often. */
function additions(name: string, columns: readonly TableColumn[]): DdlStep {
  const added = columns.map((one) => `  add column if not exists ${one.name} ${one.type}`);
  return { object: name, sql: `alter table ${name}\n${added.join(',\n')}` };
}

/** The condition keeps these out of lookups by key on a table that was never analysed; see the ODS tables. */
function indexes(fact: Fact): DdlStep[] {
  const wanted = [
    ...(fact.businessTime === null ? [] : ['business_date']),
    ...(fact.lines === null ? [] : ['_source_id']),
  ];
  return wanted.map((column) => ({
    object: `${DWD_SCHEMA}.${fact.table}_${column}`,
    sql: `create index if not exists ${fact.table}_${column.replace(/^_/, '')} on ${dwdTable(fact)} (site_id, ${column}) where ${column} is not null`,
  }));
}
