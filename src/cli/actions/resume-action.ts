import { TASKS } from '../../orchestration/registry.ts';
import { planResumption } from '../../orchestration/resume.ts';
import { run } from '../../orchestration/run.ts';
import type { RunReport, TaskReport } from '../../orchestration/run-report.ts';
import { asksUpstream } from '../../orchestration/store-run.ts';
import { loadStores } from '../../orchestration/stores.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { CommonOptions } from '../common-options.ts';
import { parseWait } from '../parse-options.ts';
import { type Alerting, withWatchedWorkplace } from './alerting.ts';
import { assertTokens, assertUpstreamKnown } from './run-action.ts';

/** Does what a former run left undone; null when nothing is. */
export function executeResume(
  id: string,
  options: CommonOptions & { readonly wait?: string | boolean },
  onTaskEnd: (report: TaskReport) => void,
): Promise<RunReport | null> {
  const waitMs = parseWait(options.wait);
  const work = async (place: Workplace, alerting: Alerting): Promise<RunReport | null> => {
    const { runId, storeIds, ...left } = await planResumption(place.database.pool, id, TASKS);
    if (storeIds.length === 0) return null;
    const stores = await loadStores(place.database.pool, storeIds);
    if (left.tasks.some(asksUpstream)) {
      assertUpstreamKnown(place.config);
      assertTokens(place, stores);
    }
    place.reporter.info(`going on with run ${runId}: ${left.tasks.map(({ code }) => code).join(', ')}`);
    return await alerting(stores, () =>
      run(place, { ...left, command: 'resume', stores, tasksNamed: true, dryRun: false, waitMs, onTaskEnd }),
    );
  };
  return withWatchedWorkplace(options, { before: () => undefined, work });
}
