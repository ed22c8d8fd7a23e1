import type { Backfill } from '../../orchestration/backfill/ledger.ts';
import type { BackfillPlan } from '../../orchestration/backfill/plan-backfill.ts';
import type { BackfillProgress } from '../../orchestration/backfill/run-backfill.ts';
import { renderCount, renderDuration, renderTable } from './table.ts';

/** What a backfill would read, store by store. */
export function renderBackfillPlans(plans: readonly (BackfillPlan & { readonly siteId: string })[]): string {
  return plans.map(renderPlan).join('\n\n');
}

function renderPlan({
  siteId,
  from,
  to,
  parts,
  windows,
  requests,
}: BackfillPlan & { readonly siteId: string }): string {
  const head = `store ${siteId}: ${from} to ${to}, ${renderCount(windows)} windows, ${renderCount(requests)} requests at least`;
  const table = renderTable(parts, [
    { head: 'task', value: (part) => part.task },
    { head: 'windows', align: 'right', value: (part) => renderCount(part.windows.length) },
    { head: 'days each', align: 'right', value: (part) => String(part.windowDays) },
    {
      head: 'rows a day',
      align: 'right',
      value: (part) => (part.rowsPerDay === null ? '?' : renderCount(Math.round(part.rowsPerDay))),
    },
    { head: 'requests', align: 'right', value: (part) => renderCount(part.requests) },
  ]);
  return `${head}\n${table}`;
}

/** The backfills there are. */
export function renderBackfills(backfills: readonly Backfill[]): string {
  if (backfills.length === 0) return 'no backfill yet';
  return renderTable(backfills, [
    { head: 'id', align: 'right', value: (one) => one.backfillId },
    { head: 'store', value: (one) => one.siteId },
    { head: 'from (UTC)', value: (one) => one.rangeFrom },
    { head: 'to (UTC)', value: (one) => one.rangeTo },
    { head: 'status', value: (one) => one.status },
    { head: 'windows', align: 'right', value: (one) => `${renderCount(one.done)} of ${renderCount(one.windows)}` },
    { head: 'failed', align: 'right', value: (one) => renderCount(one.failed) },
    { head: 'rows', align: 'right', value: (one) => renderCount(one.rowsSeen) },
  ]);
}

/** One line of progress. */
export function renderBackfillProgress({ done, failed, windows, rows, leftMs }: BackfillProgress): string {
  const left = leftMs === null ? '' : `, about ${renderDuration(leftMs)} left`;
  const bad = failed === 0 ? '' : `, ${renderCount(failed)} failed`;
  const share = windows === 0 ? 100 : Math.floor((done / windows) * 100);
  return `${renderCount(done)} of ${renderCount(windows)} windows (${share} %)${bad}, ${renderCount(rows)} rows${left}`;
}
