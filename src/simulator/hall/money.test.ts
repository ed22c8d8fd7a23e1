import { describe, expect, it } from 'vitest';
import { discountOf, divideHalfUp, hourlyAmount } from './money.ts';
import { headMethod } from './paying.ts';

describe('money in cents', () => {
  it('rounds half up', () => {
    expect([divideHalfUp(1, 2), divideHalfUp(3, 2), divideHalfUp(149, 100), divideHalfUp(150, 100)]).toEqual([
      1, 2, 1, 2,
    ]);
  });

  it('charges by the second', () => {
    expect(hourlyAmount(4800, 3600)).toBe(4800);
    expect(hourlyAmount(4800, 1)).toBe(1);
    expect(hourlyAmount(9800, 720)).toBe(1960);
  });

  it('takes off a discount written in tenths of ten', () => {
    expect(discountOf(10_000, 90)).toBe(1000);
    expect(discountOf(10_000, 100)).toBe(0);
    expect(discountOf(5, 90)).toBe(1);
  });
});

describe('the method at the head of a settlement', () => {
  it.each([
    [[4], 0, 4],
    [[5], 0, 5],
    [[1, 4], 0, 7],
    [[2, 2], 0, 2],
    [[2, 3], 100, 7],
    [[], 100, 6],
    [[], 0, 0],
  ] as const)('of payments by %j with %i covered by coupons is %i', (methods, coupon, head) => {
    expect(headMethod(methods, coupon)).toBe(head);
  });
});
