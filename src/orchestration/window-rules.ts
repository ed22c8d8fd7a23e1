import { businessDayRange } from '../base/business-day.ts';
import type { Clock } from '../base/clock.ts';
import { ConfigError } from '../base/errors.ts';
import { isLocalDate, isLocalTime, type LocalTime, toLocalTime } from '../base/local-time.ts';
import type { Config } from '../config/load-config.ts';
import { type StoreDays, windowOfDay } from '../tasks/store-days.ts';
import type { Store, WindowRules } from '../tasks/task.ts';

/** `--from` and `--to` as typed: a business date, or a wall-clock time `YYYY-MM-DD HH:MM:SS`. */
export interface AskedRange {
  readonly from: string | null;
  readonly to: string | null;
  /** Business days to read again when there is no range; default 0. */
  readonly rereadDays?: number;
  /** Former runs whose complete windows need not be read again. */
  readonly resumes?: readonly string[];
}

/** Going on from where the last run ended. */
export const NO_RANGE: AskedRange = { from: null, to: null };

/** Checks what can be checked before a store is known; throws ConfigError that names the value and what is allowed. */
export function assertRange(range: AskedRange): void {
  for (const [flag, value] of [
    ['--from', range.from],
    ['--to', range.to],
  ] as const) {
    if (value !== null && !isLocalDate(value) && !isLocalTime(value)) {
      throw new ConfigError(
        'BAD_RANGE',
        `${flag} ${JSON.stringify(value)} is not a date: give YYYY-MM-DD (a business day) or "YYYY-MM-DD HH:MM:SS"`,
      );
    }
  }
  if (range.from !== null && range.to !== null && !startsBefore(range.from, range.to)) {
    throw new ConfigError('BAD_RANGE', `--from ${range.from} lies after --to ${range.to}`);
  }
}

/** The window rules of one store in this run: one upper bound for all its tasks, a little in the past. */
export function buildWindowRules(store: Store, config: Config, clock: Clock, range: AskedRange): WindowRules {
  const { WINDOW_LAG_MINUTES, WINDOW_MAX_DAYS, WINDOW_OVERLAP_HOURS } = config.values;
  const bound = new Date(clock.now().getTime() - WINDOW_LAG_MINUTES * 60_000);
  return {
    upperBound: toLocalTime(bound, store.timezone),
    maxDays: WINDOW_MAX_DAYS,
    overlapHours: WINDOW_OVERLAP_HOURS,
    rereadDays: range.rereadDays ?? 0,
    resumes: range.resumes ?? [],
    from: range.from === null ? null : toFrom(range.from, store),
    to: range.to === null ? null : toEnd(range.to, store),
  };
}

/** A date means the start of that business day. */
function toFrom(text: string, store: StoreDays): LocalTime {
  return isLocalDate(text) ? windowOfDay(store, text).from : (text as LocalTime);
}

/** A date means the whole of that business day. */
function toEnd(text: string, store: StoreDays): LocalTime {
  return isLocalDate(text) ? windowOfDay(store, text).to : (text as LocalTime);
}

/** As far as can be told before a store is known: by the usual hour. */
function startsBefore(from: string, to: string): boolean {
  const start = isLocalDate(from) ? businessDayRange(from).from : from;
  const end = isLocalDate(to) ? businessDayRange(to).to : to;
  return start < end;
}
