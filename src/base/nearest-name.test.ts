import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from './nearest-name.ts';

describe('editDistance', () => {
  it.each([
    ['same', 'same', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['API_TOEKN', 'API_TOKEN', 1],
    ['API_TOKN', 'API_TOKEN', 1],
    ['STORE-ID', 'STORE_ID', 1],
    ['kitten', 'sitting', 3],
  ])('between %j and %j is %i', (left, right, edits) => {
    expect(editDistance(left, right)).toBe(edits);
    expect(editDistance(right, left)).toBe(edits);
  });
});

describe('nearestName', () => {
  const known = ['ORDERS', 'PAYMENTS', 'MEMBERS'];

  it('finds the name behind a slip of the hand, whatever the case', () => {
    expect(nearestName('payment', known)).toBe('PAYMENTS');
    expect(nearestName('ODRERS', known)).toBe('ORDERS');
  });

  it('offers nothing when no name is close', () => {
    expect(nearestName('SOMETHING_ELSE', known)).toBeUndefined();
  });
});
