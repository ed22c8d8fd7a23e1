import type { Endpoint } from './endpoint.ts';
import type { TableColumn, WarehouseTable } from './warehouse-table.ts';

export const ODS_SCHEMA = 'billiards_ods';

/** Qualified name of the table of current records. */
export function odsTable(endpoint: Pick<Endpoint, 'table'>): string {
  return `${ODS_SCHEMA}.${endpoint.table}`;
}

/** Qualified name of the table of superseded versions. */
export function historyTable(endpoint: Pick<Endpoint, 'table'>): string {
  return `${ODS_SCHEMA}.${endpoint.table}_history`;
}

const RECORD_COLUMNS: readonly TableColumn[] = [
  { name: 'site_id', type: 'bigint not null', zh: '门店ID', en: 'store the record was read for' },
  { name: 'source_id', type: 'text not null', zh: '上游主键', en: 'upstream key; reports add @from/to' },
  { name: 'payload', type: 'jsonb not null', zh: '原始记录', en: 'the record as received', personal: true },
  { name: 'content_hash', type: 'text not null', zh: '内容哈希', en: 'md5 of the record text as received' },
  { name: 'source_endpoint', type: 'text not null', zh: '来源接口', en: 'path of the endpoint' },
  { name: 'source_file', type: 'text not null', zh: '来源文件', en: 'archived response it came from' },
  { name: 'page_no', type: 'integer not null', zh: '页码', en: 'page of the walk' },
  { name: 'record_index', type: 'integer not null', zh: '页内序号', en: 'position in the page, from 0' },
  { name: 'load_id', type: 'bigint not null', zh: '装载序号', en: 'load that wrote this row; commit order per store' },
];

/** Columns of a current-record table. */
export const ODS_COLUMNS: readonly TableColumn[] = [
  ...RECORD_COLUMNS,
  { name: 'fetched_at', type: 'timestamptz not null', zh: '获取时间', en: 'when this version was first received' },
  { name: 'first_seen_at', type: 'timestamptz not null', zh: '首次出现', en: 'when the key was first received' },
  { name: 'event_time', type: 'text collate "C"', zh: '业务时间', en: 'raw text of the time that windows select by' },
  { name: 'is_deleted', type: 'boolean not null default false', zh: '已删除', en: 'gone upstream, by a proven walk' },
  { name: 'deleted_at', type: 'timestamptz', zh: '删除时间', en: 'end of the walk that proved it' },
];

/** Columns of a history table: a version and the half-open interval in which it was what upstream showed. */
export const HISTORY_COLUMNS: readonly TableColumn[] = [
  ...RECORD_COLUMNS,
  { name: 'seen_from', type: 'timestamptz not null', zh: '可见起', en: 'first received as this version' },
  { name: 'seen_to', type: 'timestamptz not null', zh: '可见止', en: 'first received otherwise (exclusive)' },
  { name: 'is_deleted', type: 'boolean not null default false', zh: '已删除', en: 'the version is an absence' },
];

/** View names of the predecessor (seed §5.6), by the ODS table they show. */
export const LEGACY_VIEWS: Readonly<Record<string, string>> = {
  ods_order_settle: 'settlement_records',
  ods_table_use_detail: 'table_fee_transactions',
  ods_assistant_ledger: 'assistant_service_records',
  ods_assistant_abolish: 'assistant_cancellation_records',
  ods_goods_ledger: 'store_goods_sales_records',
  ods_payment: 'payment_transactions',
  ods_refund: 'refund_transactions',
  ods_coupon_verify: 'platform_coupon_redemption_records',
  ods_member: 'member_profiles',
  ods_member_card: 'member_stored_value_cards',
  ods_package_coupon: 'group_buy_packages',
  ods_inventory_stock: 'goods_stock_summary',
  ods_inventory_change: 'goods_stock_movements',
};

/** The table of current records of an endpoint. */
export function odsCurrent(endpoint: Endpoint): WarehouseTable {
  return {
    name: odsTable(endpoint),
    kind: 'table',
    zh: endpoint.zh,
    en: endpoint.en,
    grain: endpoint.grain,
    key: ['site_id', 'source_id'],
    sources: [endpoint.path],
    columns: ODS_COLUMNS,
  };
}

/** The table of superseded versions of an endpoint. */
export function odsHistory(endpoint: Endpoint): WarehouseTable {
  return {
    name: historyTable(endpoint),
    kind: 'table',
    zh: `${endpoint.zh}历史版本`,
    en: `superseded versions of ${endpoint.table}`,
    grain: { zh: '一行=一条记录的一个旧版本', en: 'one row = one former version of one record' },
    key: ['site_id', 'source_id', 'seen_from'],
    sources: [odsTable(endpoint)],
    columns: HISTORY_COLUMNS,
  };
}

const LEGACY_COLUMNS = ['payload', 'source_endpoint', 'source_file', 'page_no', 'record_index', 'fetched_at'];

/** The views under the names of the predecessor, which called the store `store_id`. */
export function legacyViews(endpoints: readonly Endpoint[]): WarehouseTable[] {
  const [site, key] = RECORD_COLUMNS as readonly [TableColumn, TableColumn];
  const others = ODS_COLUMNS.filter(({ name }) => LEGACY_COLUMNS.includes(name));
  return Object.entries(LEGACY_VIEWS).flatMap(([view, table]) =>
    endpoints
      .filter((endpoint) => endpoint.table === table)
      .map((endpoint) => ({
        ...odsCurrent(endpoint),
        name: odsTable({ table: view }),
        kind: 'view' as const,
        zh: `${endpoint.zh}(旧名视图)`,
        en: `${endpoint.table} under its former name, without deleted records`,
        key: ['store_id', 'source_id'],
        sources: [odsTable(endpoint)],
        columns: [{ ...site, name: 'store_id' }, key, ...others],
      })),
  );
}
