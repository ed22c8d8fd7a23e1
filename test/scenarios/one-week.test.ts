import { it } from 'vitest';
import { expectTrueDays } from './true-days.ts';

/** A morning, an evening in the middle of a business day, and a time behind midnight. */
const READ_AT = ['2026-01-02 20:15:00', '2026-01-06 01:30:00', '2026-01-08 09:00:00'];
const TIMEOUT_MS = 120_000;

it(
  'a week of three stores has the figures of the halls, to the cent',
  () => expectTrueDays({ stores: 3, seed: 3, visits: 25, days: 7, readAt: READ_AT, readAgainDays: 7 }),
  TIMEOUT_MS,
);
