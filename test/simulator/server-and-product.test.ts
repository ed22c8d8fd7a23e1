import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ArchivedWalk } from '../../src/api/archive/walk.ts';
import { createArchiveWriter } from '../../src/api/archive/writer.ts';
import { createApiClient } from '../../src/api/client.ts';
import { Limiter } from '../../src/api/limiter.ts';
import { createTokenSource } from '../../src/api/token.ts';
import { walkEndpoint } from '../../src/api/walk.ts';
import { systemClock } from '../../src/base/clock.ts';
import { ApiAuthError } from '../../src/base/errors.ts';
import { toSiteId } from '../../src/base/ids.ts';
import type { LocalTime } from '../../src/base/local-time.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { simulated, type TestSimulator, WHOLE } from './simulator-client.ts';

const WINDOW = { from: WHOLE.from as LocalTime, to: WHOLE.to as LocalTime };

let archiveRoot: string;

beforeEach(async () => {
  archiveRoot = await mkdtemp(join(tmpdir(), 'archive-'));
});

afterEach(async () => {
  await rm(archiveRoot, { recursive: true, force: true });
});

/** One walk of a table by the product's own client, as `run` would make it. */
async function walk(upstream: TestSimulator, table: string): Promise<ArchivedWalk> {
  const endpoint = ENDPOINTS.find((candidate) => candidate.table === table);
  if (endpoint === undefined) throw new Error(`the catalog has no ${table}`);
  const tokens = createTokenSource({ token: upstream.token, variable: 'API_TOKEN', clock: systemClock });
  const limiter = new Limiter({ clock: systemClock, maxConcurrency: 4 });
  const client = createApiClient({
    baseUrl: upstream.simulator.url,
    tokens,
    limiter,
    clock: systemClock,
    backoff: { baseMs: 1, maxMs: 5 },
  });
  const ids = endpoint.mode === 'per-id' ? [...(await upstream.walkKeys('settlement_records'))] : null;
  try {
    return await walkEndpoint({
      client,
      endpoint,
      archive: createArchiveWriter(archiveRoot),
      clock: systemClock,
      scope: {
        siteId: toSiteId(upstream.siteId),
        table,
        window: endpoint.mode === 'window' ? WINDOW : null,
        ids,
      },
    });
  } finally {
    await client.close();
  }
}

describe("the product's client against the simulated upstream", () => {
  it.each(ENDPOINTS.map(({ table }) => table))('walks %s and finds every row', async (table) => {
    await using upstream = await simulated();
    const { end } = await walk(upstream, table);
    expect(end?.rowsSeen).toBe(250);
    expect(upstream.simulator.stats().peakInFlight).toBeLessThanOrEqual(4);
  });

  it.each(['M-CODE', 'M-LIST-KEY=alt;table:member_balance_changes', 'M-CASE=all', 'M-OVERPAGE', 'M-LIMIT-CAP'])(
    'proves a walk complete under %s',
    async (misbehave) => {
      await using upstream = await simulated({ misbehave });
      const { end } = await walk(upstream, 'member_balance_changes');
      expect(end).toMatchObject({ proven: true, rowsSeen: 250, total: 250 });
    },
  );

  it('proves a walk complete through faults of every quick kind', async () => {
    const misbehave = 'M-429-5XX=0.5;kinds:429+500+502+503+reset+html;retryAfter:0';
    await using upstream = await simulated({ misbehave });
    const { end } = await walk(upstream, 'table_fee_transactions');
    expect(end).toMatchObject({ proven: true, rowsSeen: 250 });
    expect(upstream.simulator.stats().requests).toBeGreaterThan(4);
  });

  it.each([
    'M-NO-TOTAL',
    'M-NO-TOTAL=tooLarge',
    'M-NO-TOTAL=tooSmall',
    'M-LOST-ROW',
    'M-PAGE-DRIFT',
    'M-LIST-KEY=array',
  ])('does not take a walk under %s for proven', async (misbehave) => {
    await using upstream = await simulated({ misbehave });
    const { end } = await walk(upstream, 'table_fee_transactions');
    expect(end?.proven).toBe(false);
    expect(end?.doubts.length).toBeGreaterThan(0);
  });

  it.each(['http401', 'bodyCode'])('ends with an ApiAuthError when the token expires half-way as %s', async (form) => {
    await using upstream = await simulated({ misbehave: `M-TOKEN-EXPIRY=2;form:${form}` });
    await expect(walk(upstream, 'table_fee_transactions')).rejects.toThrow(ApiAuthError);
  });
});
