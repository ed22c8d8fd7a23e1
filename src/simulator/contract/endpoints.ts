import { SAMPLES } from '../samples.ts';
import { FIELD_TEXTS, SITE_PROFILE_TEXT } from './field-texts.ts';
import type { Sample } from './sample.ts';

/** JSON type of a field as upstream sends it. */
export type SimulatedType = 'id' | 'int' | 'decimal' | 'text' | 'datetime' | 'bool' | 'object' | 'array';

/** One field by dotted path; `[]` steps into a list. */
export interface SimulatedField {
  readonly path: string;
  readonly type: SimulatedType;
  readonly nullable: boolean;
}

/** Names of the two request parameters of a window, and other spellings upstream may also understand. */
export interface SimulatedWindow {
  readonly start: string;
  readonly end: string;
  readonly alternatives: readonly { readonly start: string; readonly end: string }[];
}

/** What the simulator knows of one endpoint. */
export interface SimulatedEndpoint {
  /** ODS table name, the name of the endpoint in this program. */
  readonly table: string;
  readonly path: string;
  /** Where the records are served by default. */
  readonly listPath: string;
  /** Other places the contract documents; served when the misbehaviour M-LIST-KEY asks for it. */
  readonly altListPaths: readonly string[];
  readonly totalPath: string | null;
  readonly mode: 'snapshot' | 'window' | 'per-id';
  readonly paged: boolean;
  readonly window: SimulatedWindow | null;
  /** Null: the store follows from the token (or the list is tenant-wide). */
  readonly siteParameter: 'siteId' | null;
  readonly key: string;
  /** Path of the time a window selects by. */
  readonly eventTime: string | null;
  readonly fields: readonly SimulatedField[];
}

/** Fields of the `siteProfile` object, which the field lists of the endpoints leave out. */
export const SIMULATED_SITE_PROFILE: readonly SimulatedField[] = parseFields(SITE_PROFILE_TEXT);

