import { toLocalTime } from '../../base/local-time.ts';
import type { ListedSchedule } from '../../orchestration/schedule/list-schedules.ts';
import type { Schedule } from '../../orchestration/schedule/schedule.ts';
import { renderTable } from './table.ts';

/** The schedules of the stores; times are those of the store. */
export function renderSchedules(schedules: readonly ListedSchedule[]): string {
  const local = (at: string | null, { timezone }: ListedSchedule): string =>
    at === null ? '' : toLocalTime(new Date(at), timezone).slice(0, 16);
  return renderTable(schedules, [
    { head: 'store', value: (one) => one.siteId },
    { head: 'schedule', value: (one) => one.name },
    { head: 'cron', value: (one) => one.cron },
    { head: 'what', value: describeWork },
    { head: 'last start', value: (one) => local(one.last?.startedAt ?? null, one) },
    { head: 'outcome', value: (one) => one.last?.outcome ?? (one.last?.startedAt ? 'RUNNING' : '') },
    { head: 'next', value: (one) => (one.enabled ? local(one.last?.retryAt ?? one.nextAt, one) : 'off') },
  ]);
}

/** One schedule after a change. */
export function renderScheduleChange(schedule: Schedule): string {
  const quiet = schedule.quietHours === null ? '' : `, not in ${schedule.quietHours}`;
  const spread = schedule.spreadMinutes === 0 ? '' : `, spread over ${schedule.spreadMinutes} min`;
  const state = schedule.enabled ? 'on' : 'off';
  return `schedule ${schedule.name} (${state}): ${schedule.cron}, ${describeWork(schedule)}${spread}${quiet}; missed: ${schedule.missed}`;
}

function describeWork({ action, tasks, rereadDays, sliceDays }: Schedule): string {
  if (action !== 'load') return action;
  const what = tasks ?? 'load';
  if (rereadDays === 0) return what;
  return sliceDays === null
    ? `${what}, ${rereadDays} days again`
    : `${what}, ${sliceDays} of the last ${rereadDays} days`;
}
