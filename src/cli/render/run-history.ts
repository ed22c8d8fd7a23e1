import type { PastRun, PastRunDetail } from '../../orchestration/run-history.ts';
import { renderTasks } from './run.ts';
import { renderCount, renderTable } from './table.ts';

/** The list of past runs. */
export function renderRuns(runs: readonly PastRun[]): string {
  if (runs.length === 0) return 'no run yet';
  return renderTable(runs, [
    { head: 'run', value: (run) => run.runId },
    { head: 'command', value: (run) => (run.dryRun ? `${run.command} (dry)` : run.command) },
    { head: 'status', value: (run) => run.status },
    { head: 'started (UTC)', value: (run) => run.startedAt },
    { head: 'ended (UTC)', value: (run) => run.endedAt ?? '' },
    { head: 'tasks', align: 'right', value: (run) => String(run.tasks) },
    { head: 'new rows', align: 'right', value: (run) => renderCount(run.rowsNew) },
    { head: 'host', value: (run) => run.host },
  ]);
}

/** One past run with its tasks and what went wrong. */
export function renderPastRun(run: PastRunDetail): string {
  const head = `run ${run.runId} (${run.command}${run.dryRun ? ', dry run' : ''}) ${run.status}, ${run.startedAt} to ${run.endedAt ?? '…'} on ${run.host}`;
  return [head, ...(run.error === null ? [] : [run.error]), renderTasks(run.taskReports)].join('\n\n');
}
