import type { Clock } from '../../base/clock.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import type { Pool } from '../../database/connection.ts';

/** What the server of the dashboard works with. */
export interface DashboardPlace {
  /** For what pages read. */
  readonly pool: Pool;
  /** For sessions and the audit, which must not wait behind long reads. */
  readonly controlPool: Pool;
  readonly clock: Clock;
  /** Endpoints as corrected by CONTRACT_FILE. */
  readonly endpoints: readonly Endpoint[];
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
