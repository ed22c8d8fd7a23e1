import type { Language } from '../../base/language.ts';
import { renderAmount } from '../../quality/report/amount.ts';
import { type Html, html, NOTHING } from '../../quality/report/page/html.ts';
import type { ChainDay, Compared, DailyReport, DailyReports, DayFigures } from './model.ts';
import { renderCompared, renderSigned, shownSteps, titleOf } from './render-text.ts';
import { type DailyWords, dailyWords } from './words.ts';

/** Mail clients drop style sheets, so every element carries its own style; tables, because they know nothing else. */
const INK = '#1c2430';
const SOFT = '#5b6675';
const LINE = '#dde2e8';
const CELL = `padding:4px 0;border-bottom:1px solid ${LINE};vertical-align:top`;
const STYLES = {
  body: `margin:0;padding:16px;background:#ffffff;color:${INK};font:15px/1.5 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif`,
  sheet: 'max-width:560px;margin:0 auto 32px',
  h1: 'font-size:20px;line-height:1.3;margin:0 0 4px',
  h2: 'font-size:15px;margin:20px 0 4px',
  soft: `color:${SOFT};font-size:13px;margin:4px 0`,
  warning: 'background:#fdecea;color:#8c1d18;padding:8px 12px;margin:8px 0;border-left:4px solid #b3261e',
  table: 'width:100%;border-collapse:collapse',
  label: `${CELL};text-align:left;font-weight:normal`,
  amount: `${CELL};text-align:right;white-space:nowrap;padding-left:12px`,
  totalLabel: `${CELL};text-align:left;font-weight:bold`,
  totalAmount: `${CELL};text-align:right;white-space:nowrap;padding-left:12px;font-weight:bold`,
  view: 'width:33%;padding:8px;background:#f3f5f8;text-align:left;vertical-align:top;border:3px solid #ffffff',
  big: 'font-size:18px;font-weight:bold;white-space:nowrap',
} as const;

/** Reports as one page for mail and browsers: no script, no image, no style sheet. */
export function renderDailyMail({ chain, stores }: DailyReports, language: Language): string {
  const words = dailyWords(language);
  const [first] = stores;
  const title = chain === null && first !== undefined ? titleOf(first, words) : words.chainTitle(first?.date ?? '');
  return html`<!doctype html>
<html lang="${words.htmlLanguage}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title></head>
<body style="${STYLES.body}">
${chain === null ? NOTHING : chainSheet(chain, words)}
${stores.map((report) => storeSheet(report, language, words))}
</body>
</html>`.markup;
}

function chainSheet(chain: ChainDay, words: DailyWords): Html {
  const plain = (amount: string): Compared => ({ amount, change: null, percent: null });
  return html`<div style="${STYLES.sheet}"><h1 style="${STYLES.h1}">${words.chainTitle(chain.date)}</h1>
<p style="${STYLES.soft}">${words.chainNote(chain.stores, chain.finalStores)}</p>
${threeViews({ gross: plain(chain.gross), recognised: plain(chain.recognised), cashIn: plain(chain.cashIn) }, words)}
${table([[words.liability, renderAmount(chain.liability)]])}</div>
`;
}

function storeSheet(report: DailyReport, language: Language, words: DailyWords): Html {
  const warning = words.warning(report.status, report.reason);
  return html`<div style="${STYLES.sheet}"><h1 style="${STYLES.h1}">${titleOf(report, words)}</h1>
<p style="${STYLES.soft}">${report.siteId} · ${words.writtenAt(report.writtenAt)} · ${words.yuan}</p>
${warning === null ? NOTHING : html`<p style="${STYLES.warning}"><strong>${warning}</strong></p>`}
${report.figures === null ? NOTHING : figureParts(report.figures, language, words)}</div>
`;
}

function figureParts(figures: DayFigures, language: Language, words: DailyWords): Html {
  const { liability, counts, compared } = figures;
  const notes = [compared === null ? null : words.change(compared.date), words.changeNote(compared)];
  return html`${threeViews(figures, words)}
${notes.filter((note) => note !== null).map((note) => html`<p style="${STYLES.soft}">${note}</p>`)}
<h2 style="${STYLES.h2}">${words.bridge}</h2>
<table style="${STYLES.table}">${shownSteps(figures).map((step) => row(step[language], renderAmount(step.amount), step.isTotal))}</table>
<h2 style="${STYLES.h2}">${words.liability}</h2>
${table([
  [words.principal, renderAmount(liability.principal)],
  [words.gift, renderAmount(liability.gift)],
  [words.balance, renderAmount(liability.balance)],
  [words.liabilityChange, renderSigned(liability.change)],
])}
${liability.isReliable ? NOTHING : html`<p style="${STYLES.warning}">${words.unreliable}</p>`}
<h2 style="${STYLES.h2}">${words.counts}</h2>
${table([
  [words.settlements, counts.settlements],
  [words.visits, counts.visits],
  [words.members, counts.members],
  [words.newMembers, counts.newMembers],
  [words.returns, counts.returns],
  [words.refunds, renderAmount(figures.refunds)],
])}
${section(
  words.areas,
  figures.areas.map((area) => [area.name ?? words.noTable, renderAmount(area.recognised)]),
)}
${section(
  words.goods,
  figures.goods.map(({ name, pieces, amount }) => [`${name} · ${words.pieces(pieces)}`, renderAmount(amount)]),
)}`;
}

function threeViews(
  { gross, recognised, cashIn }: Pick<DayFigures, 'gross' | 'recognised' | 'cashIn'>,
  words: DailyWords,
): Html {
  const view = (label: string, figure: Compared): Html => {
    const change = renderCompared(figure).slice(renderAmount(figure.amount).length).trim();
    return html`<td style="${STYLES.view}"><span style="${STYLES.soft}">${label}</span><br><span style="${STYLES.big}">${renderAmount(figure.amount)}</span><br><span style="${STYLES.soft}">${change}</span></td>`;
  };
  return html`<table style="${STYLES.table}"><tr>${view(words.gross, gross)}${view(words.recognised, recognised)}${view(words.cashIn, cashIn)}</tr></table>`;
}

type Pair = readonly [label: string, value: string];

function section(heading: string, pairs: readonly Pair[]): Html {
  return pairs.length === 0 ? NOTHING : html`<h2 style="${STYLES.h2}">${heading}</h2>${table(pairs)}`;
}

function table(pairs: readonly Pair[]): Html {
  return html`<table style="${STYLES.table}">${pairs.map(([label, value]) => row(label, value, false))}</table>`;
}

function row(label: string, value: string, isTotal: boolean): Html {
  const { totalLabel, totalAmount } = STYLES;
  const [left, right] = isTotal ? [totalLabel, totalAmount] : [STYLES.label, STYLES.amount];
  return html`<tr><td style="${left}">${label}</td><td style="${right}">${value}</td></tr>`;
}
