import { plainCalendar } from '../../src/base/business-day.ts';
import { dimMember } from '../../src/catalog/dimensions/member.ts';
import { createPool } from '../../src/database/connection.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { type DimensionChange, loadDimension } from '../../src/tasks/load-dimension.ts';
import { MEMBER_ENDPOINT } from '../data/members.ts';
import { SITE, ZONE } from '../data/settlements.ts';
import { contend } from '../lib/contender.ts';

/** Brings the dimension up to date with the product's loader, as a run does. */
export interface HistoryOursJob {
  readonly url: string;
}

await contend<HistoryOursJob, DimensionChange>(async (job, measure) => {
  const pool = createPool({ url: job.url, max: 1, applicationName: 'bench contender ours', pipeline: true });
  await pool.query('select 1');
  const store = { siteId: SITE, timezone: ZONE, businessDays: plainCalendar(8, ZONE) };
  const work = { ...store, dimension: dimMember, endpoint: MEMBER_ENDPOINT, runId: null };
  const change = await measure(() => withTransaction(pool, (client) => loadDimension(client, work)));
  await pool.end();
  return change;
});
