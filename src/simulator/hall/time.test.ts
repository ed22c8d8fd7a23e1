import { describe, expect, it } from 'vitest';
import {
  businessDayOf,
  neverAfter,
  startOfBusinessDay,
  toDateText,
  toDayNumber,
  toSeconds,
  toWallTime,
} from './time.ts';

describe('wall-clock time', () => {
  it.each(['2024-02-29 23:59:59', '2025-12-31 00:00:00', '2026-03-01 08:00:00', '1970-01-01 00:00:01'])(
    'reads and writes %s',
    (text) => {
      expect(toWallTime(toSeconds(text))).toBe(text);
    },
  );

  it('writes every date of forty years as the calendar has it', () => {
    const first = toDayNumber('2000-01-01');
    for (let number = first; number < first + 14_610; number++) {
      expect(toDateText(number)).toBe(new Date(number * 86_400_000).toISOString().slice(0, 10));
    }
  });

  it.each(['2025-1-01', 'yesterday', ''])('refuses %j', (text) => {
    expect(() => toDayNumber(text)).toThrow(/is not a date/);
    expect(() => toSeconds(text)).toThrow(/is not a wall-clock time/);
  });

  it('starts business days at 08:00', () => {
    const day = toDayNumber('2026-01-10');
    expect(businessDayOf(toSeconds('2026-01-10 07:59:59'))).toBe(day - 1);
    expect(businessDayOf(toSeconds('2026-01-10 08:00:00'))).toBe(day);
    expect(toWallTime(startOfBusinessDay(day))).toBe('2026-01-10 08:00:00');
  });

  it('says never as 200 years on, on a day that exists', () => {
    expect(neverAfter(toSeconds('2025-03-01 10:00:00'))).toBe('2225-03-01 10:00:00');
    expect(neverAfter(toSeconds('2024-02-29 10:00:00'))).toBe('2224-02-28 10:00:00');
  });
});
