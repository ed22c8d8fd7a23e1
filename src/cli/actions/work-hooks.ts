import { raiseAlerts, watchAlerts } from '../../orchestration/alerts/raise.ts';
import { sendLastDailyReport } from '../../orchestration/daily-report/send-daily-report.ts';
import { pruneAll } from '../../orchestration/retention/prune.ts';
import type { Hooks } from '../../orchestration/schedule/perform.ts';
import type { Workplace } from '../../orchestration/workplace.ts';

/** What schedulers and workers do beside loading. */
export const HOOKS: Hooks = {
  afterRun: (place, { siteId }, outcome) => raiseAlerts(place, outcome, [siteId]),
  report: sendLastDailyReport,
  prune: pruneNow,
  watch: watchAlerts,
};

async function pruneNow(place: Workplace): Promise<string> {
  const { policies } = await pruneAll(place, { dryRun: false });
  const gone = policies.filter(({ items }) => items > 0);
  if (gone.length === 0) return 'nothing is older than the policy keeps';
  return `removed ${gone.map(({ name, items, unit }) => `${items} ${unit} of ${name}`).join(', ')}`;
}
