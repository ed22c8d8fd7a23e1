import type { Language } from '../../base/language.ts';
import { isRed, type Violation } from '../outcome.ts';
import type { StandingResult } from '../standing-results.ts';
import { renderAmount } from './amount.ts';
import { countByStatus, needingAttention } from './attention.ts';
import type { QualityReport, StoreReport } from './model.ts';
import { type Words, wordsOf } from './words.ts';

/** Violating rows shown of each check; the HTML page has them all. */
const KEYS_SHOWN = 10;

/** The report as Markdown, for chats, tickets and pull requests. */
export function renderMarkdown(report: QualityReport, language: Language): string {
  const words = wordsOf(language);
  const head = [`# ${words.title}`, `${words.span(report.from, report.to)} · ${words.writtenAt(report.writtenAt)}`];
  return [...head, ...report.stores.flatMap((store) => renderStore(store, language, words))].join('\n\n');
}

function renderStore(store: StoreReport, language: Language, words: Words): string[] {
  const troubled = needingAttention(store.results);
  return [
    `## ${words.store} ${inline(store.name === '' ? store.siteId : `${store.name} (${store.siteId})`)}`,
    renderDays(store, words),
    ...(store.bridge.length === 0 ? [] : [`### ${words.bridge}`, renderBridge(store, language, words)]),
    `### ${words.checks}`,
    renderCounts(store, words),
    ...troubled.flatMap((result) => renderResult(result, language, words)),
  ];
}

function renderDays({ days }: StoreReport, words: Words): string {
  if (days.length === 0) return words.noDays;
  return table(
    [words.day, words.status, words.gross, words.recognised, words.cashIn],
    days.map((day) => [
      day.date,
      words.dayStatus[day.status] + (day.reason === null ? '' : ` (${inline(words.reason(day.reason))})`),
      ...[day.gross, day.recognised, day.cashIn].map((amount) => (amount === null ? '–' : renderAmount(amount))),
    ]),
    2,
  );
}

function renderBridge({ bridge }: StoreReport, language: Language, words: Words): string {
  const rows = bridge.map((step) => {
    const mark = step.isTotal ? '**' : '';
    return [`${mark}${inline(step[language])}${mark}`, `${mark}${renderAmount(step.amount)}${mark}`];
  });
  return table(['', words.yuan], rows, 1);
}

function renderCounts({ results }: StoreReport, words: Words): string {
  if (results.length === 0) return words.noChecks;
  return [...countByStatus(results)].map(([status, count]) => `${words.checkStatus[status]}: ${count}`).join(' · ');
}

function renderResult(result: StandingResult, language: Language, words: Words): string[] {
  const { check, status, violations, keys, message } = result;
  const mark = isRed(result) ? '❌' : '⚠️';
  const head = `#### ${mark} ${inline(check.id)} · ${words.checkStatus[status]} · ${words.violations(violations)}`;
  const told = message === null ? check[language] : `${check[language]}: ${message}`;
  const parts = [head, inline(told), `${words.whatToDo}: ${inline(check.fix[language])}`];
  return keys.length === 0 ? parts : [...parts, renderKeys(keys, violations, words)];
}

function renderKeys(keys: readonly Violation[], violations: number, words: Words): string {
  const shown = keys.slice(0, KEYS_SHOWN);
  const rows = shown.map((key) =>
    [key.business_date, key.entry_key, key.observed, key.expected].map((cell) => inline(cell ?? '–')),
  );
  const lines = table([words.day, words.key, words.observed, words.expected], rows);
  return shown.length < violations ? `${lines}\n\n${words.keysShown(shown.length, violations)}` : lines;
}

/** `numbersFrom`: columns from here on hold numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[], numbersFrom = head.length): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i < numbersFrom ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Data in a line of Markdown: what would be markup or end a table cell is escaped, line breaks are spaces. */
function inline(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&!]/g, '\\$&').replace(/\s+/g, ' ');
}
