import type { Clock } from '../base/clock.ts';
import type { Reporter } from '../base/reporter.ts';
import type { Contract } from '../catalog/contract-file.ts';
import type { Config } from '../config/load-config.ts';
import type { OpenDatabase } from '../database/open.ts';

/** What every command that works on stores is given. */
export interface Workplace extends Contract {
  readonly config: Config;
  readonly database: OpenDatabase;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}
