import type { Clock } from '../../base/clock.ts';

/** What passed through the simulator since it started or was last reset. */
export interface TrafficReport {
  readonly requests: number;
  readonly bytes: number;
  /** Requests per endpoint (ODS table name). */
  readonly byTable: Readonly<Record<string, number>>;
  /** Answers per HTTP status; `reset` and `hang` for those that never got one. */
  readonly byOutcome: Readonly<Record<string, number>>;
  /** Most requests being worked on at one moment. */
  readonly peakInFlight: number;
  /** The same per token, named by its id (never by the token). */
  readonly peakInFlightByToken: Readonly<Record<string, number>>;
  /** Most requests that arrived within any one second. */
  readonly peakPerSecond: number;
  /** Requests repeated before the Retry-After they had been given was over. */
  readonly earlyRetries: number;
}

/** Counts requests from arrival to the end of their answer, so that a client's promises about load can be checked. */
export class Traffic {
  readonly #clock: Clock;
  #requests = 0;
  #bytes = 0;
  #inFlight = 0;
  #peakInFlight = 0;
  #peakPerSecond = 0;
  #earlyRetries = 0;
  #lastSecond: number[] = [];
  #byTable = new Map<string, number>();
  #byOutcome = new Map<string, number>();
  #inFlightByToken = new Map<string, number>();
  #peakByToken = new Map<string, number>();
  #notBeforeMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A request for a table arrived; call the result exactly once when its answer has ended. */
  begin(table: string, tokenId: string): () => void {
    this.#requests += 1;
    increment(this.#byTable, table, 1);
    this.#countSecond();
    this.#inFlight += 1;
    this.#peakInFlight = Math.max(this.#peakInFlight, this.#inFlight);
    const ofToken = increment(this.#inFlightByToken, tokenId, 1);
    this.#peakByToken.set(tokenId, Math.max(this.#peakByToken.get(tokenId) ?? 0, ofToken));
    return () => {
      this.#inFlight -= 1;
      if (increment(this.#inFlightByToken, tokenId, -1) === 0) this.#inFlightByToken.delete(tokenId);
    };
  }

  /** Requests being worked on at this moment. */
  get inFlight(): number {
    return this.#inFlight;
  }

  answered(outcome: string, bytes: number): void {
    this.#bytes += bytes;
    increment(this.#byOutcome, outcome, 1);
  }

  /** The same request must not come again before `retryAfterSeconds` are over. */
  asksToWait(identity: string, retryAfterSeconds: number): void {
    this.#notBeforeMs.set(identity, this.#clock.now().getTime() + retryAfterSeconds * 1000);
  }

  checkPatience(identity: string): void {
    const notBeforeMs = this.#notBeforeMs.get(identity);
    if (notBeforeMs === undefined) return;
    this.#notBeforeMs.delete(identity);
    if (this.#clock.now().getTime() < notBeforeMs) this.#earlyRetries += 1;
  }

  /** Forgets everything but the requests still in flight. */
  reset(): void {
    this.#requests = 0;
    this.#bytes = 0;
    this.#peakPerSecond = 0;
    this.#earlyRetries = 0;
    this.#lastSecond = [];
    this.#byTable.clear();
    this.#byOutcome.clear();
    this.#notBeforeMs.clear();
    this.#peakInFlight = this.#inFlight;
    this.#peakByToken = new Map(this.#inFlightByToken);
  }

  report(): TrafficReport {
    return {
      requests: this.#requests,
      bytes: this.#bytes,
      byTable: Object.fromEntries(this.#byTable),
      byOutcome: Object.fromEntries(this.#byOutcome),
      peakInFlight: this.#peakInFlight,
      peakInFlightByToken: Object.fromEntries(this.#peakByToken),
      peakPerSecond: this.#peakPerSecond,
      earlyRetries: this.#earlyRetries,
    };
  }

  #countSecond(): void {
    const nowMs = this.#clock.now().getTime();
    this.#lastSecond.push(nowMs);
    while (nowMs - (this.#lastSecond[0] ?? nowMs) >= 1000) this.#lastSecond.shift();
    this.#peakPerSecond = Math.max(this.#peakPerSecond, this.#lastSecond.length);
  }
}

function increment(counts: Map<string, number>, name: string, by: number): number {
  const count = (counts.get(name) ?? 0) + by;
  counts.set(name, count);
  return count;
}
