import { Cancelled, ConfigError, messageOf } from '../base/errors.ts';
import type { ConfigSources } from '../config/load-config.ts';
import { raiseOutage } from '../orchestration/alerts/outage.ts';
import type { Workplace } from '../orchestration/workplace.ts';
import type { CommonOptions } from './common-options.ts';
import { openWorkplace, readConfig, type Surroundings, withStopSignal } from './workplace.ts';

/** Pause before a database that went away is looked for again. */
const REOPEN_MS = 5_000;

/** A command that stays until it is told to stop. */
export interface Residence {
  readonly surroundings: Surroundings;
  /** Stores worked on at the same time. */
  readonly stores: number;
  /** It ends by itself, so a database that goes away ends it too. */
  readonly once: boolean;
}

/** Does the work, again whenever the database went away meanwhile. A start that is wrong from the beginning throws at once. */
export async function runResident(
  { surroundings, stores, once }: Residence,
  work: (place: Workplace, isFirst: boolean) => Promise<void>,
): Promise<void> {
  const { clock, reporter } = surroundings;
  await withStopSignal(async (signal) => {
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      try {
        await openWorkplace(surroundings, { signal, stores }, (place) => work(place, isFirst));
        return;
      } catch (error) {
        if (error instanceof Cancelled || signal.aborted) return;
        if (isFirst && error instanceof ConfigError) throw error;
        await raiseOutage({ ...surroundings, signal }, error);
        if (once) throw error;
        reporter.warn(`interrupted (${messageOf(error)}); going on in ${REOPEN_MS / 1000} s`);
        await clock.sleep(REOPEN_MS, signal).catch(() => undefined);
      }
    }
  });
}

/**
 * The workplace with the configuration as it is now: `.env` may have been edited since, and a renewed token counts at once. A
 * configuration that is wrong now does not.
 */
export function refresherOf(place: Workplace, options: CommonOptions, sources: ConfigSources): () => Workplace {
  return () => {
    try {
      return { ...place, config: readConfig(options, sources) };
    } catch (error) {
      place.reporter.warn(`the changed configuration is not used: ${messageOf(error)}`);
      return place;
    }
  };
}
