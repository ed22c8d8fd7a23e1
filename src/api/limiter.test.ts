import { describe, expect, it } from 'vitest';
import type { Clock } from '../base/clock.ts';
import { TransientError } from '../base/errors.ts';
import { ConcurrencyWindow, Limiter, type Slot, TokenBucket } from './limiter.ts';
import { backoffMs, parseRetryAfter } from './retry-after.ts';

describe('the concurrency window', () => {
  it('is halved by a 429 and grows back by one for each round of successes', () => {
    const window = new ConcurrencyWindow(8);
    window.throttled(8, 8);
    expect(window.size).toBe(4);
    for (let round = 0; round < 4; round += 1) window.success();
    expect(window.size).toBe(4);
    window.success();
    expect(window.size).toBe(5);
    for (let round = 0; round < 200; round += 1) window.success();
    expect(window.size).toBe(8);
  });

  it('is halved once for all requests that were under way together', () => {
    const window = new ConcurrencyWindow(8);
    for (let ticket = 1; ticket <= 8; ticket += 1) window.throttled(ticket, 8);
    expect(window.size).toBe(4);
    window.throttled(9, 12);
    expect(window.size).toBe(2);
  });

  it('never closes', () => {
    const window = new ConcurrencyWindow(3);
    for (let ticket = 1; ticket < 9; ticket += 1) window.throttled(ticket, ticket);
    expect(window.size).toBe(1);
  });
});

describe('the token bucket', () => {
  it('lets a burst through and then one request per interval', () => {
    const bucket = new TokenBucket(4, 2, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 250]);
    expect(bucket.take(250)).toBe(0);
    expect(bucket.take(250)).toBe(250);
    expect(bucket.take(100_000)).toBe(0);
    expect(bucket.take(100_000)).toBe(0);
    expect(bucket.take(100_000)).toBe(250);
  });

  it('never waits when there is no rate', () => {
    const bucket = new TokenBucket(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0);
    expect(Array.from({ length: 1_000 }, () => bucket.take(0)).every((waitMs) => waitMs === 0)).toBe(true);
  });
});

/** Sleepers wake only when the test moves the time. */
class SteppedClock implements Clock {
  #nowMs = 0;
  #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): Date {
    return new Date(this.#nowMs);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#sleepers.push({ at: this.#nowMs + ms, wake: resolve });
    });
  }

  async advance(ms: number): Promise<void> {
    this.#nowMs += ms;
    const due = this.#sleepers.filter((sleeper) => sleeper.at <= this.#nowMs);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.at > this.#nowMs);
    for (const sleeper of due) sleeper.wake();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('the limiter', () => {
  function granted(limiter: Limiter, count: number): Slot[] {
    const slots: Slot[] = [];
    for (let at = 0; at < count; at += 1) void limiter.acquire().then((slot) => slots.push(slot));
    return slots;
  }

  it('hands out no more slots than the cap, and the next one when one comes back', async () => {
    const clock = new SteppedClock();
    const limiter = new Limiter({ clock, maxConcurrency: 3 });
    const slots = granted(limiter, 5);
    await clock.advance(0);
    expect(slots).toHaveLength(3);
    slots[0]?.release();
    await clock.advance(0);
    expect(slots).toHaveLength(4);
  });

  it('starts requests at the rate given, as time passes', async () => {
    const clock = new SteppedClock();
    const limiter = new Limiter({ clock, maxConcurrency: 100, requestsPerSecond: 10, burst: 1 });
    const slots = granted(limiter, 20);
    await clock.advance(0);
    expect(slots).toHaveLength(1);
    for (let step = 0; step < 10; step += 1) await clock.advance(100);
    expect(slots).toHaveLength(11);
  });

  it('holds everyone back while paused, and a shorter pause does not cut a longer one', async () => {
    const clock = new SteppedClock();
    const limiter = new Limiter({ clock, maxConcurrency: 4 });
    limiter.pauseUntil(new Date(60_000));
    limiter.pauseUntil(new Date(1_000));
    const slots = granted(limiter, 2);
    await clock.advance(59_999);
    expect(slots).toHaveLength(0);
    await clock.advance(1);
    expect(slots).toHaveLength(2);
  });

  it('fails those at once whose deadline lies inside the pause, and says when to come back', async () => {
    const clock = new SteppedClock();
    const limiter = new Limiter({ clock, maxConcurrency: 1 });
    const held = await limiter.acquire();
    const waiting = limiter.acquire({ deadline: new Date(30_000) }).catch((error: unknown) => error);
    limiter.pauseUntil(new Date(60_000));
    const failure = await waiting;
    expect(failure).toBeInstanceOf(TransientError);
    expect((failure as TransientError).retryAt).toEqual(new Date(60_000));
    held.release();
    expect(limiter.inFlight).toBe(0);
  });

  it('forgets a waiter that was cancelled', async () => {
    const clock = new SteppedClock();
    const limiter = new Limiter({ clock, maxConcurrency: 1 });
    const held = await limiter.acquire();
    const abort = new AbortController();
    const cancelled = limiter.acquire({ signal: abort.signal });
    const next = limiter.acquire();
    abort.abort(new Error('no longer wanted'));
    await expect(cancelled).rejects.toThrow('no longer wanted');
    held.release();
    await expect(next).resolves.toBeDefined();
  });
});

describe('the time to wait', () => {
  const now = new Date('2026-03-02T00:00:00Z');
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Mon, 02 Mar 2026 00:10:00 GMT', 600_000],
    ['Sun, 01 Mar 2026 00:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['', null],
    [undefined, null],
  ])('named by Retry-After %j is %j ms', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });

  it('doubles with each try up to its bound, spread over the whole range', () => {
    const high = { baseMs: 100, maxMs: 1_000, random: () => 0.999999 };
    expect([1, 2, 3, 4, 5, 500].map((attempt) => backoffMs(attempt, high))).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(backoffMs(9, { ...high, random: () => 0 })).toBe(0);
  });
});
