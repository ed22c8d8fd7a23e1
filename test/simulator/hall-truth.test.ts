import { describe, expect, it } from 'vitest';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { businessDayOf, toDateText, toSeconds } from '../../src/simulator/hall/time.ts';
import { FIGURES } from '../../src/simulator/hall/truth.ts';
import type { ExactRecord } from '../../src/simulator/hall-source.ts';
import { readStore, rowsOf, valueAt } from './rules/dataset.ts';

const HALLS = createHalls({ seed: 8, storeCount: 2, openingDate: '2025-12-01' });
const SITE = HALLS.siteIdAt(1);
const AS_OF = '2025-12-19 08:00:00';
const DATA = readStore(HALLS, SITE, AS_OF);
const DAYS = Array.from({ length: 18 }, (_, index) => `2025-12-${String(index + 1).padStart(2, '0')}`);

type Row = ExactRecord;
interface Measure {
  readonly table: string;
  readonly time: string;
  readonly when?: (row: Row) => boolean;
  /** Fields added up, a leading '-' turning the sign; none: rows are counted. */
  readonly sum?: readonly string[];
}

const S = 'settleList.';
const forward = (row: Row): boolean => [100, 300].includes(Number(read(row, `${S}settleType`)));
const ofType =
  (type: number) =>
  (row: Row): boolean =>
    read(row, `${S}settleType`) === type * 100;
const settled = (sum: readonly string[]): Measure => ({
  table: 'settlement_records',
  time: `${S}payTime`,
  when: forward,
  sum: sum.map((name) => `${S}${name}`),
});
const recharged = (sum: readonly string[], type: number): Measure => ({
  table: 'recharge_settlements',
  time: `${S}payTime`,
  when: ofType(type),
  sum: sum.map((name) => (name.startsWith('-') ? `-${S}${name.slice(1)}` : `${S}${name}`)),
});
const refunded = (methods: readonly number[]): Measure => ({
  table: 'refund_transactions',
  time: 'pay_time',
  when: (row) => methods.includes(Number(row['payment_method'])),
  sum: ['refund_amount'],
});
const served = (...sum: string[]): Measure => ({
  table: 'assistant_service_records',
  time: 'create_time',
  when: (row) => row['is_trash'] === 0,
  ...(sum.length > 0 ? { sum } : {}),
});
const moved = (types: readonly number[]): Measure => ({
  table: 'goods_stock_movements',
  time: 'createTime',
  when: (row) => types.includes(Number(row['stockType'])),
  sum: ['changeNum'],
});

/** How each figure can be found again in the rows: the way a warehouse has to find it. */
const MEASURES: Readonly<Record<string, Measure>> = {
  grossItems: settled(['tableChargeMoney', 'goodsMoney', 'assistantPdMoney', 'assistantCxMoney']),
  tableFee: settled(['tableChargeMoney']),
  goods: settled(['goodsMoney']),
  assistantPd: settled(['assistantPdMoney']),
  assistantCx: settled(['assistantCxMoney']),
  coupon: settled(['couponAmount']),
  couponSale: settled(['couponSaleAmount']),
  memberDiscount: settled(['memberDiscountAmount']),
  adjust: settled(['adjustAmount']),
  assistantDiscount: settled(['assistantManualDiscount']),
  rounding: settled(['roundingAmount']),
  pay: settled(['payAmount']),
  cash: settled(['cashAmount']),
  online: settled(['onlineAmount']),
  bankCard: settled(['cardAmount']),
  balance: settled(['balanceAmount']),
  rechargeCard: settled(['rechargeCardAmount']),
  giftCard: settled(['giftCardAmount']),
  forwardSettlements: { table: 'settlement_records', time: `${S}payTime`, when: forward },
  visits: { table: 'settlement_records', time: `${S}payTime`, when: ofType(1) },
  goodsOrders: { table: 'settlement_records', time: `${S}payTime`, when: ofType(3) },
  returns: { table: 'settlement_records', time: `${S}payTime`, when: ofType(6) },
  returnAmount: {
    table: 'settlement_records',
    time: `${S}payTime`,
    when: ofType(6),
    sum: [`-${S}payAmount`, `-${S}balanceAmount`],
  },
  refundCash: refunded([1]),
  refundOnline: refunded([4, 5]),
  refundBankCard: refunded([3]),
  refundCard: refunded([2]),
  rechargeCash: recharged(['payAmount'], 5),
  rechargeGift: recharged(['pointAmount'], 5),
  reversalCash: recharged(['-payAmount'], 7),
  reversalGift: recharged(['-pointAmount'], 7),
  tableUses: { table: 'table_fee_transactions', time: 'ledger_start_time' },
  tableUseSeconds: { table: 'table_fee_transactions', time: 'ledger_start_time', sum: ['real_table_use_seconds'] },
  services: served(),
  assistantChargedSeconds: served('ledger_count'),
  assistantRealSeconds: served('real_use_seconds'),
  assistantFoldedSeconds: served('income_seconds'),
  voids: { table: 'assistant_service_records', time: 'create_time', when: (row) => row['is_trash'] === 1 },
  cancellations: { table: 'assistant_cancellation_records', time: 'createTime' },
  couponsVerified: { table: 'platform_coupon_redemption_records', time: 'consume_time' },
  couponsRedeemed: { table: 'group_buy_redemption_records', time: 'create_time' },
  stockIn: moved([2, 5, 8]),
  stockOut: moved([1, 6, 7, 9]),
  stockTake: moved([3, 4]),
};