/** The endpoints of the contract. */
const CONTRACT_ENDPOINTS: readonly SimulatedEndpoint[] = [
  endpoint('assistant_accounts_master', '/PersonnelManagement/SearchAssistantInfo', 'data.assistantInfos', {
    mode: 'snapshot',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: null,
    siteParameter: null,
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint(
    'assistant_service_records',
    '/AssistantPerformance/GetOrderAssistantDetails',
    'data.orderAssistantDetails',
    {
      mode: 'window',
      altListPaths: ['data.list', 'data'],
      totalPath: 'data.total',
      paged: true,
      window: window('startTime', 'endTime'),
      siteParameter: 'siteId',
      key: 'id',
      eventTime: 'create_time',
    },
  ),
  endpoint(
    'assistant_cancellation_records',
    '/AssistantPerformance/GetAbolitionAssistant',
    'data.abolitionAssistants',
    {
      mode: 'window',
      altListPaths: ['data.list', 'data'],
      totalPath: 'data.total',
      paged: true,
      window: window('startTime', 'endTime'),
      siteParameter: 'siteId',
      key: 'id',
      eventTime: 'createTime',
    },
  ),
  endpoint('goods_stock_movements', '/GoodsStockManage/QueryGoodsOutboundReceipt', 'data.queryDeliveryRecordsList', {
    mode: 'window',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: window('startTime', 'endTime'),
    siteParameter: 'siteId',
    key: 'siteGoodsStockId',
    eventTime: 'createTime',
  }),
  endpoint('goods_stock_summary', '/TenantGoods/GetGoodsStockReport', 'data.list', {
    mode: 'window',
    altListPaths: ['data'],
    totalPath: 'data.total',
    paged: true,
    window: window('startTime', 'endTime'),
    siteParameter: 'siteId',
    key: 'siteGoodsId',
    eventTime: null,
  }),
  endpoint('group_buy_packages', '/PackageCoupon/QueryPackageCouponList', 'data.packageCouponList', {
    mode: 'snapshot',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: null,
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint('group_buy_redemption_records', '/Site/GetSiteTableUseDetails', 'data.siteTableUseDetailsList', {
    mode: 'window',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: window('startTime', 'endTime'),
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint('member_profiles', '/MemberProfile/GetTenantMemberList', 'data.tenantMemberInfos', {
    mode: 'snapshot',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: null,
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint('member_balance_changes', '/MemberProfile/GetMemberCardBalanceChange', 'data.tenantMemberCardLogs', {
    mode: 'window',
    altListPaths: ['data.memberAccountChanges', 'data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: window('startTime', 'endTime'),
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint('member_stored_value_cards', '/MemberProfile/GetTenantMemberCardList', 'data.tenantMemberCards', {
    mode: 'snapshot',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: null,
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint('payment_transactions', '/PayLog/GetPayLogListPage', 'data.list', {
    mode: 'window',
    altListPaths: ['data'],
    totalPath: 'data.total',
    paged: true,
    window: window('StartPayTime', 'EndPayTime', ['startTime', 'endTime']),
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'pay_time',
  }),
  endpoint('platform_coupon_redemption_records', '/Promotion/GetOfflineCouponConsumePageList', 'data.list', {
    mode: 'window',
    altListPaths: ['data'],
    totalPath: 'data.total',
    paged: true,
    window: window('startTime', 'endTime'),
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'consume_time',
  }),
  endpoint('recharge_settlements', '/Site/GetRechargeSettleList', 'data.settleList', {
    mode: 'window',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: window('rangeStartTime', 'rangeEndTime'),
    siteParameter: 'siteId',
    key: 'settleList.id',
    eventTime: 'settleList.payTime',
  }),
  endpoint('refund_transactions', '/Order/GetRefundPayLogList', 'data.list', {
    mode: 'window',
    altListPaths: ['data'],
    totalPath: 'data.total',
    paged: true,
    window: window('startTime', 'endTime'),
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'pay_time',
  }),
  endpoint('settlement_records', '/Site/GetAllOrderSettleList', 'data.settleList', {
    mode: 'window',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: window('rangeStartTime', 'rangeEndTime'),
    siteParameter: 'siteId',
    key: 'settleList.id',
    eventTime: 'settleList.payTime',
  }),
  endpoint('settlement_ticket_details', '/Order/GetOrderSettleTicketNew', 'data.data', {
    mode: 'per-id',
    altListPaths: ['data'],
    totalPath: null,
    paged: false,
    window: null,
    siteParameter: null,
    key: 'orderSettleId',
    eventTime: 'payTime',
  }),
  endpoint('site_tables_master', '/Table/GetSiteTables', 'data.siteTables', {
    mode: 'snapshot',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: null,
    siteParameter: null,
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint(
    'stock_goods_category_tree',
    '/TenantGoodsCategory/QueryPrimarySecondaryCategory',
    'data.goodsCategoryList',
    {
      mode: 'snapshot',
      altListPaths: ['data.list', 'data'],
      totalPath: null,
      paged: false,
      window: null,
      siteParameter: 'siteId',
      key: 'id',
      eventTime: null,
    },
  ),
  endpoint('store_goods_master', '/TenantGoods/GetGoodsInventoryList', 'data.orderGoodsList', {
    mode: 'snapshot',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: null,
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint('store_goods_sales_records', '/TenantGoods/GetGoodsSalesList', 'data.orderGoodsLedgers', {
    mode: 'window',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: window('startTime', 'endTime'),
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint('table_fee_discount_records', '/Site/GetTaiFeeAdjustList', 'data.taiFeeAdjustInfos', {
    mode: 'window',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: window('startTime', 'endTime'),
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint('table_fee_transactions', '/Site/GetSiteTableOrderDetails', 'data.siteTableUseDetailsList', {
    mode: 'window',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: window('startTime', 'endTime'),
    siteParameter: 'siteId',
    key: 'id',
    eventTime: 'create_time',
  }),
  endpoint('tenant_goods_master', '/TenantGoods/QueryTenantGoods', 'data.tenantGoodsList', {
    mode: 'snapshot',
    altListPaths: ['data.list', 'data'],
    totalPath: 'data.total',
    paged: true,
    window: null,
    siteParameter: null,
    key: 'id',
    eventTime: 'create_time',
  }),
];

/** The endpoints the simulator serves: the 23 of the contract, and those that were added with a sample. */
export const SIMULATED_ENDPOINTS: readonly SimulatedEndpoint[] = [...CONTRACT_ENDPOINTS, ...SAMPLES.map(sampled)];

const BY_TABLE = new Map(SIMULATED_ENDPOINTS.map((each) => [each.table, each]));

/** The endpoint of an ODS table; throws when there is none. */
export function simulatedEndpoint(table: string): SimulatedEndpoint {
  const found = BY_TABLE.get(table);
  if (found === undefined) throw new Error(`the simulator has no endpoint for the table ${JSON.stringify(table)}`);
  return found;
}

function endpoint(
  table: string,
  path: string,
  listPath: string,
  rest: Omit<SimulatedEndpoint, 'table' | 'path' | 'listPath' | 'fields'>,
): SimulatedEndpoint {
  return { table, path, listPath, ...rest, fields: parseFields(FIELD_TEXTS[table] ?? '') };
}

function sampled({ records: _records, fields, ...stated }: Sample): SimulatedEndpoint {
  const paged = stated.totalPath !== null;
  return { altListPaths: [], paged, siteParameter: 'siteId', ...stated, fields: parseFields(fields) };
}

function window(start: string, end: string, ...others: readonly (readonly [string, string])[]): SimulatedWindow {
  return { start, end, alternatives: others.map(([otherStart, otherEnd]) => ({ start: otherStart, end: otherEnd })) };
}

function parseFields(text: string): SimulatedField[] {
  return text
    .trim()
    .split(/\s+/)
    .map((token) => {
      const [path = '', type = ''] = token.split(':');
      return { path, type: type.replace('?', '') as SimulatedType, nullable: type.endsWith('?') };
    });
}
