import type { ClientBase } from 'pg';
import type { WalkDoubt } from '../../api/archive/walk.ts';
import type { SiteId } from '../../base/ids.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import type { DriftFinding } from './drift-scan.ts';

/** What happened to the records of a walk. */
export interface LoadCounts {
  seen: number;
  new: number;
  changed: number;
  unchanged: number;
  /** Received out of order and placed into the history. */
  late: number;
  /** The same record again in the same walk. */
  duplicate: number;
  quarantined: number;
  deleted: number;
}

/** Why a loaded walk does not count as complete: the walk's own doubts, and what only SQL can tell. */
export type LoadDoubt = WalkDoubt | 'keys-differ-from-total';

export interface LoadResult {
  readonly loadId: string;
  readonly counts: Readonly<LoadCounts>;
  readonly pages: number;
  readonly bytes: number;
  /** True when everything in scope is known to have been read. */
  readonly complete: boolean;
  readonly doubts: readonly LoadDoubt[];
  /** Rows that look gone but were kept, because so many at once need `--accept-deletes`; 0 otherwise. */
  readonly deletesHeldBack: number;
  readonly drift: readonly DriftFinding[];
}

export interface LoadContext {
  readonly endpoint: Endpoint;
  readonly siteId: SiteId;
  /** IANA zone in which upstream's wall-clock times of this store are meant. */
  readonly timezone: string;
  readonly runId: string | null;
  /** Marks rows as deleted however many they are. */
  readonly acceptDeletes: boolean;
  /**
   * The records come from quarantine. They tell nothing new about upstream, so they make no drift, and a page that
   * holds nothing but another store's records is no sign of a mixed-up credential.
   */
  readonly secondChance?: true;
  /** Runs the work in one transaction that is fenced by the store's lease, or in a savepoint of a dry run. */
  readonly atomically: <T>(work: (client: ClientBase) => Promise<T>) => Promise<T>;
  /** Bookkeeping that must commit or roll back together with the rows. */
  readonly beforeCommit?: (client: ClientBase, result: LoadResult) => Promise<void>;
}

export function emptyCounts(): LoadCounts {
  return { seen: 0, new: 0, changed: 0, unchanged: 0, late: 0, duplicate: 0, quarantined: 0, deleted: 0 };
}
