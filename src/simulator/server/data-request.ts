import { parse } from 'lossless-json';
import { isLocalTime } from '../../base/local-time.ts';
import type { SimulatedEndpoint } from '../contract/endpoints.ts';
import type { HallSource, RowQuery, WallTime } from '../hall-source.ts';
import { REFUSAL, type Refusal } from './answer.ts';
import { refuseFilters } from './filters.ts';
import type { TokenClaims } from './token.ts';

/** Upstream silently cuts a larger page to this (M-LIMIT-CAP). */
const MAX_PAGE_ROWS = 100;

/** A data request that was understood. */
export interface DataRequest {
  readonly endpoint: SimulatedEndpoint;
  readonly query: RowQuery;
  readonly page: number;
  /** Rows a page: never above MAX_PAGE_ROWS; the whole answer for endpoints that are not paged. */
  readonly limit: number;
  /** True when the endpoint needs a window and none was sent: the goods sales answer that with success and no rows. */
  readonly windowMissing: boolean;
}

export interface RequestContext {
  readonly endpoint: SimulatedEndpoint;
  readonly claims: TokenClaims;
  readonly source: HallSource;
  readonly asOf: WallTime;
}

type Parameters = Readonly<Record<string, unknown>>;
type Parsed = DataRequest | Refusal;

/** Understands the body of a data request, or says as upstream would what is wrong with it. */
export function parseDataRequest(bodyText: string, context: RequestContext): Parsed {
  const parameters = parseBody(bodyText);
  if (parameters === undefined) return REFUSAL.parameter('请求体不是 JSON 对象');
  const filtered = refuseFilters(context.endpoint.table, parameters);
  if (filtered !== undefined) return filtered;
  const site = readSite(parameters, context);
  if ('code' in site) return site;
  const paging = readPaging(parameters, context.endpoint);
  if ('code' in paging) return paging;
  const window = readWindow(parameters, context.endpoint);
  if ('code' in window) return window;
  const id = readId(parameters, context.endpoint);
  if ('code' in id) return id;
  const query: RowQuery = {
    table: context.endpoint.table,
    siteId: site.siteId,
    asOf: context.asOf,
    ...(window.from === undefined ? {} : { from: window.from }),
    ...(window.to === undefined ? {} : { to: window.to }),
    ...(id.id === undefined ? {} : { id: id.id }),
  };
  return { endpoint: context.endpoint, query, ...paging, windowMissing: window.missing };
}

function parseBody(text: string): Parameters | undefined {
  try {
    // Numbers stay text: a store or settlement id has more digits than a JavaScript number holds.
    const value = parse(text === '' ? '{}' : text, undefined, { parseNumber: (digits) => digits });
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Parameters) : undefined;
  } catch {
    return undefined;
  }
}

function readSite(parameters: Parameters, context: RequestContext): { readonly siteId: string } | Refusal {
  const { endpoint, claims, source } = context;
  if (endpoint.siteParameter === null) return { siteId: claims.siteId };
  const siteId = parameters[endpoint.siteParameter];
  if (siteId === undefined) return REFUSAL.parameter(`缺少参数 ${endpoint.siteParameter}`);
  if (typeof siteId !== 'string') return REFUSAL.parameter(`参数 ${endpoint.siteParameter} 必须是门店ID`);
  if (source.indexOf(siteId) < 0) return REFUSAL.unknownSite(siteId);
  if (siteId !== claims.siteId && !claims.allSites) return REFUSAL.foreignSite(siteId);
  return { siteId };
}

function readPaging(
  parameters: Parameters,
  endpoint: SimulatedEndpoint,
): { readonly page: number; readonly limit: number } | Refusal {
  if (!endpoint.paged) return { page: 1, limit: Number.MAX_SAFE_INTEGER };
  const page = readPositive(parameters['page'], 1);
  const limit = readPositive(parameters['limit'], MAX_PAGE_ROWS);
  if (page === undefined) return REFUSAL.parameter('参数 page 必须是从 1 开始的整数');
  if (limit === undefined) return REFUSAL.parameter('参数 limit 必须是正整数');
  return { page, limit: Math.min(limit, MAX_PAGE_ROWS) };
}

function readPositive(value: unknown, absent: number): number | undefined {
  if (value === undefined) return absent;
  return typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
}

interface AskedWindow {
  readonly from?: WallTime;
  readonly to?: WallTime;
  readonly missing: boolean;
}

function readWindow(parameters: Parameters, endpoint: SimulatedEndpoint): AskedWindow | Refusal {
  if (endpoint.window === null) return { missing: false };
  for (const names of [endpoint.window, ...endpoint.window.alternatives]) {
    const from = parameters[names.start];
    const to = parameters[names.end];
    if (from === undefined && to === undefined) continue;
    if (!isTime(from)) return REFUSAL.parameter(`参数 ${names.start} 必须形如 YYYY-MM-DD HH:MM:SS`);
    if (!isTime(to)) return REFUSAL.parameter(`参数 ${names.end} 必须形如 YYYY-MM-DD HH:MM:SS`);
    if (from > to) return REFUSAL.parameter(`参数 ${names.start} 不能晚于 ${names.end}`);
    return { from, to, missing: false };
  }
  if (endpoint.table === 'store_goods_sales_records') return { missing: true };
  return REFUSAL.parameter(`缺少参数 ${endpoint.window.start}, ${endpoint.window.end}`);
}

function isTime(value: unknown): value is WallTime {
  return typeof value === 'string' && isLocalTime(value);
}

function readId(parameters: Parameters, endpoint: SimulatedEndpoint): { readonly id?: string } | Refusal {
  if (endpoint.mode !== 'per-id') return {};
  const id = parameters['orderSettleId'];
  if (typeof id !== 'string' || !/^\d{1,19}$/.test(id)) return REFUSAL.parameter('参数 orderSettleId 必须是结算单ID');
  return { id };
}
