import { readArchive } from '../../src/api/archive/reader.ts';
import type { ArchivedWalk } from '../../src/api/archive/walk.ts';
import { createPool } from '../../src/database/connection.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import type { LoadContext } from '../../src/loaders/ods/load-result.ts';
import { loadWalk } from '../../src/loaders/ods/load-walk.ts';
import { ENDPOINT, SITE, ZONE } from '../data/settlements.ts';
import { contend } from '../lib/contender.ts';

/** Loads an archive with the product's loader, one transaction a walk, as a run does. */
export interface LoadOursJob {
  readonly url: string;
  readonly archive: string;
  /** Lets the walks seem received so much later: the same content, read again. */
  readonly laterByMs: number;
}

export interface LoadCountsTotal {
  readonly rows: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
}

await contend<LoadOursJob, LoadCountsTotal>(async (job, measure) => {
  const pool = createPool({ url: job.url, max: 2, applicationName: 'bench contender ours', pipeline: true });
  await pool.query('select 1');
  const context: LoadContext = {
    endpoint: ENDPOINT,
    siteId: SITE,
    timezone: ZONE,
    runId: null,
    acceptDeletes: false,
    atomically: (work) => withTransaction(pool, work),
  };
  const total = { rows: 0, new: 0, changed: 0, unchanged: 0 };
  await measure(async () => {
    for await (const walk of readArchive(job.archive)) {
      const { counts, complete, drift } = await loadWalk(later(walk, job.laterByMs), context);
      if (!complete || drift.length > 0) throw new Error(`walk ${walk.walkId} is not the clean one it was made to be`);
      total.rows += counts.seen;
      total.new += counts.new;
      total.changed += counts.changed;
      total.unchanged += counts.unchanged;
    }
  });
  await pool.end();
  return total;
});

function later(walk: ArchivedWalk, ms: number): ArchivedWalk {
  if (ms === 0 || walk.end === null) return walk;
  const moved = (iso: string): string => new Date(Date.parse(iso) + ms).toISOString();
  return {
    ...walk,
    walkId: `${walk.walkId}-again`,
    startedAt: moved(walk.startedAt),
    end: { ...walk.end, endedAt: moved(walk.end.endedAt) },
    pages: walk.pages.map((page) => ({ ...page, receivedAt: moved(page.receivedAt) })),
  };
}
