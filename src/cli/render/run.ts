import type { RunReport, TaskReport } from '../../orchestration/run-report.ts';
import { renderMarts } from './days.ts';
import { type Column, renderBytes, renderCount, renderDuration, renderTable } from './table.ts';

/** One line as soon as a task has ended. */
export function renderTaskEnd(report: TaskReport): string {
  const figures = `${renderCount(report.rowsSeen)} rows, ${renderCount(report.rowsNew)} new`;
  const detail = report.message === null ? figures : `${figures}: ${report.message}`;
  return `${report.status.padEnd(10)} ${report.code.padEnd(24)} ${detail}`;
}

const count = (head: string, value: (task: TaskReport) => number): Column<TaskReport> => ({
  head,
  align: 'right',
  value: (task) => renderCount(value(task)),
});

const COLUMNS: readonly Column<TaskReport>[] = [
  { head: 'task', value: (task) => task.code },
  { head: 'status', value: (task) => task.status },
  count('requests', (task) => task.requests),
  count('rows', (task) => task.rowsSeen),
  count('new', (task) => task.rowsNew),
  count('changed', (task) => task.rowsChanged + task.rowsLate),
  count('unchanged', (task) => task.rowsUnchanged),
  count('deleted', (task) => task.rowsDeleted),
  count('quarantined', (task) => task.rowsQuarantined),
  { head: 'time', align: 'right', value: (task) => renderDuration(task.totalMs) },
];

/** The whole run: its tasks, what went wrong, and one line of sums. */
export function renderRun(report: RunReport): string {
  const marts = report.restated.length === 0 ? [] : [renderMarts(report.restated)];
  return [renderTasks(report.tasks), ...marts, renderSummary(report)].join('\n\n');
}

/** A table of tasks a store, and what went wrong. */
export function renderTasks(tasks: readonly TaskReport[]): string {
  const stores = [...new Set(tasks.map((task) => task.siteId))];
  const tables = stores.map(
    (siteId) =>
      `store ${siteId}\n${renderTable(
        tasks.filter((task) => task.siteId === siteId),
        COLUMNS,
      )}`,
  );
  return [...tables, ...renderTroubles(tasks)].join('\n\n');
}

function renderTroubles(tasks: readonly TaskReport[]): string[] {
  const troubled = tasks.filter((task) => task.message !== null);
  if (troubled.length === 0) return [];
  const lines = troubled.map((task) => {
    const retry = task.retryAt === null ? '' : ` (again after ${task.retryAt})`;
    return `${task.status} ${task.code} of store ${task.siteId}: ${task.message}${retry}`;
  });
  return [lines.join('\n')];
}

function renderSummary(report: RunReport): string {
  const sum = (value: (task: TaskReport) => number): number =>
    report.tasks.reduce((total, task) => total + value(task), 0);
  const ms = new Date(report.endedAt).getTime() - new Date(report.startedAt).getTime();
  const parts = [
    `${report.tasks.length} tasks`,
    `${renderCount(sum((task) => task.requests))} requests (${renderCount(sum((task) => task.retries))} retries)`,
    renderBytes(sum((task) => task.bytes)),
    `${renderCount(sum((task) => task.rowsSeen))} rows`,
    `${renderCount(sum((task) => task.rowsNew))} new`,
    `${renderCount(sum((task) => task.rowsChanged))} changed`,
    `${renderCount(sum((task) => task.rowsQuarantined))} quarantined`,
    renderDuration(ms),
  ];
  const dry = report.dryRun ? ' (dry run: nothing was kept)' : '';
  return `${report.status}${dry}: ${parts.join(', ')}. Run ${report.runId}`;
}
