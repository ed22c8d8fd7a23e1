import { it } from 'vitest';
import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { OPENING } from '../harness/scenario.ts';
import { expectTrueDays } from './true-days.ts';

const DAYS = 90;
/** Every ninth day, at a time when the hall is closed, busy, or open behind midnight. */
const READ_AT = Array.from({ length: DAYS / 9 }, (_, i) => {
  const time = ['20:15:00', '01:30:00', '09:00:00'][i % 3];
  return `${addDays(OPENING as LocalDate, 9 * (i + 1))} ${i === DAYS / 9 - 1 ? '09:00:00' : time}`;
});

it.each([7, 2026])('ninety days of three stores have the figures of the halls, to the cent (seed %i)', (seed) =>
  expectTrueDays({ stores: 3, seed, visits: 60, days: DAYS, readAt: READ_AT, readAgainDays: 35 }),
);
