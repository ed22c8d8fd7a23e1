import type { Clock } from '../../base/clock.ts';

/** Lets each token make so many requests within any one second; the answer is the wait in seconds, or 0. */
export class RequestLimit {
  readonly #clock: Clock;
  readonly #perSecond: number | undefined;
  readonly #recent = new Map<string, number[]>();

  constructor(clock: Clock, perSecond: number | undefined) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  secondsToWait(tokenId: string): number {
    if (this.#perSecond === undefined) return 0;
    const nowMs = this.#clock.now().getTime();
    const recent = (this.#recent.get(tokenId) ?? []).filter((timeMs) => nowMs - timeMs < 1000);
    this.#recent.set(tokenId, recent);
    if (recent.length >= this.#perSecond) return 1;
    recent.push(nowMs);
    return 0;
  }
}
