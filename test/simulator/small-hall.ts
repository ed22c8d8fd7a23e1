import {
  SIMULATED_ENDPOINTS,
  type SimulatedEndpoint,
  type SimulatedField,
} from '../../src/simulator/contract/endpoints.ts';
import {
  Cents,
  type ExactJson,
  type ExactRecord,
  type HallSource,
  type RowQuery,
} from '../../src/simulator/hall-source.ts';

/** First event of every table, and the time between two. */
const FIRST_EVENT_MS = Date.UTC(2026, 0, 1, 10, 0, 0);
const STEP_MS = 10 * 60_000;
const FIRST_SITE = 2_790_000_000_000_001n;
const TENANT_ID = 2_790_000_000_000_000n;

/** A hall whose rows are made of the field lists alone: no business sense, every table the same size, easy to count. */
export function smallHall(options: { readonly stores?: number; readonly rows?: number } = {}): HallSource {
  const storeCount = options.stores ?? 2;
  const rowCount = options.rows ?? 250;
  const siteIdAt = (index: number): string => String(FIRST_SITE + BigInt(index));
  const indexOf = (siteId: string): number => {
    const index = /^\d{1,19}$/.test(siteId) ? Number(BigInt(siteId) - FIRST_SITE) : -1;
    return index >= 0 && index < storeCount ? index : -1;
  };
  const select = (query: RowQuery): number[] => {
    const endpoint = SIMULATED_ENDPOINTS.find(({ table }) => table === query.table);
    if (endpoint === undefined) throw new Error(`no endpoint ${query.table}`);
    const numbers = Array.from({ length: rowCount }, (_value, index) => rowCount - 1 - index);
    return numbers.filter((number) => isAsked(number, query, endpoint));
  };
  const isAsked = (number: number, query: RowQuery, endpoint: SimulatedEndpoint): boolean => {
    if (query.id !== undefined) return String(idOf('settlement_records', indexOf(query.siteId), number)) === query.id;
    const time = timeOf(number);
    if (time > query.asOf) return false;
    if (endpoint.eventTime === null || endpoint.mode !== 'window') return true;
    return time >= (query.from ?? '') && time < (query.to ?? '9');
  };
  return {
    storeCount,
    siteIdAt,
    indexOf,
    openingDate: '2026-01-01',
    count: (query) => select(query).length,
    rows: (query, offset, limit) =>
      select(query)
        .slice(offset, offset + limit)
        .map((number) => rowOf(query, number, indexOf(query.siteId))),
    truth: (siteId, businessDate) => ({ siteId, businessDate, figures: { rows: String(rowCount) } }),
  };
}

/** Event time of the n-th row of any table. */
export function timeOf(number: number): string {
  return new Date(FIRST_EVENT_MS + number * STEP_MS).toISOString().slice(0, 19).replace('T', ' ');
}

function idOf(table: string, store: number, number: number): bigint {
  const tableNumber = BigInt(SIMULATED_ENDPOINTS.findIndex((endpoint) => endpoint.table === table));
  return 3_000_000_000_000_000n + tableNumber * 10_000_000n + BigInt(store) * 1_000_000n + BigInt(number);
}

function rowOf(query: RowQuery, number: number, store: number): ExactRecord {
  const endpoint = SIMULATED_ENDPOINTS.find(({ table }) => table === query.table);
  if (endpoint === undefined) throw new Error(`no endpoint ${query.table}`);
  const row: Record<string, ExactJson> = {};
  for (const field of endpoint.fields) {
    if (!field.path.includes('[]')) put(row, field.path, valueOf(field, { query, endpoint, number, store }));
  }
  return row;
}

interface Place {
  readonly query: RowQuery;
  readonly endpoint: SimulatedEndpoint;
  readonly number: number;
  readonly store: number;
}

function valueOf({ path, type, nullable }: SimulatedField, { query, endpoint, number, store }: Place): ExactJson {
  if (path === endpoint.key) {
    return query.id === undefined ? idOf(query.table, store, number) : idOf('settlement_records', store, number);
  }
  if (/(^|\.)site_?id$/i.test(path)) return BigInt(query.siteId);
  if (/(^|\.)tenant_?id$/i.test(path)) return TENANT_ID;
  if (nullable) return null;
  if (path === 'siteProfile') return { id: BigInt(query.siteId), shop_name: '示例台球俱乐部' };
  return plainValue(type, number, idOf(query.table, store, number));
}

function plainValue(type: SimulatedField['type'], number: number, id: bigint): ExactJson {
  switch (type) {
    case 'id':
      return id + 5_000_000_000n;
    case 'decimal':
      return new Cents(4820 + number);
    case 'int':
      return (number % 4) + 2;
    case 'bool':
      return 0;
    case 'datetime':
      return timeOf(number);
    case 'text':
      return `示例${number}`;
    case 'object':
      return {};
    case 'array':
      return [];
  }
}

function put(row: Record<string, ExactJson>, path: string, value: ExactJson): void {
  const [head = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    row[head] = value;
    return;
  }
  const inner = { ...(row[head] as Record<string, ExactJson> | undefined) };
  put(inner, rest.join('.'), value);
  row[head] = inner;
}
