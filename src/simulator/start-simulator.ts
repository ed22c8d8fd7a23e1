import { type Clock, systemClock } from '../base/clock.ts';
import type { HallSource } from './hall-source.ts';
import { listen, stopListening } from './server/http-server.ts';
import type { TrafficReport } from './server/traffic.ts';
import { Upstream } from './server/upstream.ts';

/** Settings of a simulated upstream. */
export interface SimulatorOptions {
  readonly source: HallSource;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** Address to listen on (127.0.0.1). */
  readonly host?: string;
  /** Real time: token expiry, latency, and the pace at which simulated time runs. */
  readonly clock?: Clock;
  /** The simulated present at the start, UTC+8 (now). */
  readonly startAt?: string;
  /** True: simulated time stands still but for `advance` and `setTime`. */
  readonly frozen?: boolean;
  /** What to get wrong, as `parseMisbehaviours` reads it. */
  readonly misbehave?: string;
  /** Decides which rows and requests misbehave, and signs the tokens (1). */
  readonly seed?: number;
  /** Every data answer takes at least this long (0). */
  readonly latencyMs?: number;
  /** More requests than this within a second, per token, answer 429 (no limit). */
  readonly requestsPerSecond?: number;
  /** How long a token lasts unless said otherwise (30 days). */
  readonly tokenTtlSeconds?: number;
  /** How an expired token is refused: with HTTP 401 (default), or on HTTP 200 with a code in the body. */
  readonly expiryForm?: 'http401' | 'bodyCode';
  /** Told one line a data request. */
  readonly log?: (line: string) => void;
}

/** A running upstream. */
export interface Simulator {
  readonly url: string;
  readonly port: number;
  /** A bearer token for one store, or with `allSites` for every store; an unknown store is a ConfigError. */
  tokenFor(siteId: string, options?: { readonly expiresInSeconds?: number; readonly allSites?: boolean }): string;
  /** The simulated present, `YYYY-MM-DD HH:MM:SS` in UTC+8. */
  now(): string;
  advance(seconds: number): void;
  setTime(time: string): void;
  /** Replaces what is switched on; '' ends all misbehaviour. */
  setMisbehaviour(spec: string): void;
  stats(): TrafficReport;
  resetStats(): void;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** Starts serving the 23 upstream endpoints, and the control endpoints `/__*`, over HTTP. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const upstream = new Upstream({ ...options, clock: options.clock ?? systemClock });
  const host = options.host ?? '127.0.0.1';
  const { server, port } = await listen((request) => upstream.handle(request), { host, port: options.port ?? 0 });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    tokenFor: (siteId, tokenOptions) => upstream.tokenFor(siteId, tokenOptions),
    now: () => upstream.time.now(),
    advance: (seconds) => upstream.time.advance(seconds),
    setTime: (time) => upstream.time.set(time),
    setMisbehaviour: (spec) => upstream.setMisbehaviour(spec),
    stats: () => upstream.stats(),
    resetStats: () => upstream.resetStats(),
    close: () => stopListening(server),
  };
}
