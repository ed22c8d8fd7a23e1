import { expect, test } from 'vitest';
import { ConfigError } from '../base/errors.ts';
import { parseCount, parseNames, parseTimezone, parseWait } from './parse-options.ts';

test('an option that was not given narrows nothing, an empty one is refused', () => {
  expect(parseNames('--stores', undefined)).toBeNull();
  expect(parseNames('--stores', '1, 2')).toEqual(['1', '2']);
  expect(() => parseNames('--stores', ' ,')).toThrow(/--stores " ," names nothing/);
});

test.each(['', ' 7', '7.5', '1e1', '-1', '0x7', '366'])('%j is no number from 0 to 365', (text) => {
  expect(() => parseCount('--days', text, 0, 365)).toThrow(/--days .* is not a whole number from 0 to 365/);
});

test('bounds are included', () => {
  expect([parseCount('--days', '0', 0, 365), parseCount('--days', '365', 0, 365)]).toEqual([0, 365]);
});

test('seconds to wait are milliseconds within, and a day without a number', () => {
  expect([parseWait(undefined), parseWait('1.5')]).toEqual([0, 1_500]);
  expect(parseWait(true)).toBe(86_400_000);
  expect(() => parseWait('1m')).toThrow(ConfigError);
});

test('a zone is one of IANA', () => {
  expect(parseTimezone('Asia/Shanghai')).toBe('Asia/Shanghai');
  expect(() => parseTimezone('Shanghai')).toThrow(/--timezone "Shanghai" is no time zone/);
});
