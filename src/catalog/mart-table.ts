import { DWD_SCHEMA } from './dwd-table.ts';
import { DWS_SCHEMA, dwsTable, MART_DDL, type Mart, type MartColumn, type MartView } from './mart.ts';
import { SITE_ID, type TableColumn, type WarehouseTable } from './warehouse-table.ts';

/** State of a store-day's figures; written by the publication, read by everybody who shows them. */
export const DAY_STATUS_TABLE: WarehouseTable = {
  name: dwsTable({ table: 'dws_day_status' }),
  kind: 'table',
  zh: '营业日状态',
  en: 'whether the figures of a store-day can be relied on',
  grain: { zh: '一行=一个门店的一个营业日', en: 'one row = one business day of a store' },
  key: ['site_id', 'business_date'],
  sources: [],
  columns: [
    SITE_ID,
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
  ],
};

/** Its qualified name. */
export const DAY_STATUS = DAY_STATUS_TABLE.name;

const UNITS: Partial<Record<MartColumn['kind'], string>> = { money: 'yuan', seconds: 'seconds' };

/** The table or view of a mart. */
export function martTable(mart: Mart | MartView): WarehouseTable {
  const { kind, zh, en, grain } = mart;
  const columns = mart.columns.map(toTableColumn);
  const stored = mart.kind === 'table';
  return {
    name: dwsTable(mart),
    kind,
    zh,
    en,
    grain,
    key: stored ? ['site_id', ...mart.key] : [],
    sources: mart.inputs.map(qualified),
    columns: stored ? [SITE_ID, ...columns] : columns,
  };
}

const qualified = (table: string): string => `${table.startsWith('dws_') ? DWS_SCHEMA : DWD_SCHEMA}.${table}`;

function toTableColumn({ name, kind, zh, en, codes, personal }: MartColumn): TableColumn {
  return { name, type: MART_DDL[kind], zh, en, unit: UNITS[kind] ?? null, codes, personal: personal === true };
}
