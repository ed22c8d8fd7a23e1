import type { Clock } from '../../base/clock.ts';
import { ConfigError } from '../../base/errors.ts';
import { isLocalTime } from '../../base/local-time.ts';
import type { WallTime } from '../hall-source.ts';

/** Upstream writes every time in UTC+8, all year round. */
const HALL_OFFSET_MS = 8 * 3_600_000;

/** The instant as the hall's wall clock shows it. */
export function toWallTime(epochMs: number): WallTime {
  return new Date(epochMs + HALL_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** The instant of a time on the hall's wall clock, in milliseconds since 1970. */
export function wallTimeMs(time: WallTime): number {
  if (!isLocalTime(time)) {
    throw new ConfigError('BAD_TIME', `${JSON.stringify(time)} is not a time; write YYYY-MM-DD HH:MM:SS`);
  }
  return Date.parse(`${time.replace(' ', 'T')}Z`) - HALL_OFFSET_MS;
}

/** The simulated present: runs with the clock (or stands still), and can be moved. */
export class SimulatedTime {
  readonly #clock: Clock;
  readonly #frozen: boolean;
  #anchorMs: number;
  #clockAtAnchorMs: number;
  #moves = 0;

  constructor(
    clock: Clock,
    options: { readonly startAt?: WallTime | undefined; readonly frozen?: boolean | undefined },
  ) {
    this.#clock = clock;
    this.#frozen = options.frozen ?? false;
    this.#clockAtAnchorMs = clock.now().getTime();
    this.#anchorMs = options.startAt === undefined ? this.#clockAtAnchorMs : wallTimeMs(options.startAt);
  }

  now(): WallTime {
    return toWallTime(this.#nowMs());
  }

  /** How often it was set or advanced. */
  get moves(): number {
    return this.#moves;
  }

  set(time: WallTime): void {
    this.#anchorMs = wallTimeMs(time);
    this.#clockAtAnchorMs = this.#clock.now().getTime();
    this.#moves += 1;
  }

  advance(seconds: number): void {
    if (!Number.isFinite(seconds)) throw new ConfigError('BAD_TIME', `cannot advance the clock by ${seconds} seconds`);
    this.#anchorMs += seconds * 1000;
    this.#moves += 1;
  }

  #nowMs(): number {
    return this.#anchorMs + (this.#frozen ? 0 : this.#clock.now().getTime() - this.#clockAtAnchorMs);
  }
}
