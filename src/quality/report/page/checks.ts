import type { Language } from '../../../base/language.ts';
import type { Violation } from '../../outcome.ts';
import type { StandingResult } from '../../standing-results.ts';
import { countByFamily, countByStatus, needingAttention } from '../attention.ts';
import type { Words } from '../words.ts';
import { type Html, html, NOTHING } from './html.ts';

/** Every check that found something, with the rows it found; the others as counts by family. */
export function checksSection(results: readonly StandingResult[], language: Language, words: Words): Html {
  if (results.length === 0) return html`<section><h3>${words.checks}</h3><p>${words.noChecks}</p></section>`;
  const troubled = needingAttention(results);
  const counts = [...countByStatus(results)].map(
    ([status, count]) => html`<li><span class="status ${status}">${words.checkStatus[status]}</span> ${count}</li>`,
  );
  return html`<section><h3>${words.checks}</h3><ul class="legend">${counts}</ul>
${troubled.length === 0 ? html`<p>${words.allWell(results.length)}</p>` : NOTHING}
${troubled.map((result) => drillDown(result, language, words))}${families(results, words)}</section>`;
}

function drillDown(result: StandingResult, language: Language, words: Words): Html {
  const { check, status, violations, message } = result;
  return html`<details class="check ${status}">
<summary><span class="status ${status}">${words.checkStatus[status]}</span> <code>${check.id}</code> ${check[language]}
<span class="count">${words.violations(violations)}</span></summary>
<p class="note">${facts(result, words)}</p>
${message === null ? NOTHING : html`<p class="message">${message}</p>`}
<p><b>${words.whatToDo}:</b> ${check.fix[language]}</p>${keys(result, words)}</details>`;
}

function facts({ check, failingDays, checkedAt }: StandingResult, words: Words): string {
  return [
    words.families[check.family],
    `${words.severity}: ${words.severities[check.severity]}`,
    ...(check.blocking ? [words.blocking] : []),
    `${words.owner}: ${words.owners[check.owner]}`,
    ...(failingDays.length === 0 ? [] : [`${words.failingDays}: ${failingDays.join(', ')}`]),
    `${words.checkedAt} ${checkedAt}`,
  ].join(' · ');
}

function keys({ keys: shown, violations }: StandingResult, words: Words): Html {
  if (shown.length === 0) return NOTHING;
  const more =
    shown.length < violations ? html`<p class="note">${words.keysShown(shown.length, violations)}</p>` : NOTHING;
  return html`<div class="wide"><table class="keys"><thead><tr><th>${words.day}</th><th>${words.key}</th><th>${words.observed}</th>
<th>${words.expected}</th></tr></thead><tbody>${shown.map(keyRow)}</tbody></table></div>${more}`;
}

function keyRow({ business_date: date, entry_key: key, observed, expected }: Violation): Html {
  return html`<tr>${[date, key, observed, expected].map((cell) => html`<td>${cell ?? '–'}</td>`)}</tr>`;
}

function families(results: readonly StandingResult[], words: Words): Html {
  const rows = countByFamily(results).map(({ family, counts }) => {
    const told = [...counts].map(([status, count]) => `${words.checkStatus[status]} ${count}`).join(' · ');
    return html`<tr><th scope="row">${words.families[family]}</th><td>${told}</td></tr>`;
  });
  return html`<details><summary>${words.others}</summary><table class="keys"><tbody>${rows}</tbody></table></details>`;
}
