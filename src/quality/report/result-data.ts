import type { Check } from '../../catalog/check.ts';
import type { StandingResult } from '../standing-results.ts';

/** A result for programs: its check by id and nature, without the SQL, which `quality show` has. */
export type ResultData = Omit<StandingResult, 'check'> &
  Pick<Check, 'family' | 'zh' | 'en' | 'severity' | 'blocking' | 'owner'> & { readonly checkId: string };

/** The same result with its check reduced to what a reader of JSON needs. */
export function toResultData({ check, ...result }: StandingResult): ResultData {
  const { id: checkId, family, zh, en, severity, blocking, owner } = check;
  return { checkId, family, zh, en, severity, blocking, owner, ...result };
}

/** A report or run for programs. */
export function withResultData(told: {
  readonly stores: readonly { readonly results: readonly StandingResult[] }[];
}): object {
  const stores = told.stores.map((store) => ({ ...store, results: store.results.map(toResultData) }));
  return { ...told, stores };
}
