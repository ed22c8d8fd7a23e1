import { describe, expect, it } from 'vitest';
import { int, text } from '../catalog/field.ts';
import type { DriftFinding } from '../loaders/ods/drift-scan.ts';
import { guessRenames, similarity } from './contract-rename.ts';

const drift = (kind: 'missing-field' | 'new-field', path: string, rowsAffected = 10): DriftFinding => ({
  kind,
  path,
  rowsAffected,
  rowsChecked: 10,
  sample: null,
});
const fields = [
  int('pay_amount', 'assumed', '金额', 'amount'),
  text('remark', 'assumed', '备注', 'remark'),
  text('lines[].goodsName', 'assumed', '商品', 'goods'),
];

describe('guessRenames', () => {
  it('pairs names that differ in style only', () => {
    const found = guessRenames([drift('missing-field', 'pay_amount'), drift('new-field', 'payAmount')], fields, [
      { payAmount: 5 },
    ]);
    expect([...found]).toEqual([['pay_amount', 'payAmount']]);
  });

  it('does not pair values of another type', () => {
    const findings = [drift('missing-field', 'pay_amount'), drift('new-field', 'payAmount')];
    expect(guessRenames(findings, fields, [{ payAmount: '五元' }]).size).toBe(0);
  });

  it('does not pair names that have nothing in common', () => {
    const findings = [drift('missing-field', 'remark'), drift('new-field', 'colour')];
    expect(guessRenames(findings, fields, [{ colour: 'red' }]).size).toBe(0);
  });

  it('looks under the same parent only', () => {
    const records = [{ goodsTitle: 'x', lines: [{ goodsTitle: 'y' }] }];
    const gone = drift('missing-field', 'lines[].goodsName');
    expect(guessRenames([gone, drift('new-field', 'goodsTitle')], fields, records).size).toBe(0);
    expect([...guessRenames([gone, drift('new-field', 'lines[].goodsTitle')], fields, records)]).toEqual([
      ['lines[].goodsName', 'lines[].goodsTitle'],
    ]);
  });

  it('gives a new field to the missing one it resembles most', () => {
    const both = [...fields, int('pay_amt', 'assumed', '金额', 'amount')];
    const findings = [
      drift('missing-field', 'pay_amt'),
      drift('missing-field', 'pay_amount'),
      drift('new-field', 'payAmount'),
    ];
    expect([...guessRenames(findings, both, [{ payAmount: 1 }])]).toEqual([['pay_amount', 'payAmount']]);
  });
});

describe('similarity', () => {
  it('is 1 for the same words in another style, and 0 for nothing in common', () => {
    expect(similarity('site_goods_id', 'siteGoodsId')).toBe(1);
    expect(similarity('abc', 'xyz')).toBe(0);
  });
});
