import type { ConnectionCheck } from '../actions/db-check-action.ts';
import { renderTable } from './table.ts';

const ROWS_SHOWN = 20;

/** The answer as a table and whether all is well, or the reason why it is not. */
export function renderConnectionCheck({ ok, place, ms, columns, rows, problem }: ConnectionCheck): string {
  if (!ok) return `FAILED: ${place}: ${problem}`;
  const shown = rows.slice(0, ROWS_SHOWN);
  const toText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  const table = renderTable(
    shown,
    columns.map((name) => ({ head: name, value: (row: Readonly<Record<string, unknown>>) => toText(row[name]) })),
  );
  const more = rows.length > shown.length ? [`… ${rows.length - shown.length} more rows`] : [];
  return [table, ...more, `OK: ${place} answered in ${ms} ms`].join('\n');
}
