import { describe, expect, it } from 'vitest';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { toSeconds } from '../../src/simulator/hall/time.ts';
import type { ExactRecord, HallSource, RowQuery } from '../../src/simulator/hall-source.ts';
import { readStore, rowsOf, type Value, valueAt } from './rules/dataset.ts';

const OPTIONS = { seed: 42, storeCount: 6000, openingDate: '2025-12-01' } as const;
const AS_OF = '2025-12-29 08:00:00';
const SOURCE = createHalls(OPTIONS);
const DATA = readStore(SOURCE, SOURCE.siteIdAt(0), AS_OF);

function values(table: string, path: string): Set<Value> {
  return new Set(rowsOf(DATA, table).map((row) => valueAt(row, path.split('.'))));
}

function textOf(row: ExactRecord, field: string): string {
  return String(valueAt(row, [field]));
}

describe('four weeks of one hall', () => {
  it.each([
    ['settlement_records', 'settleList.settleType', [1, 3, 6]],
    ['settlement_records', 'settleList.paymentMethod', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['recharge_settlements', 'settleList.settleType', [5, 7]],
    ['recharge_settlements', 'settleList.isFirst', [1, 2]],
    ['payment_transactions', 'payment_method', [1, 2, 3, 4, 5]],
    ['payment_transactions', 'pay_status', [2, 3]],
    ['payment_transactions', 'relate_type', [2, 5]],
    ['refund_transactions', 'relate_type', [2, 5]],
    ['refund_transactions', 'payment_method', [1, 2, 3, 4, 5]],
    ['member_balance_changes', 'from_type', [1, 2, 3, 4, 7, 9]],
    ['goods_stock_movements', 'stockType', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['store_goods_sales_records', 'sales_type', [1, 2, 3]],
    ['store_goods_sales_records', 'is_warehousing', [0, 1]],
    ['assistant_service_records', 'order_assistant_type', [1, 2]],
    ['assistant_service_records', 'is_trash', [0, 1]],
    ['platform_coupon_redemption_records', 'use_status', [1, 2]],
    ['platform_coupon_redemption_records', 'groupon_type', [1, 2, 3]],
    ['group_buy_redemption_records', 'order_coupon_channel', [0, 1, 2, 3]],
    ['table_fee_discount_records', 'ledger_status', [2, 3]],
    ['table_fee_discount_records', 'adjust_type', [1, 2, 3]],
    ['assistant_accounts_master', 'leave_status', [0, 1]],
  ])('%s shows every code of %s', (table, path, codes) => {
    const seen = [...values(table, path)].map((value) => Number(value) / 100);
    expect(seen.sort((left, right) => left - right)).toEqual(codes);
  });

  it('has cards of all five kinds and uses them', () => {
    expect(values('member_stored_value_cards', 'card_type_id').size).toBe(5);
    const debits = rowsOf(DATA, 'member_balance_changes').filter((row) => row['from_type'] === 1);
    expect(new Set(debits.map((row) => row['card_type_id'])).size).toBe(5);
  });

  it('has visits over midnight, visits over the start of the business day, moves and pauses', () => {
    const uses = rowsOf(DATA, 'table_fee_transactions');
    const crosses = (row: ExactRecord, hour: string): boolean => {
      const [start, end] = [textOf(row, 'ledger_start_time'), textOf(row, 'ledger_end_time')];
      const cut = `${end.slice(0, 10)} ${hour}:00:00`;
      return start < cut && cut < end;
    };
    expect(uses.some((row) => crosses(row, '00'))).toBe(true);
    expect(uses.some((row) => crosses(row, '08'))).toBe(true);
    expect(new Set(uses.map((row) => row['order_trade_no'])).size).toBeLessThan(uses.length);
    expect(uses.some((row) => Number(row['pause_seconds']) > 0)).toBe(true);
    expect(uses.some((row) => Number(row['add_clock_seconds']) < 0)).toBe(true);
  });

  it('folds some services, and records some voids only long after', () => {
    const services = rowsOf(DATA, 'assistant_service_records').filter((row) => row['is_trash'] === 0);
    expect(services.some((row) => Number(row['income_seconds']) < Number(row['ledger_count']))).toBe(true);
    const written = new Map(
      rowsOf(DATA, 'assistant_service_records').map((row) => [row['id'], textOf(row, 'create_time')]),
    );
    const delays = rowsOf(DATA, 'assistant_cancellation_records').map(
      (row) => toSeconds(textOf(row, 'createTime')) - toSeconds(written.get(row['orderAssistantId']) ?? ''),
    );
    expect(Math.max(...delays)).toBeGreaterThan(3600);
    expect(Math.min(...delays)).toBe(0);
  });

  it('marks those who stay with a resignation 200 years ahead', () => {
    for (const row of rowsOf(DATA, 'assistant_accounts_master')) {
      expect(Number(textOf(row, 'resign_time').slice(0, 4)) > 2200).toBe(row['leave_status'] === 0);
    }
  });

  it('invents all names and phones visibly', () => {
    for (const row of rowsOf(DATA, 'member_profiles')) {
      expect(row['nickname']).toMatch(/^测试会员/);
      expect(row['mobile']).toMatch(/^100\d{8}$/);
    }
    for (const row of rowsOf(DATA, 'assistant_accounts_master')) {
      expect(row['real_name']).toMatch(/^测试助教/);
      expect(row['mobile']).toMatch(/^100\d{8}$/);
    }
  });

  it.each([
    ['member_profiles', 'nickname'],
    ['member_profiles', 'mobile'],
    ['member_profiles', 'member_card_grade_code'],
    ['member_stored_value_cards', 'balance'],
    ['member_stored_value_cards', 'table_discount'],
    ['site_tables_master', 'table_price'],
    ['site_tables_master', 'table_status'],
    ['store_goods_master', 'sale_price'],
    ['store_goods_master', 'stock'],
    ['assistant_accounts_master', 'level'],
    ['assistant_accounts_master', 'resign_time'],
    ['assistant_accounts_master', 'last_table_id'],
  ])('changes %s.%s of what was there before, as time goes by', (table, field) => {
    const read = (asOf: string): Map<Value, Value> => {
      const query = { table, siteId: SOURCE.siteIdAt(0), asOf };
      const rows = SOURCE.rows(query, 0, SOURCE.count(query));
      return new Map(rows.map((row) => [valueAt(row, ['id']), valueAt(row, [field])]));
    };
    const [then, later] = [read('2025-12-03 22:00:00'), read('2026-02-10 09:00:00')];
    expect([...then.keys()].every((id) => later.has(id))).toBe(true);
    expect([...then].some(([id, value]) => later.get(id) !== value)).toBe(true);
  });

  it('lists rows newest first', () => {
    for (const [table, key] of [
      ['settlement_records', 'settleList.id'],
      ['payment_transactions', 'id'],
      ['goods_stock_movements', 'siteGoodsStockId'],
      ['member_profiles', 'id'],
      ['assistant_service_records', 'id'],
    ] as const) {
      const ids = rowsOf(DATA, table).map((row) => valueAt(row, key.split('.')) as bigint);
      expect(ids).toEqual([...ids].sort((left, right) => (left < right ? 1 : -1)));
    }
  });
});

describe('the same halls, whoever asks in whatever order', () => {
  const text = (rows: readonly ExactRecord[]): string =>
    JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));

  function query(halls: HallSource, table: string, store: number, asOf = '2025-12-10 15:00:00'): RowQuery {
    return { table, siteId: halls.siteIdAt(store), asOf, from: '2025-12-03 12:00:00', to: '2025-12-10 08:30:00' };
  }

  it('answers alike when read backwards, in other pages and between other stores', () => {
    const [first, second] = [createHalls(OPTIONS), createHalls(OPTIONS)];
    const tables = ['settlement_records', 'member_balance_changes', 'member_stored_value_cards', 'goods_stock_summary'];
    const straight = tables.map((table) => text(first.rows(query(first, table, 77), 0, 100_000)));
    second.count(query(second, 'payment_transactions', 5999, '2025-12-20 10:00:00'));
    second.truth(second.siteIdAt(77), '2025-12-15', '2025-12-20 10:00:00');
    const backwards = [...tables].reverse().map((table) => {
      const rows: ExactRecord[] = [];
      const asked = query(second, table, 77);
      for (let offset = Math.floor(second.count(asked) / 37) * 37; offset >= 0; offset -= 37) {
        rows.unshift(...second.rows(asked, offset, 37));
        second.count(query(second, table, 78));
      }
      return text(rows);
    });
    expect(backwards.reverse()).toEqual(straight);
  });

  it('cuts a window into halves that together are the whole', () => {
    const halls = createHalls(OPTIONS);
    const whole = query(halls, 'store_goods_sales_records', 3);
    const cut = '2025-12-06 22:13:05';
    const parts = [
      { ...whole, from: cut },
      { ...whole, to: cut },
    ].flatMap((part) => halls.rows(part, 0, 100_000));
    expect(text(parts)).toBe(text(halls.rows(whole, 0, 100_000)));
    expect(halls.count(whole)).toBe(parts.length);
  });

  it('differs between seeds and between stores', () => {
    const [halls, other] = [createHalls(OPTIONS), createHalls({ ...OPTIONS, seed: 43 })];
    const read = (from: HallSource, store: number): string =>
      text(
        from.rows(query(from, 'table_fee_transactions', store), 0, 20).map((row) => ({ ...row, siteProfile: null })),
      );
    expect(new Set([read(halls, 0), read(halls, 1), read(other, 0)]).size).toBe(3);
  });

  it('shows nothing before the opening and nothing of the future', () => {
    const halls = createHalls(OPTIONS);
    const siteId = halls.siteIdAt(9);
    const asOf = '2025-12-04 23:30:00';
    const settlements = {
      table: 'settlement_records',
      siteId,
      asOf,
      from: '2025-11-01 00:00:00',
      to: '2026-03-01 00:00:00',
    };
    const times = halls.rows(settlements, 0, 100_000).map((row) => String(valueAt(row, ['settleList', 'payTime'])));
    expect(times.every((time) => time >= '2025-12-01 08:00:00' && time <= asOf)).toBe(true);
    expect(halls.count({ ...settlements, asOf: '2025-11-30 12:00:00' })).toBe(0);
    expect(halls.count({ table: 'site_tables_master', siteId, asOf: '2025-11-30 12:00:00' })).toBeGreaterThan(0);
  });

  it('gives no id twice, in no table and no store', () => {
    const halls = createHalls(OPTIONS);
    const ids = [0, 1, 256, 257, 5999].flatMap((store) => {
      const data = readStore(halls, halls.siteIdAt(store), '2025-12-03 08:00:00');
      return ['settlement_records', 'payment_transactions', 'table_fee_transactions', 'store_goods_sales_records']
        .flatMap((table) =>
          rowsOf(data, table).map((row) =>
            valueAt(row, table === 'settlement_records' ? ['settleList', 'id'] : ['id']),
          ),
        )
        .concat(rowsOf(data, 'goods_stock_movements').map((row) => valueAt(row, ['siteGoodsStockId'])))
        .concat(
          ['member_profiles', 'member_stored_value_cards', 'store_goods_master'].flatMap((table) =>
            rowsOf(data, table).map((row) => valueAt(row, ['id'])),
          ),
        );
    });
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('finds a store by its id and no other', () => {
    const halls = createHalls(OPTIONS);
    expect([0, 255, 256, 5999].map((index) => halls.indexOf(halls.siteIdAt(index)))).toEqual([0, 255, 256, 5999]);
    expect(halls.indexOf(halls.siteIdAt(6000))).toBe(-1);
    expect(halls.indexOf('1')).toBe(-1);
    expect(halls.indexOf('no number')).toBe(-1);
  });
});
