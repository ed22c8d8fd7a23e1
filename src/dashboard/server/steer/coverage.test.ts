import { describe, expect, test } from 'vitest';
import { coverageOf, gapOf, worstOf } from './coverage.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const bounds = { since: 0, now: 10 * DAY };
const day = (readMs: number) => ({ from: DAY, to: 2 * DAY, readMs });

describe('a business day', () => {
  test.each([
    ['read as a whole', day(DAY), bounds, { coverage: 'FULL', percent: 100 }],
    ['read but for a minute', day(DAY - 60_000), bounds, { coverage: 'PART', percent: 99 }],
    ['read for a quarter', day(6 * HOUR), bounds, { coverage: 'PART', percent: 25 }],
    ['not read', day(0), bounds, { coverage: 'MISSING', percent: 0 }],
    ['before the first that was read', day(0), { ...bounds, since: 2 * DAY }, { coverage: 'BEFORE', percent: 0 }],
    [
      'in which reading began, from there on',
      day(6 * HOUR),
      { ...bounds, since: 2 * DAY - 6 * HOUR },
      { coverage: 'FULL', percent: 100 },
    ],
    ['of an endpoint never read', day(0), { ...bounds, since: null }, { coverage: 'BEFORE', percent: 0 }],
    [
      'that is not over, by what is over of it',
      day(6 * HOUR),
      { since: 0, now: DAY + 12 * HOUR },
      { coverage: 'TODAY', percent: 50 },
    ],
  ] as const)('%s', (_, read, at, expected) => {
    expect(coverageOf(read, at)).toEqual(expected);
  });
});

const row = (task: string, ...states: readonly ('FULL' | 'PART' | 'MISSING' | 'TODAY' | 'BEFORE')[]) => ({
  task,
  zh: task,
  en: task,
  cells: states.map((coverage) => ({ coverage, percent: coverage === 'FULL' ? 100 : 0 })),
});

test('the worst of a day is what somebody should look at', () => {
  const rows = [row('A', 'FULL', 'FULL', 'BEFORE', 'TODAY'), row('B', 'BEFORE', 'MISSING', 'PART', 'FULL')];
  expect(worstOf(rows, 4).map(({ coverage }) => coverage)).toEqual(['FULL', 'MISSING', 'PART', 'TODAY']);
});

test('a gap reaches from the first hole to the last, and names only who has one', () => {
  const dates = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'];
  const rows = [row('A', 'BEFORE', 'MISSING', 'FULL', 'TODAY'), row('B', 'FULL', 'FULL', 'FULL', 'TODAY')];
  expect(gapOf([...rows, row('C', 'FULL', 'FULL', 'PART', 'TODAY')], dates)).toEqual({
    from: '2026-11-02',
    to: '2026-11-03',
    tasks: ['A', 'C'],
    cells: 2,
  });
  expect(gapOf(rows.slice(1), dates)).toBeNull();
});
