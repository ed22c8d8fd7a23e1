import { Agent } from 'undici';
import type { Clock } from '../base/clock.ts';
import { ApiAuthError, ConfigError, TransientError } from '../base/errors.ts';
import { type ApiCall, type ApiResponse, RETRY_LATER } from './call.ts';
import { type AuthOutcome, type Outcome, type RetryOutcome, sendOnce } from './exchange.ts';
import type { Limiter } from './limiter.ts';
import { type BackoffOptions, backoffMs } from './retry-after.ts';
import type { TokenSource } from './token.ts';

/** Told before each wait for another try; for logs and progress. */
export interface RetryEvent {
  readonly path: string;
  readonly attempt: number;
  readonly reason: string;
  readonly waitMs: number;
}

export interface ClientOptions {
  /** Scheme, host, port and path prefix of the API. */
  readonly baseUrl: string;
  readonly tokens: TokenSource;
  readonly limiter: Limiter;
  /** Agreed with other processes that use the credential; besides the limiter. */
  readonly pace?: Pace | undefined;
  readonly clock: Clock;
  readonly timeouts?: Partial<Timeouts>;
  /** Largest body accepted, before and after decompression; default 64 MiB. */
  readonly maxBodyBytes?: number;
  /** Tries a request gets in all; default 8. */
  readonly maxAttempts?: number;
  readonly backoff?: Partial<BackoffOptions>;
  readonly onRetry?: (event: RetryEvent) => void;
}

/** When a request may start, for whoever must agree with others about that. */
export interface Pace {
  /** Waits for a turn. */
  turn(signal?: AbortSignal): Promise<Turn>;
  pauseUntil(instant: Date): Promise<void>;
}

/** Leave to send one request. End it when the request is answered or given up: others wait for that. */
export interface Turn {
  end(): Promise<void>;
}

/** Milliseconds granted to each part of one attempt. */
export interface Timeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  /** Between two pieces of the body. */
  readonly bodyMs: number;
  /** For the whole attempt: a server that drips one byte a second would never break the others. */
  readonly attemptMs: number;
}

/** Speaks to upstream with one credential. Close it to free its connections. */
export interface ApiClient {
  post(call: ApiCall): Promise<ApiResponse>;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 10_000, headersMs: 60_000, bodyMs: 60_000, attemptMs: 300_000 };
const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_ATTEMPTS = 8;
const DEFAULT_BACKOFF: BackoffOptions = { baseMs: 500, maxMs: 30_000, random: Math.random };
/** Tokens one call may see refused before it gives up; more than one only when tokens live for a few requests. */
const MAX_RENEWALS_PER_CALL = 5;

/** A client over one connection pool. Every call goes through the limiter and renews the token when it is refused. */
export function createApiClient(options: ClientOptions): ApiClient {
  return new RetryingClient({ ...options, baseUrl: checkBaseUrl(options.baseUrl) });
}

/** Without trailing slashes. A name or password in it would end up in messages, and upstream wants none. */
function checkBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === '')
    return text.replace(/\/+$/, '');
  const shown = url === null ? JSON.stringify(text) : `${url.protocol}//${url.host}${url.pathname}`;
  throw new ConfigError(
    'BAD_API_BASE',
    `API_BASE ${shown} is not of the form http(s)://host[:port][/path], without user, query or fragment`,
  );
}

