import { type Clock, shiftedClock, systemClock } from '../base/clock.ts';
import type { Config } from './load-config.ts';

/** The clock of a run: the machine's, unless ETL_NOW pretends another present. */
export function clockFrom(config: Config): Clock {
  const { ETL_NOW: pretended } = config.values;
  return pretended === undefined ? systemClock : shiftedClock(pretended);
}
