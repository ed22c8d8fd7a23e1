import type { Pair } from './named.ts';

/** How a process that was started from a page ended, or that it has not. */
export type JobOutcome = 'RUNNING' | 'DONE' | 'PARTIAL' | 'CHECK_FAILED' | 'LOCKED' | 'CANCELLED' | 'FAILED';

/** Who writes a store now. Moments are ISO texts in UTC. */
export interface ShownHolder {
  readonly siteId: string;
  readonly storeName: string;
  readonly holder: string;
  readonly host: string;
  readonly lane: string;
  readonly since: string;
  readonly progress: string;
  /** Its run, where it can be told. */
  readonly runId: string | null;
}

/** A process that was started from a page. */
export interface ShownJob {
  readonly id: string;
  /** The command, as one would type it. */
  readonly command: string;
  readonly user: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: JobOutcome;
  readonly isStopping: boolean;
  readonly said: readonly string[];
  /** Runs it has begun. */
  readonly runIds: readonly string[];
}

/** A long range that is read in pieces. */
export interface ShownBackfill {
  readonly id: string;
  readonly siteId: string;
  readonly storeName: string;
  readonly from: string;
  readonly to: string;
  readonly status: 'OPEN' | 'DONE' | 'CANCELLED';
  readonly windows: number;
  readonly done: number;
  readonly failed: number;
  readonly rows: number;
  readonly isAlive: boolean;
}

/** What is going on now. */
export interface PipelineAnswer {
  readonly holders: readonly ShownHolder[];
  readonly jobs: readonly ShownJob[];
  readonly backfills: readonly ShownBackfill[];
  /** Another text as soon as the list of runs is another. */
  readonly runsVersion: string;
  readonly mayAct: boolean;
}

/** What a start or a stop brought. */
export interface JobAnswer {
  /** Null when there was nothing left to do. */
  readonly job: ShownJob | null;
}

export type RunState = 'RUNNING' | 'SUCCESS' | 'PARTIAL' | 'FAILED' | 'CANCELLED';

/** A run in the list. */
export interface ListedRun {
  readonly runId: string;
  readonly command: string;
  readonly status: RunState;
  readonly dryRun: boolean;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Ids of its stores, as far as the user sees them. */
  readonly siteIds: readonly string[];
  readonly tasks: number;
  /** Tasks that did not end well. */
  readonly badTasks: number;
  readonly rowsNew: string;
  readonly rowsChanged: string;
  /** It says that it runs, and nobody is at work: it was cut off. */
  readonly isCutOff: boolean;
}

export interface RunsAnswer {
  readonly runs: readonly ListedRun[];
  /** Run after which the next page begins; null: this is the last one. */
  readonly next: string | null;
}

export type TaskState =
  | 'WAITING'
  | 'RUNNING'
  | 'SUCCESS'
  | 'INCOMPLETE'
  | 'WARNING'
  | 'FAILED'
  | 'SKIPPED'
  | 'CANCELLED';

/** A task of one store in a run. Counts are decimal text. */
export interface ShownTask {
  readonly siteId: string;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly status: TaskState;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly totalMs: number;
  readonly requests: number;
  readonly retries: number;
  readonly pages: number;
  readonly rowsSeen: string;
  readonly rowsNew: string;
  readonly rowsChanged: string;
  readonly rowsDeleted: string;
  readonly rowsQuarantined: string;
  readonly errorCode: string | null;
  readonly message: string | null;
  /** What to do about the error; null without one. */
  readonly advice: Pair | null;
}

/** Where a task stands in the graph of its run. */
export interface GraphNode {
  readonly code: string;
  /** Column: 0 waits for nobody. */
  readonly layer: number;
  /** Tasks of the run whose data it reads, without those that others of them read already. */
  readonly reads: readonly string[];
}

export interface RunAnswer {
  readonly run: ListedRun;
  readonly host: string;
  readonly error: string | null;
  readonly tasks: readonly ShownTask[];
  readonly graph: readonly GraphNode[];
  readonly mayAct: boolean;
}

/** A line of the log. */
export interface LogLine {
  readonly time: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  /** Facts that go with it, as `name=value`; null: none. */
  readonly facts: string | null;
}

export interface LogAnswer {
  readonly lines: readonly LogLine[];
  /** True when there were more, and only the last are shown. */
  readonly isCut: boolean;
  /** True when the run was on another machine, whose log is not here. */
  readonly isElsewhere: boolean;
}