class RetryingClient implements ApiClient {
  readonly #options: ClientOptions;
  readonly #agent: Agent;
  readonly #timeouts: Timeouts;
  readonly #backoff: BackoffOptions;
  /** The token upstream took last: tells an expired token from a command that prints useless ones. */
  #accepted: string | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
    this.#backoff = { ...DEFAULT_BACKOFF, ...options.backoff };
    const { connectMs, headersMs, bodyMs } = this.#timeouts;
    this.#agent = new Agent({ connect: { timeout: connectMs }, headersTimeout: headersMs, bodyTimeout: bodyMs });
  }

  async post(call: ApiCall): Promise<ApiResponse> {
    const refused = new Set<string>();
    for (let attempt = 1; ; ) {
      const token = await this.#options.tokens.token(call.signal);
      const outcome = await this.#attempt(call, token, attempt + refused.size);
      if (outcome.kind === 'ok') return this.#accept(outcome, token);
      if (outcome.kind === 'auth') {
        this.#assertWorthRenewing(call.path, outcome, token, refused);
        refused.add(token);
        await this.#options.tokens.renew(token, call.signal);
      } else {
        if (attempt >= (this.#options.maxAttempts ?? DEFAULT_MAX_ATTEMPTS)) throw outcome.error;
        await this.#waitBeforeRetry(call, outcome, attempt);
        attempt += 1;
      }
      call.meter?.add('retries', 1);
    }
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  #accept(outcome: Extract<Outcome, { kind: 'ok' }>, token: string): ApiResponse {
    this.#accepted = token;
    return outcome.response;
  }

  async #attempt(call: ApiCall, token: string, attempts: number): Promise<Outcome> {
    const { limiter, pace, clock, baseUrl, maxBodyBytes } = this.#options;
    const slot = await limiter.acquire({ signal: call.signal, deadline: call.deadline });
    let turn: Turn | undefined;
    try {
      turn = await pace?.turn(call.signal);
      const leftMs = call.deadline === undefined ? Infinity : call.deadline.getTime() - clock.now().getTime();
      if (leftMs <= 0) throw beyondDeadline(call, clock.now());
      call.meter?.add('requests', 1);
      const outcome = await sendOnce({
        url: `${baseUrl}${call.path}`,
        call,
        token,
        attempts,
        agent: this.#agent,
        clock,
        maxBodyBytes: maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
        timeoutMs: Math.min(this.#timeouts.attemptMs, leftMs),
      });
      await this.#tellLimiter(outcome, slot);
      return outcome;
    } finally {
      await turn?.end();
      slot.release();
    }
  }

  async #tellLimiter(outcome: Outcome, slot: { succeeded(): void; throttled(): void }): Promise<void> {
    const { limiter, pace, clock } = this.#options;
    if (outcome.kind === 'ok') slot.succeeded();
    if (outcome.kind !== 'retry') return;
    if (outcome.throttled) slot.throttled();
    // Upstream's timing concerns the credential, so the other requests are held back too.
    if (outcome.retryAfterMs === null) return;
    const until = new Date(clock.now().getTime() + outcome.retryAfterMs);
    limiter.pauseUntil(until);
    await pace?.pauseUntil(until);
  }

  /** A token that replaced a refused one and was never taken either will not get better by asking again. */
  #assertWorthRenewing(path: string, { said }: AuthOutcome, token: string, refused: ReadonlySet<string>): void {
    const { renewable, variable, howToRenew } = this.#options.tokens;
    const details = { path, said, variable, renewals: refused.size };
    if (!renewable)
      throw new ApiAuthError('TOKEN_REFUSED', `${path} refused the token (${said}); ${howToRenew}`, { details });
    if (refused.size === 0 || (token === this.#accepted && refused.size < MAX_RENEWALS_PER_CALL)) return;
    throw new ApiAuthError(
      'RENEWED_TOKEN_REFUSED',
      `${path} refused the token that API_TOKEN_COMMAND had just printed for ${variable} (${said}); check that it logs in to this store`,
      { details },
    );
  }

  async #waitBeforeRetry(call: ApiCall, outcome: RetryOutcome, attempt: number): Promise<void> {
    const { clock, onRetry } = this.#options;
    const waitMs = outcome.retryAfterMs ?? backoffMs(attempt, this.#backoff);
    const retryAt = new Date(clock.now().getTime() + waitMs);
    if (call.deadline !== undefined && retryAt > call.deadline) throw postponed(call, outcome, retryAt);
    onRetry?.({ path: call.path, attempt, reason: outcome.error.message, waitMs });
    call.meter?.add('waitMs', waitMs);
    await clock.sleep(waitMs, call.signal);
  }
}

function postponed(call: ApiCall, outcome: RetryOutcome, retryAt: Date): TransientError {
  return new TransientError(
    RETRY_LATER,
    `${outcome.error.message}; the next try at ${retryAt.toISOString()} lies beyond the deadline ${call.deadline?.toISOString()}`,
    {
      retryAt,
      cause: outcome.error,
      details: { ...outcome.error.details, path: call.path, retryAt: retryAt.toISOString() },
      ...(outcome.retryAfterMs !== null && { retryAfterMs: outcome.retryAfterMs }),
    },
  );
}

function beyondDeadline(call: ApiCall, now: Date): TransientError {
  return new TransientError(
    'DEADLINE',
    `the deadline ${call.deadline?.toISOString()} passed before ${call.path} was sent`,
    {
      retryAt: now,
      details: { path: call.path },
    },
  );
}
