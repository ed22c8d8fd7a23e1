import type { Column } from '../column.ts';
import { dwdTable } from '../dwd-table.ts';
import { odsTable } from '../ods-table.ts';
import { originColumns, toTableColumn } from '../typed-column.ts';
import { SITE_ID, type TableColumn, type WarehouseTable } from '../warehouse-table.ts';
import type { Dimension } from './dimension.ts';

const VALIDITY_COLUMNS: readonly TableColumn[] = [
  {
    name: 'valid_from',
    type: 'timestamptz not null',
    zh: '生效起(含)',
    en: 'first moment of the version; -infinity for the first one',
  },
  {
    name: 'valid_to',
    type: 'timestamptz not null',
    zh: '生效止(不含)',
    en: 'first moment after the version; infinity for the current one',
  },
  { name: 'version', type: 'integer not null', zh: '版本号', en: 'number of the version, from 1' },
  { name: 'is_current', type: 'boolean not null', zh: '是否当前版本', en: 'the version that holds now' },
  {
    name: 'is_deleted',
    type: 'boolean not null',
    zh: '是否已删除',
    en: 'upstream did not show the member in this time',
  },
];

/** Where the snapshots that rows carry are gathered, one for every moment at which rows were read. */
export const SNAPSHOTS: WarehouseTable = {
  name: dwdTable({ table: 'dim_site_seen' }),
  kind: 'table',
  zh: '门店快照',
  en: 'store profiles as rows showed them; dim_site is made from it',
  grain: { zh: '一行=一次读取时的门店快照', en: 'one row = one moment of reading' },
  key: ['site_id', 'seen_from'],
  sources: [odsTable({ table: 'table_fee_transactions' })],
  columns: [
    SITE_ID,
    { name: 'seen_from', type: 'timestamptz not null', zh: '读取时间', en: 'when the rows were read' },
    { name: 'source_id', type: 'text not null', zh: 'ODS主键', en: 'record the profile was taken from' },
    { name: 'load_id', type: 'bigint not null', zh: '装载序号', en: 'ODS load of that record' },
    { name: 'profile', type: 'jsonb not null', zh: '门店快照内容', en: 'the object siteProfile as received' },
  ],
};

/** The table of a dimension, a row a version. */
export function dimensionTable(dimension: Dimension): WarehouseTable {
  const { key, zh, en, grain, columns, members } = dimension;
  const keys = key.map((name) => ({
    name,
    type: 'bigint not null',
    zh: `${zh}主键`,
    en: 'business key, as upstream',
  }));
  return {
    name: dwdTable(dimension),
    kind: 'table',
    zh,
    en,
    grain,
    key: ['site_id', ...key, 'valid_from'],
    sources: [members.kind === 'snapshot' ? SNAPSHOTS.name : odsTable({ table: dimension.source })],
    columns: [SITE_ID, ...keys, ...columns.map(toVersionColumn), ...VALIDITY_COLUMNS, ...originColumns(columns)],
  };
}

function toVersionColumn(column: Column): TableColumn {
  const { zh, en, ...others } = toTableColumn(column);
  if (column.tracked) return { zh, en, ...others };
  return { zh: `${zh}(不单独成版本)`, en: `${en} (not versioned: shows the last value of the version)`, ...others };
}

/** The view of the versions that hold now. */
export function currentView(dimension: Dimension): WarehouseTable {
  return {
    ...dimensionTable(dimension),
    name: `${dwdTable(dimension)}_current`,
    kind: 'view',
    zh: `${dimension.zh}当前版本`,
    en: 'the version that holds now, deleted members included',
    grain: { zh: '一行=一个成员', en: 'one row = one member' },
    key: ['site_id', ...dimension.key],
    sources: [dwdTable(dimension)],
  };
}
