import { expect, test } from 'vitest';
import { buildLineage } from './lineage.ts';
import { selectLineage, tablesFrom } from './select-lineage.ts';

const LINEAGE = buildLineage();

const namesOf = (what: string): string[] =>
  selectLineage(LINEAGE, what).map(({ table, column }) => `${table.replace('billiards.', '')}.${column}`);

test('a table, a column, or everything', () => {
  expect(selectLineage(LINEAGE, null)).toBe(LINEAGE);
  expect(namesOf('fact_payment.pay_amount')).toEqual(['fact_payment.pay_amount']);
  expect(namesOf('billiards.fact_payment.pay_amount')).toEqual(['fact_payment.pay_amount']);
  expect(namesOf('FACT_PAYMENT')).toContain('fact_payment.pay_time');
});

test('a field of a record, by its path, leads to the columns made from it', () => {
  expect(namesOf('settlement_records.settleList.payAmount')).toEqual(['fact_settlement.pay_amount']);
  expect(namesOf('billiards_ods.payment_transactions.id')).toEqual([
    'fact_payment.payment_id',
    'fact_payment._source_id',
  ]);
});

test.each([
  ['fact_pament', 'no table is called "fact_pament". Did you mean fact_payment?'],
  ['fact_payment.pay_amnt', 'nothing is called "fact_payment.pay_amnt". Did you mean pay_amount?'],
  ['payment_transactions.payAmount', 'Did you mean pay_amount?'],
])('%s is answered with the nearest name', (what, message) => {
  expect(() => selectLineage(LINEAGE, what)).toThrow(message);
});

test('a fact tells which marts are made from it', () => {
  expect(tablesFrom('billiards.fact_refund', LINEAGE)).toContain('billiards_dws.dws_payment_day_mix');
  expect(tablesFrom('billiards.fact_settlement', LINEAGE)).not.toContain('billiards.fact_settlement');
});
