import { describe, expect, it } from 'vitest';
import { Cents } from '../hall-source.ts';
import { RawJson, stringifyWire } from './wire.ts';

describe('stringifyWire', () => {
  it.each([
    [4800, '48'],
    [4850, '48.5'],
    [4855, '48.55'],
    [5, '0.05'],
    [0, '0'],
    [-0, '0'],
    [-5, '-0.05'],
    [-120_000, '-1200'],
    [9_007_199_254_740_991, '90071992547409.91'],
  ])('prints %d cents as %s', (cents, text) => {
    expect(stringifyWire(new Cents(cents))).toBe(text);
  });

  it('prints every digit of a 64-bit id, and raw text as it stands', () => {
    expect(stringifyWire({ id: 9_223_372_036_854_775_807n, noise: new RawJson('48.199999999999996') })).toBe(
      '{"id":9223372036854775807,"noise":48.199999999999996}',
    );
  });

  it('prints what JSON.stringify prints for everything else', () => {
    const value = { list: [1, 'a"b\\\u0000\ud800', null, true, []], empty: {}, 键: 113.5 };
    expect(stringifyWire(value)).toBe(JSON.stringify(value));
  });

  it('refuses amounts that are no whole number of cents, and numbers JSON has no text for', () => {
    expect(() => stringifyWire(new Cents(0.5))).toThrow('0.5');
    expect(() => stringifyWire({ rate: Number.NaN })).toThrow('NaN');
  });
});
