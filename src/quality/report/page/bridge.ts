import type { Language } from '../../../base/language.ts';
import { renderAmount, toLength } from '../amount.ts';
import type { BridgeStep } from '../model.ts';
import type { Words } from '../words.ts';
import { type Html, html, NOTHING } from './html.ts';

/** Where a bar of the bridge begins and ends. */
interface Bar {
  readonly from: number;
  readonly to: number;
}

/** A waterfall, a row a step: totals stand on the ground, steps begin where the one before ended. */
export function bridgeSection(bridge: readonly BridgeStep[], language: Language, words: Words): Html {
  if (bridge.length === 0) return NOTHING;
  const shown = bridge.filter(({ isTotal, amount }) => isTotal || toLength(amount) !== 0);
  const bars = toBars(shown);
  const low = Math.min(0, ...bars.flatMap(({ from, to }) => [from, to]));
  const high = Math.max(1, ...bars.flatMap(({ from, to }) => [from, to]));
  const rows = shown.map((step, i) => row(step, bars[i] ?? { from: 0, to: 0 }, { low, high }, language));
  return html`<section><h3>${words.bridge}</h3><table class="bars"><tbody>${rows}</tbody></table>
<p class="note">${words.bridgeNote}</p></section>`;
}

function toBars(steps: readonly BridgeStep[]): Bar[] {
  let reached = 0;
  return steps.map(({ amount, isTotal }) => {
    const from = isTotal ? 0 : reached;
    reached = from + toLength(amount);
    return { from, to: reached };
  });
}

const WIDTH = 1000;

function row(
  { isTotal, amount, ...names }: BridgeStep,
  { from, to }: Bar,
  { low, high }: { readonly low: number; readonly high: number },
  language: Language,
): Html {
  const scale = WIDTH / (high - low);
  const x = (Math.min(from, to) - low) * scale;
  // A step of a few yuan in a month of millions would not be seen.
  const width = Math.max(3, Math.abs(to - from) * scale);
  const kind = isTotal ? 'total' : to < from ? 'minus' : 'plus';
  return html`<tr class="${kind}"><th scope="row">${names[language]}</th>
<td class="bar"><svg viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="none" aria-hidden="true"><rect class="${kind}" x="${x.toFixed(1)}" y="2" width="${width.toFixed(1)}" height="16"/></svg></td>
<td class="amount">${renderAmount(amount)}</td></tr>`;
}
