import { renderPercent } from '../amount.ts';
import type { HourUse, TableUse } from '../model.ts';
import type { Words } from '../words.ts';
import { type Html, html, NOTHING } from './html.ts';

/** Width and height of the field of one hour. */
const CELL = 10;

/** Every table a row, every hour of the business day a field that is the darker the longer the table was in use. */
export function heatMapSection(tables: readonly TableUse[], words: Words): Html {
  const [first] = tables;
  if (first === undefined) return NOTHING;
  const rows = tables.map((table, i) => areaHead(table, tables[i - 1], words).concat(row(table)));
  const scale = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      html`<li><svg viewBox="0 0 10 10" aria-hidden="true">${field(share, 0)}</svg>${renderPercent(share)}</li>`,
  );
  return html`<section><h3>${words.use}</h3><table class="heat"><thead><tr><th>${words.table}</th>
<th><div class="hours">${first.hours.map(({ hour }, i) => html`<span>${i % 3 === 0 ? String(hour) : ''}</span>`)}</div></th>
<th class="amount">${words.mean}</th></tr></thead><tbody>${rows}</tbody></table>
<ul class="legend">${scale}</ul><p class="note">${words.useNote}</p></section>`;
}

function areaHead({ area }: TableUse, before: TableUse | undefined, words: Words): Html[] {
  if (before !== undefined && before.area === area) return [];
  return [html`<tr class="area"><th colspan="3" scope="rowgroup">${area ?? words.table}</th></tr>`];
}

function row({ name, hours }: TableUse): Html {
  const mean = hours.reduce((sum, { share }) => sum + share, 0) / hours.length;
  return html`<tr><th scope="row">${name}</th><td><svg viewBox="0 0 ${hours.length * CELL} ${CELL}" preserveAspectRatio="none" role="img" aria-label="${name}: ${renderPercent(mean)}">${hours.map(hourField)}</svg></td>
<td class="amount">${renderPercent(mean)}</td></tr>`;
}

function hourField({ hour, share }: HourUse, index: number): Html {
  return html`<g><title>${`${hour}:00–${(hour + 1) % 24}:00 ${renderPercent(share)}`}</title>${field(share, index * CELL)}</g>`;
}

/** A field without use still has its outline, so that the hour is seen to exist. */
function field(share: number, x: number): Html {
  return html`<rect class="ground" x="${x}" width="${CELL}" height="${CELL}"/><rect class="heat" x="${x}" width="${CELL}" height="${CELL}" fill-opacity="${share.toFixed(3)}"/>`;
}
