import { loadStores } from '../../orchestration/stores.ts';
import { type BalanceLevel, type BalanceLine, checkBalances } from '../../quality/balance-checker.ts';
import type { BalanceOptions } from '../commands/quality.ts';
import { parseStoreIds } from '../parse-options.ts';
import { withReadingPlace } from '../workplace.ts';

/** The balances of one store: those that do not fit, or all. */
export interface StoreBalances {
  readonly siteId: string;
  readonly level: BalanceLevel;
  /** How many were looked at. */
  readonly checked: number;
  readonly faulty: number;
  readonly lines: readonly BalanceLine[];
}

/** Holds card balances against their changes, the settlements and what upstream says. */
export function executeBalance({ by, all, ...options }: BalanceOptions): Promise<StoreBalances[]> {
  return withReadingPlace(options, async ({ db }) => {
    const balances: StoreBalances[] = [];
    for (const { siteId } of await loadStores(db, parseStoreIds(options.stores))) {
      const lines = await checkBalances(db, siteId, by);
      const faulty = lines.filter(({ faults }) => faults.length > 0);
      const shown = all === true ? lines : faulty;
      balances.push({ siteId, level: by, checked: lines.length, faulty: faulty.length, lines: shown });
    }
    return balances;
  });
}
