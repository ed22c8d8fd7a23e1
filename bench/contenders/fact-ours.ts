import { plainCalendar } from '../../src/base/business-day.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { factSettlement } from '../../src/catalog/facts/settlement.ts';
import { createPool } from '../../src/database/connection.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { type FactCounts, loadFact } from '../../src/loaders/facts/load-fact.ts';
import { SITE, ZONE } from '../data/settlements.ts';
import { contend } from '../lib/contender.ts';

/** Brings the fact up to date with the product's loader, as a run does. */
export interface FactOursJob {
  readonly url: string;
}

await contend<FactOursJob, FactCounts>(async (job, measure) => {
  const pool = createPool({ url: job.url, max: 1, applicationName: 'bench contender ours', pipeline: true });
  await pool.query('select 1');
  const load = {
    siteId: SITE,
    timezone: ZONE,
    businessDays: plainCalendar(8, ZONE),
    runId: null,
    endpoints: ENDPOINTS,
  };
  const counts = await measure(() => withTransaction(pool, (client) => loadFact(client, factSettlement, load)));
  await pool.end();
  return counts;
});
