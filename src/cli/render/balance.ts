import type { BalanceFault, BalanceLine } from '../../quality/balance-checker.ts';
import type { StoreBalances } from '../actions/balance-action.ts';
import { type Column, renderCount, renderTable } from './table.ts';

const MEANING: Readonly<Record<BalanceFault, string>> = {
  sum: 'opening and changes do not add up',
  chain: 'changes that do not follow one another',
  held: 'upstream says the cards hold something else',
  settled: 'settlements say something else was drawn',
};

const COLUMNS: readonly Column<BalanceLine>[] = [
  { head: 'key', value: ({ key }) => key },
  { head: 'opening', align: 'right', value: ({ opening }) => opening },
  { head: 'changes', align: 'right', value: ({ changes }) => changes },
  { head: 'closing', align: 'right', value: ({ closing }) => closing },
  { head: 'held', align: 'right', value: ({ held }) => held ?? '-' },
  { head: 'drawn', align: 'right', value: ({ drawn }) => drawn },
  { head: 'settled', align: 'right', value: ({ settled }) => settled },
  { head: 'what does not fit', value: ({ faults }) => faults.map((fault) => MEANING[fault]).join('; ') },
];

/** What holding the balances against each other found, store by store. */
export function renderBalances(stores: readonly StoreBalances[]): string {
  return stores
    .map(({ siteId, level, checked, faulty, lines }) => {
      const verdict = faulty === 0 ? 'all balances fit' : `${renderCount(faulty)} do not fit`;
      const head = `store ${siteId}, by ${level}: ${renderCount(checked)} looked at, ${verdict}`;
      return lines.length === 0 ? head : `${head}\n\n${renderTable(lines, COLUMNS)}`;
    })
    .join('\n\n');
}
