import type { ListedMarts } from '../actions/marts-action.ts';
import { renderTable } from './table.ts';

/** The marts with their grain, and the days that have figures. */
export function renderMartList({ marts, stores }: ListedMarts): string {
  const lines = renderTable(marts, [
    { head: 'mart', value: ({ table }) => table },
    { head: 'kind', value: ({ kind }) => kind },
    { head: 'grain', value: ({ grain }) => grain.en },
    { head: 'columns', align: 'right', value: ({ columns }) => String(columns.length) },
    { head: 'holds', value: ({ en }) => en },
  ]);
  const spans = stores.map(({ siteId, days, first, last, publishedAt }) => {
    const told =
      days === 0
        ? 'no day has figures'
        : `${days} days have figures, ${first} to ${last}, last published ${publishedAt}`;
    return `store ${siteId}: ${told}`;
  });
  return `${lines}\n\n${spans.join('\n')}`;
}
