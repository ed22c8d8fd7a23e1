import type { Clock } from '../base/clock.ts';
import { TransientError } from '../base/errors.ts';

/** Waits before the second and the third try. */
const WAITS_MS = [1_000, 4_000] as const;

/** Tries again, twice, what failed with a TransientError; any other error passes at once. */
export async function withRetries(clock: Clock, attempt: () => Promise<void>, signal?: AbortSignal): Promise<void> {
  for (const waitMs of WAITS_MS) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError) || signal?.aborted === true) throw error;
      await clock.sleep(waitMs, signal);
    }
  }
  return await attempt();
}
