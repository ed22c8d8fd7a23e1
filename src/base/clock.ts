export const HOUR_MS = 3_600_000;
/** Of time that passes; a day of the calendar may be an hour more or less. */
export const DAY_MS = 24 * HOUR_MS;

/** Where the current time comes from. Injected, so that tests and the accelerated soak can move it. */
export interface Clock {
  /** The present instant. */
  now(): Date;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Waits on the machine's timer. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date(), sleep };

/** A clock that shows `start` now and runs on at normal speed: lets a run happen "on" another day. */
export function shiftedClock(start: Date, base: Clock = systemClock): Clock {
  const offsetMs = start.getTime() - base.now().getTime();
  return { now: () => new Date(base.now().getTime() + offsetMs), sleep: base.sleep };
}
