import { SIMULATED_ENDPOINTS } from '../../../src/simulator/contract/endpoints.ts';
import { Cents, type ExactRecord, type HallSource, type WallTime } from '../../../src/simulator/hall-source.ts';

/** A value as formulas see it: numbers are hundredths (so money is exact), ids are bigint. */
export type Value = number | bigint | string | boolean | null | readonly Value[] | undefined;

const PREFIXES: Readonly<Record<string, string>> = {
  settle: 'settleList',
  settleBack: 'settleList',
  recharge: 'settleList',
  rechargeB: 'settleList',
};

/** Which table an alias of the rule language stands for. */
const ALIASES: Readonly<Record<string, string>> = {
  assistant: 'assistant_accounts_master',
  service: 'assistant_service_records',
  serviceB: 'assistant_service_records',
  abolish: 'assistant_cancellation_records',
  move: 'goods_stock_movements',
  stock: 'goods_stock_summary',
  pkg: 'group_buy_packages',
  redeem: 'group_buy_redemption_records',
  member: 'member_profiles',
  log: 'member_balance_changes',
  logB: 'member_balance_changes',
  card: 'member_stored_value_cards',
  pay: 'payment_transactions',
  coupon: 'platform_coupon_redemption_records',
  recharge: 'recharge_settlements',
  rechargeB: 'recharge_settlements',
  refund: 'refund_transactions',
  settle: 'settlement_records',
  settleRow: 'settlement_records',
  settleBack: 'settlement_records',
  ticket: 'settlement_ticket_details',
  table: 'site_tables_master',
  category: 'stock_goods_category_tree',
  storeGoods: 'store_goods_master',
  goods: 'store_goods_sales_records',
  goodsBack: 'store_goods_sales_records',
  adjust: 'table_fee_discount_records',
  tableFee: 'table_fee_transactions',
  tableFeeB: 'table_fee_transactions',
  tenantGoods: 'tenant_goods_master',
};

/** All rows of one store, by table, read from its opening day. */
export interface Dataset {
  readonly tables: ReadonlyMap<string, readonly ExactRecord[]>;
  readonly windowStart: WallTime;
  readonly windowEnd: WallTime;
}

export function tableOfAlias(alias: string): string {
  const table = ALIASES[alias];
  if (table === undefined) throw new Error(`the rule language has no alias ${alias}`);
  return table;
}

/** Steps from a row of the alias's table to a field. */
export function stepsOfAlias(alias: string, steps: readonly string[]): readonly string[] {
  const prefix = PREFIXES[alias];
  return prefix === undefined ? steps : [prefix, ...steps];
}

export function rowsOf(data: Dataset, table: string): readonly ExactRecord[] {
  return data.tables.get(table) ?? [];
}

/** Reads everything there is to know of a store at a moment, page by page as a client would. */
export function readStore(halls: HallSource, siteId: string, asOf: WallTime, pageSize = 500): Dataset {
  const from = `${halls.openingDate} 08:00:00`;
  const tables = new Map<string, ExactRecord[]>();
  for (const { table, mode } of SIMULATED_ENDPOINTS) {
    if (mode === 'per-id') continue;
    const query = { table, siteId, asOf, from, to: asOf };
    const rows: ExactRecord[] = [];
    for (let offset = 0; offset < halls.count(query); offset += pageSize) {
      rows.push(...halls.rows(query, offset, pageSize));
    }
    tables.set(table, rows);
  }
  const table = 'settlement_ticket_details';
  const ids = (tables.get('settlement_records') ?? []).map((row) => String(valueAt(row, ['settleList', 'id'])));
  tables.set(
    table,
    ids.flatMap((id) => halls.rows({ table, siteId, asOf, id }, 0, 1)),
  );
  return { tables, windowStart: from, windowEnd: asOf };
}

/** The value at a path, `name[]` stepping into a list (then a flat list comes back). */
export function valueAt(row: ExactRecord, steps: readonly string[]): Value {
  let current: unknown = row;
  for (const [place, step] of steps.entries()) {
    if (current === null || current === undefined) return current;
    const name = step.endsWith('[]') ? step.slice(0, -2) : step;
    current = (current as Record<string, unknown>)[name];
    if (!step.endsWith('[]')) continue;
    const rest = steps.slice(place + 1);
    const list = (current ?? []) as readonly ExactRecord[];
    return rest.length === 0 ? [] : list.flatMap((item) => listOf(valueAt(item, rest)));
  }
  return simple(current);
}

function listOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value as readonly Value[];
  return value === null || value === undefined ? [] : [value];
}

function simple(value: unknown): Value {
  if (value instanceof Cents) return value.value;
  if (typeof value === 'number') return value * 100;
  return value as Value;
}
