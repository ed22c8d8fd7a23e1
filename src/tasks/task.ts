import type { Window } from '../api/archive/walk.ts';
import type { ArchiveWriter } from '../api/archive/writer.ts';
import type { ApiClient } from '../api/client.ts';
import type { BusinessCalendar } from '../base/business-day.ts';
import type { Clock } from '../base/clock.ts';
import type { RunId, SiteId } from '../base/ids.ts';
import type { LocalDate, LocalTime } from '../base/local-time.ts';
import type { Reporter } from '../base/reporter.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { Client } from '../database/connection.ts';
import type { TaskCounters } from './counters.ts';

/** A store as a run sees it. */
export interface Store {
  readonly siteId: SiteId;
  readonly name: string;
  /** IANA zone of the store's wall clock. */
  readonly timezone: string;
  /** When its business days start. */
  readonly businessDays: BusinessCalendar;
  /** First business date to load; null: the last 7 days. */
  readonly historyFrom: LocalDate | null;
  /** Name of the environment variable that holds its token. */
  readonly tokenEnv: string;
}

/** What a task needs to ask upstream. */
export interface Upstream {
  readonly client: ApiClient;
  readonly archive: ArchiveWriter;
  readonly pageSize: number;
  readonly pageConcurrency: number;
  /** How long one walk may take; a wait that would end later ends the task as "retry at". */
  readonly walkDeadlineMs: number;
}

/** Runs work in one fenced transaction (or a savepoint of a dry run) on a connection of its own. */
export type Atomically = <T>(work: (client: Client) => Promise<T>) => Promise<T>;

/** Anything that answers queries: the pool, or the one connection of a dry run. */
export type Queryable = Pick<Client, 'query'>;

/** How windows are cut; the same for all tasks of a run. */
export interface WindowRules {
  /** Shared by all windowed tasks of a run, a few minutes in the past, so that rules across tables can hold. */
  readonly upperBound: LocalTime;
  readonly maxDays: number;
  readonly overlapHours: number;
  /** Business days read again besides, as far as they were ever read: 0 = only the overlap. */
  readonly rereadDays: number;
  /** What the user asked for instead of going on from the cursor. */
  readonly from: LocalTime | null;
  readonly to: LocalTime | null;
  /** Runs that are resumed: what they have read completely is not read again. */
  readonly resumes: readonly string[];
}

/** Everything one task of one store in one run may use. */
export interface TaskContext {
  readonly runId: RunId;
  readonly store: Store;
  readonly endpoints: readonly Endpoint[];
  readonly db: Queryable;
  readonly atomically: Atomically;
  readonly upstream: Upstream;
  readonly windows: WindowRules;
  readonly acceptDeletes: boolean;
  readonly clock: Clock;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  readonly counters: TaskCounters;
}

/** What a task would do if it ran now; `plan` shows exactly this and `run` does exactly this. */
export interface TaskPlan {
  /** Windows to read, in order. Empty for tasks without windows. */
  readonly windows: readonly Window[];
  /** Upstream requests expected at least; null when it cannot be told before asking. */
  readonly requests: number | null;
  /** One line for people: 'snapshot', '12 tickets', 'not before 2025-12-01 08:00'. */
  readonly note: string;
}

/** How a task ended. INCOMPLETE and WARNING keep what was read; only FAILED and SKIPPED stop what depends on it. */
export type TaskEnding =
  | { readonly status: 'SUCCESS' }
  | {
      readonly status: 'INCOMPLETE' | 'WARNING';
      readonly code: string;
      readonly message: string;
      readonly retryAt?: Date;
    };

/** Code of an ending that says a rule of severity error is broken; the run's exit code says so too. */
export const CHECK_FAILED = 'CHECK_FAILED';

/** One unit of work of a store. A task of one's own is one file that exports this, and one line in the registry. */
export interface Task {
  /** Upper-case code as on the command line and in etl_task. */
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** Codes of tasks whose data this one reads; it runs after them, and not at all when one of them failed. */
  readonly dependsOn: readonly string[];
  /** Codes of tasks that go first when they run too, but whose failure does not concern this one. */
  readonly after?: readonly string[];
  /** True for a task that works on the database alone: it needs neither API_BASE nor a token. */
  readonly offline?: true;
  plan(context: TaskContext): Promise<TaskPlan>;
  run(context: TaskContext): Promise<TaskEnding>;
}
