import type { Language } from '../../../base/language.ts';
import { renderAmount } from '../amount.ts';
import type { QualityReport, StoreReport } from '../model.ts';
import { type Words, wordsOf } from '../words.ts';
import { bridgeSection } from './bridge.ts';
import { checksSection } from './checks.ts';
import { daysSection } from './days.ts';
import { heatMapSection } from './heat-map.ts';
import { type Html, html, NOTHING } from './html.ts';
import { paymentsSection } from './payments.ts';
import { renderShell } from './shell.ts';

/** The report as one HTML page. */
export function renderPage(report: QualityReport, language: Language): string {
  const words = wordsOf(language);
  const { from, to, writtenAt, stores } = report;
  const body = html`<header><h1>${words.title}</h1><p>${words.span(from, to)} · ${words.writtenAt(writtenAt)}</p></header>
${stores.map((store) => storeArticle(store, language, words))}`;
  return renderShell(words, body);
}

function storeArticle(store: StoreReport, language: Language, words: Words): Html {
  return html`<article><h2>${store.name === '' ? words.store : store.name} <small>${store.siteId}</small></h2>
${threeViews(store, language)}
${daysSection(store.days, words)}
${checksSection(store.results, language, words)}
${bridgeSection(store.bridge, language, words)}
${paymentsSection(store.payments, language, words)}
${heatMapSection(store.tables, words)}
</article>`;
}

/** The totals of the bridge: consumption, recognised revenue and cash. */
function threeViews({ bridge }: StoreReport, language: Language): Html {
  const totals = bridge.filter(({ isTotal }) => isTotal);
  if (totals.length === 0) return NOTHING;
  const views = totals.map(
    (total) => html`<div><dt>${total[language]}</dt><dd>${renderAmount(total.amount)}</dd></div>`,
  );
  return html`<dl class="views">${views}</dl>`;
}
