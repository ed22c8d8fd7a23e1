import type { Clock } from '../../base/clock.ts';
import type { Contract } from '../../catalog/contract-file.ts';
import type { Config } from '../../config/load-config.ts';
import type { Pool } from '../../database/connection.ts';
import type { QuarantineFilter } from '../../orchestration/quarantine.ts';
import type { RetryReport } from '../../orchestration/quarantine-retry.ts';
import type { Jobs } from './steer/jobs.ts';

/** What the server of the dashboard works with. */
export interface DashboardPlace extends Contract {
  /** For what pages read. */
  readonly pool: Pool;
  /** For sessions and the audit, which must not wait behind long reads. */
  readonly controlPool: Pool;
  readonly clock: Clock;
  /** Gives refused records a second chance under the lease of their store; LockedError when somebody holds it. */
  readonly retryQuarantine: (filter: QuarantineFilter) => Promise<RetryReport>;
  /** Processes that were started from the pages. */
  readonly jobs: Jobs;
  /** The configuration as a process would find it now; ConfigError when it is not allowed. */
  readonly currentConfig: () => Config;
  /** Business zone of stores that name none. */
  readonly timezone: string;
  /** Folders of archives, the first that has an answer counts. */
  readonly archives: readonly string[];
  /** Database roles as which pages read: without personal data, and with. */
  readonly readers: { readonly open: string; readonly personal: string };
  /** Signs cookies. */
  readonly key: string;
  /** Address under which browsers reach us, where a proxy stands before us; null: directly. */
  readonly publicUrl: URL | null;
  /** True when only this machine can reach us. */
  readonly isLoopback: boolean;
  /** Aborts when the server is to stop. */
  readonly signal: AbortSignal;
}
