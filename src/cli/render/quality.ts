import type { JudgedStore, QualityRun } from '../../orchestration/judge-stores.ts';
import { isRed, type Violation } from '../../quality/outcome.ts';
import { countByStatus, needingAttention } from '../../quality/report/attention.ts';
import type { BridgeStep, DayState, QualityReport, StoreReport } from '../../quality/report/model.ts';
import type { Snooze } from '../../quality/snoozes.ts';
import { type PastResult, rankOf, type StandingResult } from '../../quality/standing-results.ts';
import type { ListedCheck, ShownCheck } from '../actions/quality-action.ts';
import { type Column, renderCount, renderTable } from './table.ts';

/** Days named of one result, and violating rows shown of one check. */
const NAMED_DAYS = 3;
const SHOWN_KEYS = 20;

/** What checks run by hand found, store by store. */
export function renderQualityRun({ stores, runId }: QualityRun): string {
  return [...stores.map(renderJudged), `Run ${runId}`].join('\n\n');
}

function renderJudged({ siteId, days, results }: JudgedStore): string {
  const span = days.length === 0 ? 'no business day' : `${days.length} business days, ${days[0]} to ${days.at(-1)}`;
  return [`store ${siteId}: ${results.length} checks on ${span}`, renderResults(results)].join('\n');
}

/** The stored results and the three views of revenue, store by store. */
export function renderReport({ from, to, stores }: QualityReport): string {
  return stores.map((store) => `store ${store.siteId}, ${from} to ${to}\n${renderStore(store)}`).join('\n\n');
}

function renderStore({ days, bridge, results }: StoreReport): string {
  return [...renderViews(bridge), renderDays(days), renderResults(results)].join('\n\n');
}

function renderViews(bridge: readonly BridgeStep[]): string[] {
  const totals = bridge.filter(({ isTotal }) => isTotal);
  return totals.length === 0 ? [] : [totals.map(({ en, amount }) => `${en} ${amount}`).join(', ')];
}

function renderDays(days: readonly DayState[]): string {
  if (days.length === 0) return 'no business day has figures yet';
  const open = days.filter(({ status }) => status !== 'PUBLISHED');
  const head = `${days.length} business days, ${days.length - open.length} of them final`;
  const lines = open.map(({ date, status, reason }) => `${date} ${status}${reason === null ? '' : `: ${reason}`}`);
  return [head, ...lines].join('\n');
}

/** How many results have each status, and those that somebody may want to read about. */
export function renderResults(results: readonly StandingResult[]): string {
  if (results.length === 0) return 'no check has been run; "feiqiu-etl quality run" runs them';
  const counts = [...countByStatus(results)].map(([status, count]) => `${renderCount(count)} ${status}`).join(', ');
  const troubled = needingAttention(results);
  if (troubled.length === 0) return counts;
  const red = troubled.some(isRed) ? '\n"feiqiu-etl quality show CHECK" shows the rows and what to do' : '';
  return `${counts}\n\n${renderTable(troubled, RESULT_COLUMNS)}${red}`;
}

const RESULT_COLUMNS: readonly Column<StandingResult>[] = [
  { head: 'check', value: ({ check }) => check.id },
  {
    head: 'status',
    value: (result) => (result.check.blocking && isRed(result) ? `${result.status} (blocking)` : result.status),
  },
  { head: 'violations', align: 'right', value: ({ violations }) => renderCount(violations) },
  { head: 'days', value: ({ failingDays }) => nameDays(failingDays) },
  { head: 'owner', value: ({ check }) => check.owner },
  {
    head: 'first of them',
    value: ({ keys: [first], message }) => message ?? (first === undefined ? '' : nameKey(first)),
  },
];

function nameDays(days: readonly string[]): string {
  const more = days.length - NAMED_DAYS;
  return days.slice(0, NAMED_DAYS).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const nameKey = ({ entry_key: key, observed, expected }: Violation): string =>
  `${key}: ${observed ?? 'nothing'}, expected ${expected ?? 'nothing'}`;

/** Every check in a line, with the worst state it is in. */
export function renderCheckList(checks: readonly ListedCheck[]): string {
  return renderTable(checks, [
    { head: 'check', value: ({ id }) => id },
    { head: 'severity', value: ({ severity }) => severity },
    { head: 'blocking', value: ({ blocking }) => (blocking ? 'yes' : '') },
    { head: 'owner', value: ({ owner }) => owner },
    { head: 'status', value: ({ standing }) => worstOf(standing)?.status ?? 'never run' },
    { head: 'checked', value: ({ standing }) => worstOf(standing)?.checkedAt ?? '' },
    { head: 'what must hold', value: ({ en }) => en },
  ]);
}

const worstOf = (standing: readonly StandingResult[]): StandingResult | undefined =>
  standing.toSorted((a, b) => rankOf(a) - rankOf(b))[0];

/** All there is to know of one check. */
export function renderCheck({ check, standing, past }: ShownCheck): string {
  const { id, family, severity, blocking, owner, scope, tolerance } = check;
  const nature = [family, severity, ...(blocking ? ['blocking'] : []), `of the ${scope}`, `for ${owner}`];
  return [
    `${id} (${nature.join(', ')})\n${check.en}\n${check.zh}`,
    `what to do: ${check.fix.en}\n${check.fix.zh}`,
    ...(tolerance === undefined ? [] : [`allowed difference: ${tolerance}`]),
    `reads ${check.reads.join(', ')}\n\n${check.sql.trim()}`,
    renderPast(past),
    ...standing.filter(({ keys }) => keys.length > 0).map(renderFound),
  ].join('\n\n');
}

function renderPast(past: readonly PastResult[]): string {
  if (past.length === 0) return 'it has not been run yet';
  return renderTable(past, [
    { head: 'checked', value: (one) => one.checkedAt },
    { head: 'store', value: (one) => one.siteId },
    { head: 'status', value: (one) => one.status },
    { head: 'violations', align: 'right', value: (one) => renderCount(one.violations) },
    { head: 'judged', value: (one) => (one.fromDate === null ? 'the store' : `${one.fromDate} to ${one.toDate}`) },
    { head: 'failing days', value: (one) => nameDays(one.failingDays) },
    { head: 'ms', align: 'right', value: (one) => renderCount(one.durationMs) },
    { head: 'run', value: (one) => one.runId },
  ]);
}

function renderFound({ siteId, keys, violations }: StandingResult): string {
  const shown = keys.slice(0, SHOWN_KEYS);
  const head = `store ${siteId}: ${renderCount(shown.length)} of ${renderCount(violations)} violating rows`;
  const rows = renderTable(shown, [
    { head: 'day', value: (key) => key.business_date ?? '' },
    { head: 'key', value: (key) => key.entry_key },
    { head: 'found', value: (key) => key.observed ?? 'nothing' },
    { head: 'expected', value: (key) => key.expected ?? 'nothing' },
  ]);
  return `${head}\n${rows}`;
}

/** The snoozes in force. */
export function renderSnoozes(snoozes: readonly Snooze[]): string {
  if (snoozes.length === 0) return 'no check is snoozed';
  return renderTable(snoozes, [
    { head: 'check', value: (snooze) => snooze.checkId },
    { head: 'store', value: (snooze) => snooze.siteId ?? 'all' },
    { head: 'until (UTC)', value: (snooze) => snooze.until },
    { head: 'by', value: (snooze) => snooze.createdBy },
    { head: 'why', value: (snooze) => snooze.reason },
  ]);
}
