import type { Clock } from '../../base/clock.ts';
import { ConfigError } from '../../base/errors.ts';
import { addDays, atHour, isLocalDate, type LocalDate, toLocalTime } from '../../base/local-time.ts';
import { createHalls } from '../../simulator/hall/halls.ts';
import { MAX_STORES } from '../../simulator/hall/ids.ts';
import type { HallSource } from '../../simulator/hall-source.ts';
import type { HallOptions } from '../commands/simulate.ts';
import { parseCount } from '../parse-options.ts';

/** The zone of all simulated halls. */
const HALL_ZONE = 'Asia/Shanghai';

/** A chain made from command-line options, and the span of its history. */
export interface SimulatedChain {
  readonly source: HallSource;
  readonly siteIds: readonly string[];
  readonly openingDate: LocalDate;
  /** First day after the history. */
  readonly endDate: LocalDate;
}

/** Builds the halls that the options ask for; throws ConfigError that names a bad value. */
export function createChain(options: HallOptions, clock: Clock): SimulatedChain {
  const days = parseCount('--days', options.days, 1, 3660);
  const stores = parseCount('--stores', options.stores, 1, MAX_STORES);
  const today = toLocalTime(clock.now(), HALL_ZONE).slice(0, 10) as LocalDate;
  if (options.from !== undefined && !isLocalDate(options.from)) {
    throw new ConfigError('BAD_DATE', `--from ${JSON.stringify(options.from)} is not a date: give YYYY-MM-DD`);
  }
  const openingDate = options.from ?? addDays(today, -days);
  const source = createHalls({
    seed: parseCount('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER),
    storeCount: stores,
    openingDate,
    visitsPerDay: parseCount('--visits', options.visits, 1, 10_000),
  });
  const siteIds = Array.from({ length: stores }, (_, i) => source.siteIdAt(i));
  return { source, siteIds, openingDate, endDate: addDays(openingDate, days) };
}

/** The moment at which a chain's history is complete, in the halls' zone. */
export function endOfHistory(chain: SimulatedChain): string {
  return atHour(chain.endDate, 8);
}
