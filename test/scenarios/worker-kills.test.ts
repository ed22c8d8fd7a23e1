import { expect, it } from 'vitest';
import { expectWorkerKillsHarmless, TAKEOVER_MS } from './worker-kills-story.ts';

it('workers that are killed every five seconds lose nothing and double nothing', async () => {
  const how = { stores: 4, visitsPerDay: 6, latencyMs: 150, kills: 5, everyMs: 5_000 };
  const takeovers = await expectWorkerKillsHarmless(how);
  expect(takeovers.length).toBeGreaterThan(0);
  expect(Math.max(...takeovers)).toBeLessThan(TAKEOVER_MS);
}, 240_000);
