import { Cron } from 'croner';

/** A span without a start, from the moment asked about to the start after it. */
interface Gap {
  fromMs: number;
  readonly toMs: number;
}

/** Enough for all moments that one look at the schedules asks about. */
const MOST_GAPS = 8;

/**
 * When an expression comes in a zone. All stores ask about the same few moments, and to find a start in a zone takes 50 µs: what was
 * found holds for every moment up to that start.
 */
class Timetable {
  readonly #cron: Cron;
  #gaps: readonly Gap[] = [];

  constructor(expression: string, timezone: string) {
    this.#cron = new Cron(expression, { timezone, paused: true });
  }

  /** The first start after a moment; null when there is none any more. */
  next(afterMs: number): number | null {
    const known = this.#gaps.find(({ fromMs, toMs }) => fromMs <= afterMs && afterMs < toMs);
    const toMs = known?.toMs ?? this.#find(afterMs);
    return toMs === Infinity ? null : toMs;
  }

  #find(afterMs: number): number {
    const toMs = this.#cron.nextRun(new Date(afterMs))?.getTime() ?? Infinity;
    const same = this.#gaps.find((gap) => gap.toMs === toMs);
    if (same === undefined) this.#gaps = [{ fromMs: afterMs, toMs }, ...this.#gaps].slice(0, MOST_GAPS);
    else same.fromMs = afterMs;
    return toMs;
  }
}

const timetables = new Map<string, Timetable>();

/** The timetable of a cron expression; throws what the parser objects to. */
export function timetableOf(expression: string, timezone: string): Timetable {
  const key = `${timezone} ${expression}`;
  const known = timetables.get(key) ?? new Timetable(expression, timezone);
  timetables.set(key, known);
  return known;
}
