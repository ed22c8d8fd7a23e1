import { renderAmount, toLength } from '../amount.ts';
import type { DayState } from '../model.ts';
import type { Words } from '../words.ts';
import { type Html, html, NOTHING } from './html.ts';

/** The state of each business day as a strip of marks, and in words for those that are not final. */
export function daysSection(days: readonly DayState[], words: Words): Html {
  if (days.length === 0) return html`<section><h3>${words.days}</h3><p>${words.noDays}</p></section>`;
  const counts = Object.entries(words.dayStatus).flatMap(([status, word]) => {
    const count = days.filter((day) => day.status === status).length;
    return count === 0 ? [] : [html`<li><i class="mark ${status}"></i>${word} ${count}</li>`];
  });
  return html`<section><h3>${words.days}</h3>
<ol class="strip">${days.map((day) => mark(day, words))}</ol>
<ul class="legend">${counts}</ul>${exceptions(days, words)}${dailyChart(days, words)}</section>`;
}

function mark({ date, status, reason }: DayState, words: Words): Html {
  const told = `${date} ${words.dayStatus[status]}${reason === null ? '' : `: ${words.reason(reason)}`}`;
  return html`<li class="mark ${status}" title="${told}">${date.slice(8)}</li>`;
}

function exceptions(days: readonly DayState[], words: Words): Html {
  const told = days.filter(({ status }) => status !== 'PUBLISHED');
  if (told.length === 0) return NOTHING;
  const lines = told.map(
    ({ date, status, reason }) =>
      html`<li><b>${date}</b> ${words.dayStatus[status]}${reason === null ? '' : ` – ${words.reason(reason)}`}</li>`,
  );
  return html`<ul class="plain">${lines}</ul>`;
}

const HEIGHT = 100;
const STEP = 12;
const BAR = 9;

/** Bars of recognised revenue within frames of consumption. The figures are in the tooltips and in the bridge. */
function dailyChart(days: readonly DayState[], words: Words): Html {
  const top = Math.max(...days.map((day) => toLength(day.gross)));
  if (top <= 0) return NOTHING;
  const bar = (amount: string | null, x: number, className: string): Html => {
    const height = Math.max(0, (toLength(amount) / top) * HEIGHT);
    return html`<rect class="${className}" x="${x}" y="${(HEIGHT - height).toFixed(1)}" width="${BAR}" height="${height.toFixed(1)}"/>`;
  };
  const bars = days.map(
    (day, i) =>
      html`<g><title>${tooltip(day, words)}</title>${bar(day.gross, i * STEP + 1, 'frame')}${bar(day.recognised, i * STEP + 1, 'solid')}</g>`,
  );
  const width = days.length * STEP;
  return html`<figure><svg class="daily" viewBox="0 -1 ${width} ${HEIGHT + 2}" preserveAspectRatio="none" role="img" aria-label="${words.daily}">${bars}</svg>
<div class="ends"><span>${days[0]?.date ?? ''}</span><span>${days.at(-1)?.date ?? ''}</span></div>
<figcaption>${words.daily}</figcaption></figure>`;
}

function tooltip({ date, gross, recognised, cashIn }: DayState, words: Words): string {
  if (gross === null || recognised === null || cashIn === null) return date;
  const amounts = [
    `${words.gross} ${renderAmount(gross)}`,
    `${words.recognised} ${renderAmount(recognised)}`,
    `${words.cashIn} ${renderAmount(cashIn)}`,
  ];
  return `${date}: ${amounts.join(', ')}`;
}
