import { dwdTable } from './dwd-table.ts';
import type { Fact } from './fact.ts';
import { odsTable } from './ods-table.ts';
import { originColumns, toTableColumn } from './typed-column.ts';
import { SITE_ID, type TableColumn, type WarehouseTable } from './warehouse-table.ts';

const STATE_COLUMNS: readonly TableColumn[] = [
  { name: 'business_date', type: 'date', zh: '营业日', en: 'business day the row counts for' },
  { name: 'is_deleted', type: 'boolean not null default false', zh: '已删除', en: 'gone upstream; the row stays' },
];

/** The table of a fact. */
export function factTable(fact: Fact): WarehouseTable {
  const { zh, en, grain, key, columns } = fact;
  return {
    name: dwdTable(fact),
    kind: 'table',
    zh,
    en,
    grain,
    key: ['site_id', ...key],
    sources: [odsTable({ table: fact.source })],
    columns: [SITE_ID, ...columns.map(toTableColumn), ...STATE_COLUMNS, ...originColumns(columns)],
  };
}
