import type { WalkScope } from '../../src/api/archive/walk.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';

/** A week of one store, for whoever reads it. */
export interface WeekJob {
  readonly baseUrl: string;
  readonly token: string;
  readonly siteId: string;
  /** Wall-clock times of the store, half open. */
  readonly window: { readonly from: string; readonly to: string };
  /** Folder for what was read. */
  readonly folder: string;
}

/** Everything but tickets, which are asked for one by one. */
export const WEEK_ENDPOINTS: readonly Endpoint[] = ENDPOINTS.filter(({ mode }) => mode !== 'per-id');

/** What one walk reads of the week: windows are bounded, lists are whole. */
export function weekScope(
  { siteId, window }: Pick<WeekJob, 'siteId' | 'window'>,
  { table, mode }: Endpoint,
): WalkScope {
  return { siteId, table, window: mode === 'window' ? window : null, ids: null } as WalkScope;
}

/** What a reader of the week reports. */
export interface WeekRead {
  readonly rows: number;
}
