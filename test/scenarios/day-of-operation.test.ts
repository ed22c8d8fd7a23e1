import { it } from 'vitest';
import { expectOperation } from './operation-story.ts';

const TIMEOUT_MS = 300_000;

it(
  'a day of operation with faults, a kill, a fall of the database and an expired token ends true, with nothing open',
  async () => {
    await expectOperation({
      days: 1,
      trueDays: 1,
      lateHours: 1,
      seed: 11,
      visits: 25,
      faults: 0.02,
      kills: [3],
      databaseFalls: 6,
      tokenExpires: 8,
      newFieldFrom: '2026-01-01',
    });
  },
  TIMEOUT_MS,
);
