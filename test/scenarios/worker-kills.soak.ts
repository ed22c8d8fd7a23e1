import { expect, it } from 'vitest';
import { expectWorkerKillsHarmless, TAKEOVER_MS } from './worker-kills-story.ts';

it('five minutes of kills, one every five seconds', async () => {
  const how = { stores: 6, visitsPerDay: 80, latencyMs: 250, kills: 60, everyMs: 5_000 };
  const takeovers = await expectWorkerKillsHarmless(how);
  process.stdout.write(`${takeovers.length} takeovers, the longest ${Math.round(Math.max(...takeovers))} ms\n`);
  expect(takeovers.length).toBeGreaterThan(10);
  expect(Math.max(...takeovers)).toBeLessThan(TAKEOVER_MS);
});
