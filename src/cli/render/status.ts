import type { Gap, Status, TaskState } from '../../orchestration/status.ts';
import { renderOpenDays, renderRestatements } from './days.ts';
import { renderCount, renderTable } from './table.ts';

/** How far every task of every store has read. */
export function renderStatus(status: Status): string {
  const stores = [...new Set(status.tasks.map((task) => task.siteId))];
  if (stores.length === 0) return 'no store yet: set STORE_ID, or add one with "feiqiu-etl stores add ID"';
  const tables = stores.map(
    (siteId) => `store ${siteId}\n${renderTasks(status.tasks.filter((t) => t.siteId === siteId))}`,
  );
  const running = status.running.map(
    (holder) =>
      `at work on store ${holder.siteId}: ${holder.holder} on ${holder.host} since ${holder.since} ${holder.progress}`,
  );
  const gaps = status.gaps.length === 0 ? 'no gaps' : `${status.gaps.length} gaps: see status --gaps`;
  const days = [...renderOpenDays(status.days), ...renderRestatements(status.restatements)];
  return [...tables, ...days, ...running, gaps].join('\n\n');
}

/** A typed table follows ODS load by load: it has no time up to which it was read. */
const readUpTo = ({ code, cursor, lastEndedAt }: TaskState): string =>
  cursor ?? (code.startsWith('DWD_') && lastEndedAt !== null ? 'as ODS' : 'never');

function renderTasks(tasks: readonly TaskState[]): string {
  return renderTable(tasks, [
    { head: 'task', value: (task) => (task.enabled ? task.code : `${task.code} (off)`) },
    { head: 'read up to', value: readUpTo },
    { head: 'last run', value: (task) => task.lastEndedAt ?? '' },
    { head: 'ended', value: (task) => task.lastStatus ?? '' },
    { head: 'rows', align: 'right', value: (task) => (task.rowsSeen === null ? '' : renderCount(task.rowsSeen)) },
    { head: 'in quarantine', align: 'right', value: (task) => renderCount(task.quarantined) },
    { head: 'why', value: (task) => task.lastMessage ?? '' },
  ]);
}

/** Time ranges that have not been read completely. */
export function renderGaps(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return 'no gaps: every range between the first and the last window has been read completely';
  return renderTable(gaps, [
    { head: 'store', value: (gap) => gap.siteId },
    { head: 'task', value: (gap) => gap.code },
    { head: 'from', value: (gap) => gap.from },
    { head: 'to', value: (gap) => gap.to },
  ]);
}
