import type { Store, Task } from '../tasks/task.ts';
import type { TaskReport } from './run-report.ts';
import type { AskedRange } from './window-rules.ts';

/** What a run is asked to do. */
export interface RunOptions {
  /** What the record of the run calls it; default `run`. */
  readonly command?: string;
  readonly stores: readonly Store[];
  readonly tasks: readonly Task[];
  /** Codes to run of each store, where not all of `tasks`. */
  readonly codesByStore?: ReadonlyMap<string, ReadonlySet<string>>;
  /** True when the tasks were named on the command line: then a switched-off task runs as well. */
  readonly tasksNamed: boolean;
  readonly range: AskedRange;
  readonly dryRun: boolean;
  readonly acceptDeletes: boolean;
  /** Share of refused rows above which a task counts as not whole; default QUARANTINE_LIMIT. */
  readonly quarantineLimit?: number;
  /** How long to wait for another run of the same store; 0 fails at once. */
  readonly waitMs: number;
  readonly onTaskEnd: (report: TaskReport) => void;
}
