import { indentJson } from '../../base/json-indent.ts';
import type { QuarantineDetail, QuarantineEntry, QuarantineList } from '../../orchestration/quarantine.ts';
import type { RetryReport } from '../../orchestration/quarantine-retry.ts';
import { renderTasks } from './run.ts';
import { type Column, renderCount, renderTable } from './table.ts';

/** Long values are shown whole by `show`. */
const VALUE_WIDTH = 40;

const shorten = (text: string): string => (text.length > VALUE_WIDTH ? `${text.slice(0, VALUE_WIDTH - 1)}…` : text);

const COLUMNS: readonly Column<QuarantineEntry>[] = [
  { head: 'id', align: 'right', value: (entry) => entry.id },
  { head: 'store', value: (entry) => entry.siteId },
  { head: 'table', value: (entry) => entry.table },
  { head: 'key', value: (entry) => entry.key ?? '-' },
  { head: 'column', value: (entry) => entry.column ?? '-' },
  { head: 'rule', value: (entry) => entry.rule },
  { head: 'value', value: (entry) => (entry.value === null ? '-' : shorten(JSON.stringify(entry.value))) },
];

const SEEN: readonly Column<QuarantineEntry>[] = [
  { head: 'since (UTC)', value: (entry) => entry.since },
  { head: 'times', align: 'right', value: (entry) => renderCount(entry.times) },
];

/** A table of entries; closed ones are marked where there are any. */
export function renderQuarantine({ entries, total }: QuarantineList): string {
  if (total === 0) return 'no such record is in quarantine';
  const closed = entries.some((entry) => entry.status !== 'OPEN');
  const state: Column<QuarantineEntry> = { head: 'status', value: (entry) => entry.status.toLowerCase() };
  const table = renderTable(entries, [...COLUMNS, ...SEEN, ...(closed ? [state] : [])]);
  const more = total > entries.length ? `; ${renderCount(total - entries.length)} more, see --limit` : '';
  return `${table}\n\n${counted(total)}${more}. "feiqiu-etl quarantine show ID" shows one with its text and what to do`;
}

const counted = (count: number): string => (count === 1 ? '1 record' : `${renderCount(count)} records`);

/** One entry: what it is, why, what to do, and the record itself, set out where it is JSON. */
export function renderQuarantineEntry(entry: QuarantineDetail): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ['store', entry.siteId],
    ['table', entry.table],
    ['key', entry.key],
    ['column', entry.column],
    ['value', entry.value === null ? null : JSON.stringify(entry.value)],
    ['rule', entry.rule],
    ['why', entry.reason],
    ['status', entry.closedAt === null ? entry.status.toLowerCase() : `closed at ${entry.closedAt}`],
    ['seen', `${times(entry.times)}, first ${entry.since}, last ${entry.lastSeenAt}`],
    ['received in', `${entry.file}, page ${entry.pageNo}, record ${entry.recordIndex}`],
    ['refused by run', entry.runId],
    ['what to do', entry.whatToDo],
  ];
  const lines = facts.flatMap(([name, value]) => (value === null ? [] : [`${`${name}:`.padEnd(16)}${value}`]));
  return [`entry ${entry.id}`, ...lines, '', indentJson(entry.raw)].join('\n');
}

const times = (count: number): string => (count === 1 ? 'once' : `${renderCount(count)} times`);

/** What was closed and what was not, with the reason. */
export function renderRetry({ run, tried, closed, refused }: RetryReport): string {
  if (run === null) return closed.length === 0 ? 'nothing to retry' : 'nothing to retry: closed already';
  const failed = run.tasks.filter((task) => task.status !== 'SUCCESS' && task.status !== 'WARNING');
  const why: Column<QuarantineEntry> = { head: 'why', value: (entry) => entry.reason };
  const parts = [
    ...(closed.length === 0 ? [] : [`closed\n${renderTable(closed, COLUMNS)}`]),
    ...(refused.length === 0 ? [] : [`still refused\n${renderTable(refused, [...COLUMNS, why])}`]),
    ...(failed.length === 0 ? [] : [renderTasks(failed)]),
    `${counted(tried)} tried: ${closed.length} closed, ${refused.length} still refused. Run ${run.runId}`,
  ];
  return parts.join('\n\n');
}
