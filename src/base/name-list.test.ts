import { expect, test } from 'vitest';
import { nameTest, splitNames } from './name-list.ts';

test('a list of words may have spaces and empty places', () => {
  expect(splitNames(' a, b ,,c,')).toEqual(['a', 'b', 'c']);
  expect(splitNames(' , ')).toEqual([]);
});

test.each([
  ['dws_*', 'DWS_SITE_DAY_SUMMARY', true],
  ['*', '', true],
  ['completeness.*', 'completeness.window', true],
  ['completeness.*', 'completeness_window', false],
  ['ods', 'ods_payment', false],
  ['a|b', 'a', false],
  ['a(b', 'a(b', true],
])('%s for %s: %s', (word, name, isMeant) => {
  expect(nameTest(word)(name)).toBe(isMeant);
});

test('letter case may count', () => {
  expect(nameTest('Card*', 'counts')('Card_No')).toBe(true);
  expect(nameTest('Card*', 'counts')('card_no')).toBe(false);
});
