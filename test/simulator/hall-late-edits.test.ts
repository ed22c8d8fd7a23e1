import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { simulatedEndpoint } from '../../src/simulator/contract/endpoints.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { Cents, type ExactJson, type ExactRecord } from '../../src/simulator/hall-source.ts';
import { valueAt } from './rules/dataset.ts';

const HALLS = createHalls({ seed: 3, storeCount: 1, openingDate: '2025-12-01' });
const SITE = HALLS.siteIdAt(0);
const WINDOW = { siteId: SITE, from: '2025-12-01 08:00:00', to: '2025-12-24 08:00:00' };

/** Fields upstream edits after the fact, by endpoint; the first is the one the contract names. */
const LATE_EDITS: Readonly<Record<string, readonly string[]>> = {
  settlement_records: ['settleList.refundAmount'],
  recharge_settlements: ['settleList.refundAmount'],
  store_goods_sales_records: ['returns_number'],
  platform_coupon_redemption_records: ['settlement_amount', 'use_status', 'site_order_id', 'table_id'],
  assistant_service_records: [
    'is_trash',
    'ledger_status',
    'real_service_money',
    'income_seconds',
    'projected_income',
    'trash_reason',
    'trash_applicant_id',
    'trash_applicant_name',
  ],
  member_balance_changes: ['refund_amount'],
};
const NEVER_EDITED = [
  'table_fee_transactions',
  'table_fee_discount_records',
  'group_buy_redemption_records',
  'payment_transactions',
  'refund_transactions',
  'assistant_cancellation_records',
  'goods_stock_movements',
];

function readWindow(table: string, asOf: string): Map<bigint, ExactRecord> {
  const query = { ...WINDOW, table, asOf };
  const key = simulatedEndpoint(table).key.split('.');
  const rows = HALLS.rows(query, 0, HALLS.count(query));
  return new Map(rows.map((row) => [valueAt(row, key) as bigint, row]));
}

function changedPaths(before: ExactJson | undefined, after: ExactJson | undefined, path = ''): string[] {
  if (before === after) return [];
  const nested = isRecord(before) && isRecord(after);
  if (!nested) return plain(before) === plain(after) ? [] : [path];
  return Object.keys(after).flatMap((key) =>
    changedPaths(before[key], after[key], path === '' ? key : `${path}.${key}`),
  );
}

function isRecord(value: ExactJson | undefined): value is ExactRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Cents);
}

function plain(value: ExactJson | undefined): string {
  return value instanceof Cents ? `${value.value} cents` : inspect(value);
}

describe('a closed window read again ten days later', () => {
  it.each(Object.entries(LATE_EDITS))('%s has the same rows, edited only where upstream edits', (table, fields) => {
    const [then, later] = [readWindow(table, WINDOW.to), readWindow(table, '2026-01-03 08:00:00')];
    expect([...later.keys()]).toEqual([...then.keys()]);
    const changed = new Set([...later].flatMap(([id, row]) => changedPaths(then.get(id), row)));
    expect([...changed].filter((path) => !fields.includes(path))).toEqual([]);
  });

  it.each(NEVER_EDITED)('%s is unchanged', (table) => {
    const [then, later] = [readWindow(table, WINDOW.to), readWindow(table, '2026-01-03 08:00:00')];
    expect([...later]).toEqual([...then]);
  });

  it('shows every kind of late edit the contract lists', () => {
    const days = ['03', '05', '07', '09', '11', '13', '15', '17', '19', '21', '23'].map(
      (day) => `2025-12-${day} 20:00:00`,
    );
    const seen = new Set<string>();
    for (const table of Object.keys(LATE_EDITS)) {
      const readings = [...days, '2026-01-03 08:00:00'].map((asOf) => readWindow(table, asOf));
      for (const [place, reading] of readings.slice(1).entries()) {
        for (const [id, row] of readings[place] ?? []) {
          for (const path of changedPaths(row, reading.get(id))) seen.add(`${table}.${path}`);
        }
      }
    }
    const listed = Object.entries(LATE_EDITS).flatMap(([table, fields]) => fields.map((field) => `${table}.${field}`));
    expect([...seen].sort()).toEqual(listed.sort());
  });
});
