import { expect, test } from 'vitest';
import { judgeBackup, judgeGrowth } from './storage-probes.ts';

test('a backup of a week ago will do, an older one will not', () => {
  const now = new Date('2026-01-08T00:00:00Z');
  expect(judgeBackup(new Date('2026-01-01T00:00:00Z'), now, 'fix')).toMatchObject({ status: 'ok' });
  expect(judgeBackup(new Date('2025-12-31T12:00:00Z'), now, 'fix')).toEqual({
    status: 'warn',
    finding: 'the last backup was made 7.5 days ago',
    fix: 'fix',
  });
});

test('an archive that fills the disk within a month is told with the days that are left', () => {
  expect(judgeGrowth(0, 0)).toMatchObject({ status: 'ok' });
  expect(judgeGrowth(1e6, 30e6)).toMatchObject({ status: 'ok' });
  expect(judgeGrowth(1e6, 29e6)).toMatchObject({ status: 'warn', finding: expect.stringContaining('29 days') });
});
