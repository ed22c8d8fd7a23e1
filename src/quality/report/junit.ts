import { isRed, type Violation } from '../outcome.ts';
import type { StandingResult } from '../standing-results.ts';
import type { QualityReport, StoreReport } from './model.ts';
import { escapeMarkup } from './page/html.ts';

/** The checks as JUnit XML, which CI systems show: a suite a store, a test case a check; what only warns is no failure. */
export function renderJunit({ stores, writtenAt }: QualityReport): string {
  const suites = stores.map((store) => renderSuite(store, writtenAt)).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="feiqiu-etl quality">\n${suites}\n</testsuites>`;
}

function renderSuite({ siteId, results }: StoreReport, writtenAt: string): string {
  const count = (status: StandingResult['status']): number => results.filter((one) => one.status === status).length;
  const skipped = count('SNOOZED') + count('NO_HISTORY');
  const numbers = `tests="${results.length}" failures="${count('FAIL')}" errors="${count('ERROR')}" skipped="${skipped}"`;
  const cases = results.map((result) => renderCase(siteId, result)).join('\n');
  return `  <testsuite name="store ${attribute(siteId)}" ${numbers} timestamp="${writtenAt.replace(' ', 'T')}">
${cases}
  </testsuite>`;
}

function renderCase(siteId: string, result: StandingResult): string {
  const { check } = result;
  const start = `    <testcase classname="${attribute(`${siteId}.${check.family}`)}" name="${attribute(check.id)}"`;
  const inside = renderInside(result);
  return inside === null ? `${start}/>` : `${start}>\n      ${inside}\n    </testcase>`;
}

function renderInside(result: StandingResult): string | null {
  const { check, status, violations, message, keys } = result;
  if (status === 'PASS') return null;
  if (status === 'SNOOZED' || status === 'NO_HISTORY') return `<skipped message="${attribute(status.toLowerCase())}"/>`;
  const told = `${check.en}: ${message ?? `${violations} violations`}`;
  const lines = text(keys.map(renderKey).join('\n'));
  if (isRed(result)) {
    const tag = status === 'ERROR' ? 'error' : 'failure';
    return `<${tag} type="${check.severity}" message="${attribute(told)}">${lines}</${tag}>`;
  }
  return `<system-out>${text(`${status}: ${told}`)}\n${lines}</system-out>`;
}

const renderKey = ({ business_date: date, entry_key: key, observed, expected }: Violation): string =>
  `${date ?? '-'} ${key}: found ${observed ?? 'nothing'}, expected ${expected ?? 'nothing'}`;

/** XML 1.0 has no way to write most control characters and half a character, not even escaped. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

const text = (value: string): string => escapeMarkup(value.replace(FORBIDDEN, '\ufffd'));

/** In attributes a line break would be read as a space. */
const attribute = (value: string): string => text(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
