import { DWS_SCHEMA, dwsTable, MART_DDL, type Mart, type MartColumn, type MartView } from '../../catalog/mart.ts';
import { type DdlStep, literal } from '../schema/layer.ts';
import { readMartSql } from './mart-sql.ts';

interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly zh: string;
  readonly en: string;
}

/** State of a store-day's figures; written by the publication, read by everybody who shows them. */
export const DAY_STATUS = dwsTable({ table: 'dws_day_status' });

const DAY_STATUS_COLUMNS: readonly TableColumn[] = [
  { name: 'site_id', type: 'bigint not null', zh: '门店ID', en: 'store' },
  { name: 'business_date', type: 'date not null', zh: '营业日', en: 'business day' },
  {
    name: 'status',
    type: "text not null check (status in ('PUBLISHED', 'PROVISIONAL', 'STALE', 'BLOCKED'))",
    zh: '状态',
    en: 'PUBLISHED = final; PROVISIONAL = the day or its data is not complete; STALE = older good figures stand, newer data failed a check; BLOCKED = never published, no figures',
  },
  { name: 'published_at', type: 'timestamptz', zh: '发布时间', en: 'when the figures that stand were written' },
  { name: 'run_id', type: 'uuid', zh: '发布运行', en: 'run that wrote them' },
  { name: 'since', type: 'timestamptz not null', zh: '状态起始', en: 'since when the day has this status' },
  {
    name: 'reason',
    type: 'text',
    zh: '原因',
    en: 'why it is not PUBLISHED: the checks that failed, or what is missing',
  },
];

const SITE_ID: TableColumn = { name: 'site_id', type: 'bigint not null', zh: '门店ID', en: 'store' };

/** Statements that make the marts stand as declared; additive, and each can be run again. */
export function buildMartDdl(marts: readonly (Mart | MartView)[]): DdlStep[] {
  const tables = marts.filter((mart) => mart.kind === 'table');
  const views = marts.filter((mart) => mart.kind === 'view');
  return [
    { object: DWS_SCHEMA, sql: `create schema if not exists ${DWS_SCHEMA}` },
    ...dayStatusSteps(),
    // A view's columns cannot be changed in place, and it holds no data: dropped before its tables change, made after.
    ...views.toReversed().map((view) => ({ object: dwsTable(view), sql: `drop view if exists ${dwsTable(view)}` })),
    ...tables.flatMap(tableSteps),
    ...views.flatMap(viewSteps),
  ];
}

function dayStatusSteps(): DdlStep[] {
  const lines = DAY_STATUS_COLUMNS.map(({ name, type }) => `  ${name} ${type},`).join('\n');
  return [
    {
      object: DAY_STATUS,
      sql: `create table if not exists ${DAY_STATUS} (\n${lines}\n  primary key (site_id, business_date)\n)`,
    },
    {
      object: DAY_STATUS,
      sql: `comment on table ${DAY_STATUS} is ${literal('营业日状态 (一行=一个门店的一个营业日): whether the figures of a store-day can be relied on')}`,
    },
    ...DAY_STATUS_COLUMNS.map((column) => commentStep(DAY_STATUS, column)),
  ];
}

function tableSteps(mart: Mart): DdlStep[] {
  const table = dwsTable(mart);
  const columns = mart.columns.map(toTableColumn);
  const key = ['site_id', ...mart.key];
  const isKey = ({ name }: TableColumn): boolean => mart.key.includes(name);
  const keyLines = [SITE_ID, ...columns.filter(isKey)].map(({ name, type }) => `  ${name} ${type},`);
  const others = columns.filter((column) => !isKey(column));
  const added = others.map(({ name, type }) => `add column if not exists ${name} ${type}`).join(',\n  ');
  return [
    {
      object: table,
      sql: `create table if not exists ${table} (\n${keyLines.join('\n')}\n  primary key (${key.join(', ')})\n)`,
    },
    ...(others.length === 0 ? [] : [{ object: table, sql: `alter table ${table}\n  ${added}` }]),
    {
      object: table,
      sql: `comment on table ${table} is ${literal(meaningOf(mart))}`,
    },
    ...[SITE_ID, ...columns].map((column) => commentStep(table, column)),
  ];
}

function viewSteps(view: MartView): DdlStep[] {
  const name = dwsTable(view);
  return [
    { object: name, sql: `create view ${name} as\n${readMartSql(view)}` },
    { object: name, sql: `comment on view ${name} is ${literal(meaningOf(view))}` },
    ...view.columns.map((column) => commentStep(name, toTableColumn(column))),
  ];
}

const meaningOf = ({ zh, en, grain }: Mart | MartView): string => `${zh} (${grain.zh}): ${en}; ${grain.en}`;

function toTableColumn({ name, kind, zh, en, codes }: MartColumn): TableColumn {
  return { name, type: MART_DDL[kind], zh, en: codes === undefined ? en : `${en}; codes: dim_enum ${codes}` };
}

function commentStep(table: string, { name, zh, en }: TableColumn): DdlStep {
  return {
    object: `${table}.${name}`,
    sql: `comment on column ${table}.${name} is ${literal(`${zh}: ${en}`)}`,
  };
}
