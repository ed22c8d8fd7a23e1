import type { BusinessCalendar, BusinessDayRule } from '../../base/business-day.ts';
import type { BusinessDayChange, MovedRows } from '../../orchestration/business-day-change.ts';
import type { Store } from '../../tasks/task.ts';
import { type Column, renderCount, renderTable } from './table.ts';

/** The stores, one a line. */
export function renderStores(stores: readonly Store[]): string {
  return renderTable(stores, [
    { head: 'store', value: ({ siteId }) => siteId },
    { head: 'name', value: ({ name }) => name },
    { head: 'zone', value: ({ timezone }) => timezone },
    { head: 'history from', value: ({ historyFrom }) => historyFrom ?? '-' },
    { head: 'business day', value: ({ businessDays }) => renderCalendar(businessDays) },
  ]);
}

const renderCalendar = (calendar: BusinessCalendar): string => calendar.map(renderRule).join('; ');

const renderRule = ({ from, startHour, timezone }: BusinessDayRule): string =>
  `${from === null ? '' : `from ${from} `}${String(startHour).padStart(2, '0')}:00 ${timezone}`;

const COLUMNS: readonly Column<MovedRows>[] = [
  { head: 'table', value: ({ table }) => table },
  { head: 'by', value: ({ column }) => column },
  { head: 'from', value: ({ from }) => from },
  { head: 'to', value: ({ to }) => to },
  { head: 'rows', align: 'right', value: ({ rows }) => renderCount(rows) },
];

/** What a change of the business day moves. */
export function renderBusinessDayChange({ siteId, before, after, moved, days, written }: BusinessDayChange): string {
  const rules = `store ${siteId}: ${renderCalendar(before)} → ${renderCalendar(after)}`;
  const found =
    moved.length === 0
      ? 'no row moves to another day'
      : `${renderTable(moved, COLUMNS)}\n\n${renderCount(days.length)} days change: ${days[0]} to ${days.at(-1)}`;
  const next = written
    ? 'written; the next run computes these days again, and no others'
    : 'nothing was written; --yes makes it hold';
  return [rules, found, next].join('\n\n');
}
