import { createArchiveWriter } from '../../src/api/archive/writer.ts';
import { createApiClient } from '../../src/api/client.ts';
import { Limiter } from '../../src/api/limiter.ts';
import { forEachConcurrently } from '../../src/api/pool.ts';
import { createTokenSource } from '../../src/api/token.ts';
import { walkEndpoint } from '../../src/api/walk.ts';
import { systemClock } from '../../src/base/clock.ts';
import { WEEK_ENDPOINTS, type WeekJob, type WeekRead, weekScope } from '../data/week.ts';
import { contend } from '../lib/contender.ts';

/** Reads a week of all endpoints with the product's client into an archive, as many tasks and requests at once as a run has. */
export interface ExtractWeekJob extends WeekJob {
  readonly tasks: number;
  readonly inFlight: number;
}

await contend<ExtractWeekJob, WeekRead>(async (job, measure) => {
  const client = createApiClient({
    baseUrl: job.baseUrl,
    tokens: createTokenSource({ token: job.token, variable: 'API_TOKEN', clock: systemClock }),
    limiter: new Limiter({ clock: systemClock, maxConcurrency: job.inFlight }),
    clock: systemClock,
  });
  const archive = createArchiveWriter(job.folder);
  let rows = 0;
  await measure(() =>
    forEachConcurrently(WEEK_ENDPOINTS, { width: job.tasks }, async (endpoint) => {
      const scope = weekScope(job, endpoint);
      const { end } = await walkEndpoint({
        client,
        endpoint,
        scope,
        archive,
        clock: systemClock,
        pageConcurrency: job.inFlight,
      });
      rows += end?.rowsSeen ?? 0;
    }),
  );
  await client.close();
  return { rows };
});
