import type { Language } from '../../../base/language.ts';
import { renderAmount, renderPercent, toLength } from '../amount.ts';
import type { PaymentShare } from '../model.ts';
import type { Words } from '../words.ts';
import { type Html, html, NOTHING } from './html.ts';

/** What came in and went back by method, with each method's share of what was paid. */
export function paymentsSection(payments: readonly PaymentShare[], language: Language, words: Words): Html {
  if (payments.length === 0) return NOTHING;
  const total = payments.reduce((sum, { paid }) => sum + toLength(paid), 0);
  const rows = payments.map((payment) => row(payment, total === 0 ? 0 : toLength(payment.paid) / total, language));
  return html`<section><h3>${words.payments}</h3><div class="wide"><table class="bars"><thead><tr><th>${words.method}</th><th></th>
<th class="amount">${words.count}</th><th class="amount">${words.paid}</th><th class="amount">${words.refunded}</th>
<th class="amount">${words.net}</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function row(payment: PaymentShare, share: number, language: Language): Html {
  return html`<tr><th scope="row">${payment[language]}</th>
<td class="bar"><svg viewBox="0 0 100 20" preserveAspectRatio="none" role="img" aria-label="${renderPercent(share)}"><rect class="plus" y="2" width="${(share * 100).toFixed(1)}" height="16"/></svg></td>
<td class="amount">${renderAmount(payment.count)}</td><td class="amount">${renderAmount(payment.paid)}</td>
<td class="amount">${renderAmount(payment.refunded)}</td><td class="amount">${renderAmount(payment.net)}</td></tr>`;
}
