import type { OpenDay, Restatement } from '../../orchestration/restatements.ts';
import { renderCount, renderTable } from './table.ts';

/** Reasons, and days held back, that are named in one line. */
const NAMED = 3;

/** What a run did to the figures, in a line: how many days, and which were held back, and why. */
export function renderMarts(restated: readonly Restatement[]): string {
  const of = (outcome: Restatement['outcome']): Restatement[] => restated.filter((one) => one.outcome === outcome);
  const held = of('BLOCKED');
  const parts = [
    `${renderCount(of('PUBLISHED').length)} days published`,
    ...(of('PROVISIONAL').length === 0 ? [] : [`${renderCount(of('PROVISIONAL').length)} provisional`]),
    ...(held.length === 0 ? [] : [`${renderCount(held.length)} held back: ${nameSome(held.map(nameHeld))}`]),
  ];
  return `marts: ${parts.join(', ')}`;
}

const nameHeld = ({ date, failedChecks }: Restatement): string => `${date} (${failedChecks.join(', ')})`;

const nameSome = (names: readonly string[]): string =>
  names.slice(0, NAMED).join('; ') + (names.length > NAMED ? `; and ${names.length - NAMED} more` : '');

/** The store-days that are not final; nothing when all are. */
export function renderOpenDays(days: readonly OpenDay[]): string[] {
  if (days.length === 0) return [];
  const table = renderTable(days, [
    { head: 'not final', value: (day) => day.date },
    { head: 'store', value: (day) => day.siteId },
    { head: 'status', value: (day) => day.status },
    { head: 'since', value: (day) => day.since },
    { head: 'why', value: (day) => day.reason ?? '' },
  ]);
  return [table];
}

/** Days that a run treated alike. */
interface Batch {
  readonly first: Restatement;
  readonly why: string;
  readonly dates: readonly string[];
  readonly rowsChanged: number;
}

/** What the last runs did to figures, a line for all days that one run computed for the same reasons. */
export function renderRestatements(restatements: readonly Restatement[]): string[] {
  if (restatements.length === 0) return [];
  const table = renderTable(toBatches(restatements), [
    { head: 'restated', value: ({ first }) => first.at },
    { head: 'store', value: ({ first }) => first.siteId },
    { head: 'days', value: ({ dates }) => renderSpan(dates) },
    { head: 'outcome', value: ({ first }) => first.outcome },
    { head: 'rows changed', align: 'right', value: ({ rowsChanged }) => renderCount(rowsChanged) },
    { head: 'why', value: ({ why }) => why },
    { head: 'run', value: ({ first }) => first.runId.slice(0, 8) },
  ]);
  return [table];
}

function toBatches(restatements: readonly Restatement[]): Batch[] {
  const batches = new Map<string, Batch>();
  for (const one of restatements) {
    const why = nameReasons(one);
    const key = [one.siteId, one.runId, one.outcome, why].join('|');
    const known = batches.get(key) ?? { first: one, why, dates: [], rowsChanged: 0 };
    const dates = [...known.dates, one.date];
    batches.set(key, { ...known, dates, rowsChanged: known.rowsChanged + one.rowsChanged });
  }
  return [...batches.values()];
}

/** `reason: inputs` once for each reason, then the checks that held the day back. */
function nameReasons({ reasons, failedChecks }: Restatement): string {
  const inputsOf = new Map<string, string[]>();
  for (const { input, reason } of reasons) inputsOf.set(reason, [...(inputsOf.get(reason) ?? []), shortName(input)]);
  const told = [...inputsOf].map(([reason, inputs]) => `${reason} (${nameSome(inputs)})`);
  return [...told, ...(failedChecks.length === 0 ? [] : [`failed ${failedChecks.join(', ')}`])].join('; ');
}

const shortName = (table: string): string => table.slice(table.indexOf('.') + 1);

function renderSpan(dates: readonly string[]): string {
  const sorted = dates.toSorted();
  return sorted.length === 1 ? `${sorted[0]}` : `${sorted[0]} to ${sorted.at(-1)} (${sorted.length})`;
}
