import { it } from 'vitest';
import { expectOperation } from './operation-story.ts';

it('a week of operation in accelerated time', async () => {
  const report = await expectOperation({
    days: 8,
    trueDays: 7,
    lateHours: 9,
    seed: 12,
    visits: 40,
    faults: 0.05,
    kills: [14, 52],
    databaseFalls: 33,
    tokenExpires: 60,
    newFieldFrom: '2026-01-04',
  });
  process.stdout.write(`a week of operation: ${JSON.stringify(report, null, 2)}\n`);
});
