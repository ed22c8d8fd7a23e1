import type { Language } from '../../base/language.ts';
import { renderAmount } from '../../quality/report/amount.ts';
import type { ChainDay, Compared, DailyReport, DailyReports, DayFigures } from './model.ts';
import { type DailyWords, dailyWords } from './words.ts';

/** Reports as plain text. */
export function renderDailyText({ chain, stores }: DailyReports, language: Language): string {
  const words = dailyWords(language);
  const parts = [
    ...(chain === null ? [] : [chainLines(chain, words)]),
    ...stores.map((report) => [titleOf(report, words), ...dailyLines(report, language)]),
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

/** The heading of a report, as a subject line too. */
export function titleOf({ name, siteId, date }: DailyReport, words: DailyWords): string {
  return words.title(words.store(name, siteId), date);
}

/** A report line by line, as a message has room for. The first line says so when the figures are not final. */
export function dailyLines(report: DailyReport, language: Language): string[] {
  const words = dailyWords(language);
  const warning = words.warning(report.status, report.reason);
  return [
    ...(warning === null ? [] : [`⚠ ${warning}`]),
    ...(report.figures === null ? [] : figureLines(report.figures, words, language)),
  ];
}

function figureLines(figures: DayFigures, words: DailyWords, language: Language): string[] {
  const pair = (label: string, value: string): string => `${label}${words.colon}${value}`;
  const note = words.changeNote(figures.compared);
  const { counts, liability } = figures;
  return [
    pair(words.gross, renderCompared(figures.gross)),
    pair(words.recognised, renderCompared(figures.recognised)),
    pair(words.cashIn, renderCompared(figures.cashIn)),
    figures.compared === null ? '' : `(${words.yuan}${words.semicolon}${words.change(figures.compared.date)})`,
    ...(note === null ? [] : [note]),
    '',
    words.bridge,
    ...shownSteps(figures).map(
      (step) => `  ${step.isTotal ? '= ' : ''}${pair(step[language], renderAmount(step.amount))}`,
    ),
    '',
    pair(words.liability, renderAmount(liability.balance)),
    `  ${pair(words.principal, renderAmount(liability.principal))}`,
    `  ${pair(words.gift, renderAmount(liability.gift))}`,
    `  ${pair(words.liabilityChange, renderSigned(liability.change))}`,
    ...(liability.isReliable ? [] : [`  ⚠ ${words.unreliable}`]),
    '',
    `${pair(words.settlements, counts.settlements)} · ${words.visits} ${counts.visits} · ${words.members} ${counts.members}`,
    `${pair(words.newMembers, counts.newMembers)} · ${pair(words.returns, counts.returns)} · ${pair(words.refunds, renderAmount(figures.refunds))}`,
    ...listLines(
      words.areas,
      figures.areas.map((area) => pair(area.name ?? words.noTable, renderAmount(area.recognised))),
    ),
    ...listLines(
      words.goods,
      figures.goods.map((goods) => pair(goods.name, `${renderAmount(goods.amount)} (${words.pieces(goods.pieces)})`)),
    ),
  ].filter((line, i, lines) => line !== '' || lines[i - 1] !== '');
}

function listLines(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}

/** Totals, and the steps that did something. */
export function shownSteps({ bridge }: DayFigures): DayFigures['bridge'] {
  return bridge.filter(({ isTotal, amount }) => isTotal || /[1-9]/.test(amount));
}

/** 1234.50 (+12.00, +1.0 %). */
export function renderCompared({ amount, change, percent }: Compared): string {
  if (change === null) return renderAmount(amount);
  const share = percent === null ? '' : `, ${renderSigned(percent)} %`;
  return `${renderAmount(amount)} (${renderSigned(change)}${share})`;
}

/** An amount with its sign. */
export function renderSigned(amount: string): string {
  return amount.startsWith('-') || !/[1-9]/.test(amount) ? renderAmount(amount) : `+${renderAmount(amount)}`;
}

function chainLines(chain: ChainDay, words: DailyWords): string[] {
  const pair = (label: string, value: string): string => `${label}${words.colon}${renderAmount(value)}`;
  return [
    words.chainTitle(chain.date),
    words.chainNote(chain.stores, chain.finalStores),
    pair(words.gross, chain.gross),
    pair(words.recognised, chain.recognised),
    pair(words.cashIn, chain.cashIn),
    pair(words.liability, chain.liability),
  ];
}
