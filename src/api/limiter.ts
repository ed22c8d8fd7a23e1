import type { Clock } from '../base/clock.ts';
import { TransientError } from '../base/errors.ts';
import { RETRY_LATER } from './call.ts';

export interface LimiterOptions {
  readonly clock: Clock;
  /** Requests in flight at most, per credential. */
  readonly maxConcurrency: number;
  /** Requests started per second at most; Infinity switches the bucket off. */
  readonly requestsPerSecond?: number;
  /** Requests that may start at once after a pause; default one second's worth. */
  readonly burst?: number;
}

/** How many requests may be in flight: halved by a 429, back by one for every full round of successes. Pure. */
export class ConcurrencyWindow {
  readonly #max: number;
  #size: number;
  #lastHalvedAt = 0;

  constructor(max: number) {
    this.#max = Math.max(1, Math.floor(max));
    this.#size = this.#max;
  }

  get size(): number {
    return Math.floor(this.#size);
  }

  success(): void {
    this.#size = Math.min(this.#max, this.#size + 1 / this.#size);
  }

  /**
   * `ticket` is the start order of the request that met a 429, `issued` the newest one: requests started before the last
   * halving belong to the same burst and must not halve again, or one overload would end at a single request.
   */
  throttled(ticket: number, issued: number): void {
    if (ticket <= this.#lastHalvedAt) return;
    this.#lastHalvedAt = issued;
    this.#size = Math.max(1, Math.floor(this.#size / 2));
  }
}

/** A bucket that fills at `perSecond` up to `burst`. Pure: the time is handed in. */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledAtMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = Math.max(1, burst);
    this.#tokens = this.#burst;
    this.#filledAtMs = nowMs;
  }

  /** Takes a token and answers 0, or answers how many milliseconds to wait for one. */
  take(nowMs: number): number {
    if (!Number.isFinite(this.#perSecond)) return 0;
    const filled = this.#tokens + (Math.max(0, nowMs - this.#filledAtMs) * this.#perSecond) / 1000;
    this.#tokens = Math.min(this.#burst, filled);
    this.#filledAtMs = nowMs;
    // Fractions of a token are summed in binary floating point; without the slack a full one can read 0.9999….
    if (this.#tokens < 1 - 1e-9) return Math.max(1, Math.ceil(((1 - this.#tokens) * 1000) / this.#perSecond));
    this.#tokens -= 1;
    return 0;
  }
}

/** A place among the requests in flight. Give it back with exactly one `release`. */
export interface Slot {
  release(): void;
  /** The answer was good: room for more grows slowly. */
  succeeded(): void;
  /** The answer was 429: halve. */
  throttled(): void;
}

interface Waiter {
  readonly grant: (slot: Slot) => void;
  readonly fail: (reason: unknown) => void;
  readonly deadline: Date | undefined;
}

/** Who may send when, for everything that uses one credential. First come, first served. */
export class Limiter {
  readonly #clock: Clock;
  readonly #window: ConcurrencyWindow;
  readonly #bucket: TokenBucket;
  readonly #queue = new Set<Waiter>();
  #inFlight = 0;
  #issued = 0;
  #pausedUntilMs = 0;
  #alarm: AbortController | null = null;

  constructor(options: LimiterOptions) {
    const perSecond = options.requestsPerSecond ?? Number.POSITIVE_INFINITY;
    this.#clock = options.clock;
    this.#window = new ConcurrencyWindow(options.maxConcurrency);
    this.#bucket = new TokenBucket(perSecond, options.burst ?? perSecond, options.clock.now().getTime());
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many requests may be in flight at present. */
  get concurrency(): number {
    return this.#window.size;
  }

  /** Upstream asked this credential to be silent until then; an earlier end never shortens a longer pause. */
  pauseUntil(instant: Date): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, instant.getTime());
    for (const waiter of this.#queue) this.#failBeyondDeadline(waiter);
  }

  /** Waits for a slot; rejects with TransientError (`retryAt`) if a pause reaches beyond the deadline. */
  acquire(
    options: { readonly signal?: AbortSignal | undefined; readonly deadline?: Date | undefined } = {},
  ): Promise<Slot> {
    const { signal, deadline } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const settle = (): void => {
        this.#queue.delete(waiter);
        signal?.removeEventListener('abort', onAbort);
        if (this.#queue.size === 0) this.#alarm?.abort();
      };
      const onAbort = (): void => waiter.fail(signal?.reason);
      const waiter: Waiter = {
        deadline,
        grant: (slot) => (settle(), resolve(slot)),
        fail: (reason) => (settle(), reject(reason)),
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.add(waiter);
      this.#failBeyondDeadline(waiter);
      this.#pump();
    });
  }

  #failBeyondDeadline(waiter: Waiter): void {
    if (waiter.deadline === undefined || this.#pausedUntilMs <= waiter.deadline.getTime()) return;
    const retryAt = new Date(this.#pausedUntilMs);
    waiter.fail(
      new TransientError(
        RETRY_LATER,
        `upstream asked for silence until ${retryAt.toISOString()}, beyond the deadline ${waiter.deadline.toISOString()}`,
        { retryAt, details: { retryAt: retryAt.toISOString() } },
      ),
    );
  }

  #pump(): void {
    while (this.#queue.size > 0 && this.#inFlight < this.#window.size) {
      const nowMs = this.#clock.now().getTime();
      const waitMs = Math.max(this.#pausedUntilMs - nowMs, 0) || this.#bucket.take(nowMs);
      if (waitMs > 0) return this.#wakeIn(waitMs);
      const [next] = this.#queue;
      next?.grant(this.#issueSlot());
    }
  }

  #wakeIn(ms: number): void {
    if (this.#alarm !== null) return;
    const alarm = new AbortController();
    this.#alarm = alarm;
    const wake = (): void => {
      this.#alarm = null;
      this.#pump();
    };
    // An aborted alarm only means that nobody waits any more; whoever comes next sets a new one.
    this.#clock.sleep(ms, alarm.signal).then(wake, wake);
  }

  #issueSlot(): Slot {
    const ticket = ++this.#issued;
    this.#inFlight += 1;
    return {
      release: () => {
        this.#inFlight -= 1;
        this.#pump();
      },
      succeeded: () => this.#window.success(),
      throttled: () => this.#window.throttled(ticket, this.#issued),
    };
  }
}