function read(row: Row, path: string): unknown {
  return valueAt(row, path.split('.'));
}

/** A figure by business day, from rows; hundredths, as all numbers in the dataset. */
function measure({ table, time, when, sum }: Measure): Map<string, number> {
  const days = new Map<string, number>();
  for (const row of rowsOf(DATA, table)) {
    if (when !== undefined && !when(row)) continue;
    const day = toDateText(businessDayOf(toSeconds(String(read(row, time)))));
    const value = sum === undefined ? 100 : sum.reduce((total, path) => total + signed(row, path), 0);
    days.set(day, (days.get(day) ?? 0) + value);
  }
  return days;
}

function signed(row: Row, path: string): number {
  return path.startsWith('-') ? -Number(read(row, path.slice(1))) : Number(read(row, path));
}

const TRUTHS = new Map(DAYS.map((day) => [day, HALLS.truth(SITE, day, AS_OF).figures]));

describe('the truth, kept while the events happen, against the rows', () => {
  it.each(Object.entries(MEASURES))('%s is the same by either way on every day', (figure, how) => {
    const found = measure(how);
    const expected = DAYS.map((day) => Math.round(Number(TRUTHS.get(day)?.[figure]) * 100));
    expect(DAYS.map((day) => found.get(day) ?? 0)).toEqual(expected);
    expect(expected.some((value) => value !== 0)).toBe(true);
  });

  it('carries balances and stock from day to day', () => {
    const last = TRUTHS.get('2025-12-18') ?? {};
    const cents = (text: string | undefined): number => Math.round(Number(text) * 100);
    const kinds = ['Cash', 'Voucher', 'TableFee', 'Drinks', 'Monthly'];
    const owed = kinds.reduce((sum, kind) => sum + cents(last[`liability${kind}`]), 0);
    const balances = rowsOf(DATA, 'member_stored_value_cards').reduce(
      (sum, row) => sum + Number(read(row, 'balance')),
      0,
    );
    expect(owed).toBe(balances);
    const stock = rowsOf(DATA, 'store_goods_master').reduce((sum, row) => sum + Number(read(row, 'stock')), 0);
    expect(cents(last['stockEnd'])).toBe(stock);
  });

  it('agrees with itself: gross less reductions is what was paid', () => {
    for (const figures of TRUTHS.values()) {
      const cents = (name: string): number => Math.round(Number(figures[name]) * 100);
      const less = ['coupon', 'memberDiscount', 'adjust', 'assistantDiscount', 'rounding'];
      const net = cents('grossItems') - less.reduce((sum, name) => sum + cents(name), 0);
      expect(net).toBe(cents('pay') + cents('balance'));
    }
  });

  it('gives every documented figure, as text, on every day', () => {
    for (const figures of TRUTHS.values()) expect(Object.keys(figures)).toEqual(Object.keys(FIGURES));
    expect(TRUTHS.get('2025-12-02')?.['cash']).toMatch(/^\d+\.\d\d$/);
  });

  it('does not rewrite the money of a past day', () => {
    const money = Object.entries(FIGURES).flatMap(([name, [unit]]) => (unit === 'yuan' ? [name] : []));
    for (const day of DAYS) {
      const then = HALLS.truth(SITE, day, `${nextDay(day)} 08:00:00`).figures;
      for (const name of money) expect([name, then[name]]).toEqual([name, TRUTHS.get(day)?.[name]]);
    }
  });

  it('takes a service voided days later back out of its own day', () => {
    const then = DAYS.map((day) => HALLS.truth(SITE, day, `${nextDay(day)} 08:00:00`).figures['voids']);
    const later = DAYS.map((day) => TRUTHS.get(day)?.['voids']);
    expect(then).not.toEqual(later);
  });
});

function nextDay(day: string): string {
  return `2025-12-${String(Number(day.slice(8)) + 1).padStart(2, '0')}`;
}
