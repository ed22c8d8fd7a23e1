import { createArchiveWriter } from '../../src/api/archive/writer.ts';
import { createApiClient } from '../../src/api/client.ts';
import { Limiter } from '../../src/api/limiter.ts';
import { createTokenSource } from '../../src/api/token.ts';
import { walkEndpoint } from '../../src/api/walk.ts';
import { systemClock } from '../../src/base/clock.ts';
import { ENDPOINT, payTimeOf, SITE } from '../data/settlements.ts';
import { contend } from '../lib/contender.ts';

/** Walks one window of one endpoint with the product's client into an archive on disk. */
export interface ExtractJob {
  readonly baseUrl: string;
  readonly archive: string;
  readonly records: number;
  readonly inFlight: number;
}

export interface Extracted {
  readonly rows: number;
  readonly pages: number;
  readonly proven: boolean;
}

await contend<ExtractJob, Extracted>(async (job, measure) => {
  const client = createApiClient({
    baseUrl: job.baseUrl,
    tokens: createTokenSource({ token: 'bench', variable: 'API_TOKEN', clock: systemClock }),
    limiter: new Limiter({ clock: systemClock, maxConcurrency: job.inFlight }),
    clock: systemClock,
  });
  const window = { from: payTimeOf(0), to: payTimeOf(job.records) };
  const walk = await measure(() =>
    walkEndpoint({
      client,
      endpoint: ENDPOINT,
      scope: { siteId: SITE, table: ENDPOINT.table, window, ids: null },
      archive: createArchiveWriter(job.archive),
      clock: systemClock,
      pageConcurrency: job.inFlight,
    }),
  );
  await client.close();
  return { rows: walk.end?.rowsSeen ?? 0, pages: walk.pages.length, proven: walk.end?.proven ?? false };
});
