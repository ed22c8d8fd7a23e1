import type { Pair } from './named.ts';

/** A setting as it counts now; secrets are masked. */
export interface ShownSetting extends Pair {
  readonly key: string;
  /** Empty: not set. */
  readonly value: string;
  readonly layer: 'default' | '.env' | 'environment' | 'flag';
}

/** A store as its row says. */
export interface ShownStore {
  readonly siteId: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly timezone: string;
  /** The hour at which its business day begins now. */
  readonly startHour: number;
  readonly historyFrom: string | null;
  /** Name of the variable that holds its token. */
  readonly tokenEnv: string;
  /** Whether that variable, or a command that gets a token, is there. */
  readonly hasToken: boolean;
}

export interface SettingsAnswer {
  readonly settings: readonly ShownSetting[];
  readonly stores: readonly ShownStore[];
}

/** A schedule of one store, how it went last and when it comes next. Moments are ISO texts in UTC. */
export interface ShownSchedule {
  readonly name: string;
  readonly siteId: string;
  readonly storeName: string;
  readonly action: 'load' | 'report' | 'prune';
  readonly cron: string;
  readonly tasks: string | null;
  readonly rereadDays: number;
  readonly sliceDays: number | null;
  readonly quietHours: string | null;
  readonly isEnabled: boolean;
  /** Nobody has changed it. */
  readonly isShipped: boolean;
  readonly timezone: string;
  readonly nextAt: string | null;
  readonly lastStartedAt: string | null;
  readonly lastOutcome: string | null;
  readonly lastMessage: string | null;
  readonly lastRunId: string | null;
}

export interface SchedulesAnswer {
  readonly schedules: readonly ShownSchedule[];
}

/** What one examination found. */
export interface ShownFinding {
  readonly id: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skipped';
  readonly finding: string;
  readonly fix: string | null;
}

export interface DoctorAnswer {
  readonly status: 'ok' | 'warn' | 'fail';
  readonly checkedAt: string;
  readonly findings: readonly ShownFinding[];
}
