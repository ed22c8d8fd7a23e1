import { exec } from 'node:child_process';
import type { Clock } from '../base/clock.ts';
import { ApiAuthError } from '../base/errors.ts';

/** Hands out the bearer token of one credential and renews it at most once at a time. */
export interface TokenSource {
  /** True when `renew` can produce a new token. */
  readonly renewable: boolean;
  /** Environment variable that holds the token, which tells credentials apart in messages. */
  readonly variable: string;
  /** What a person can do about a token that is missing or refused, as one clause. */
  readonly howToRenew: string;
  /** A token that has not expired; renews first when it has and can, else throws ApiAuthError. */
  token(signal?: AbortSignal): Promise<string>;
  /** A token other than `refused`. Concurrent callers share one renewal, late callers get its result. */
  renew(refused: string, signal?: AbortSignal): Promise<string>;
}

export interface TokenOptions {
  /** The token itself, when it is configured. */
  readonly token?: string | undefined;
  /** Shell command that prints a token (API_TOKEN_COMMAND). */
  readonly command?: string | undefined;
  /** Environment variable in which the store's token belongs; named in messages, never its value. */
  readonly variable: string;
  readonly clock: Clock;
  /** How long the command may run; default 30 s. */
  readonly commandTimeoutMs?: number;
}

/** A token this close to its end is renewed beforehand, so that it does not expire on the way. */
const RENEWAL_MARGIN_MS = 30_000;
const MAX_TOKEN_LENGTH = 16_384;
const COMMAND_TIMEOUT_MS = 30_000;

/** When a JWT says it expires, without verifying it; null when the token is not a JWT or names no time. */
export function readTokenExpiry(token: string): Date | null {
  const parts = token.split('.');
  if (parts.length !== 3 || parts[1] === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1], 'base64url').toString('utf8'));
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : null;
    return typeof exp === 'number' && Number.isFinite(exp) ? fromEpoch(exp) : null;
  } catch {
    return null; // an opaque token, which is as good
  }
}

/** RFC 7519 says seconds; issuers that write milliseconds are told by the size. */
function fromEpoch(exp: number): Date | null {
  const expiry = new Date(exp > 1e11 ? exp : exp * 1000);
  return Number.isNaN(expiry.getTime()) ? null : expiry;
}

/** A token source over a configured token, a command, or both (the token first, the command renews it). */
export function createTokenSource(options: TokenOptions): TokenSource {
  return new CachedTokenSource(options);
}

interface Renewal {
  readonly result: Promise<string>;
  readonly stop: AbortController;
  waiting: number;
}

class CachedTokenSource implements TokenSource {
  readonly #options: TokenOptions;
  #current: string | null;
  #renewal: Renewal | null = null;

  constructor(options: TokenOptions) {
    this.#options = options;
    const token = options.token?.trim() ?? '';
    this.#current = token === '' ? null : cleanToken(token, options.variable);
  }

  get variable(): string {
    return this.#options.variable;
  }

  get howToRenew(): string {
    return howToRenew(this.#options.variable);
  }

  get renewable(): boolean {
    return (this.#options.command?.trim() ?? '') !== '';
  }

  async token(signal?: AbortSignal): Promise<string> {
    if (this.#current === null) return this.#renewed(signal);
    const expiry = readTokenExpiry(this.#current);
    if (expiry === null) return this.#current;
    const leftMs = expiry.getTime() - this.#options.clock.now().getTime();
    if (this.renewable && leftMs <= RENEWAL_MARGIN_MS) return this.#renewed(signal);
    if (leftMs <= 0) throw this.#expired(expiry);
    return this.#current;
  }

  async renew(refused: string, signal?: AbortSignal): Promise<string> {
    if (this.#current !== null && this.#current !== refused) return this.#current;
    return this.#renewed(signal);
  }

  /** All callers wait for one command; it is stopped when the last of them has given up. */
  async #renewed(signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted();
    const renewal = (this.#renewal ??= this.#startRenewal());
    renewal.waiting += 1;
    try {
      return await untilAborted(renewal.result, signal);
    } finally {
      renewal.waiting -= 1;
      if (renewal.waiting === 0) renewal.stop.abort();
    }
  }

  #startRenewal(): Renewal {
    const stop = new AbortController();
    const result = this.#runCommand(stop.signal).finally(() => {
      this.#renewal = null;
    });
    return { result, stop, waiting: 0 };
  }

  async #runCommand(signal: AbortSignal): Promise<string> {
    const { command, variable, clock } = this.#options;
    if (!this.renewable || command === undefined) throw this.#noWayToRenew();
    const token = cleanToken(await printedBy(command, this.#options, signal), variable);
    const expiry = readTokenExpiry(token);
    if (expiry !== null && expiry.getTime() <= clock.now().getTime()) {
      throw new ApiAuthError(
        'TOKEN_COMMAND_STALE',
        `API_TOKEN_COMMAND, run for ${variable}, printed a token that expired at ${expiry.toISOString()}; make it fetch a new one`,
        { details: { variable } },
      );
    }
    this.#current = token;
    return token;
  }

  #expired(expiry: Date): ApiAuthError {
    const { variable } = this.#options;
    return new ApiAuthError(
      'TOKEN_EXPIRED',
      `the token in ${variable} expired at ${expiry.toISOString()}; ${howToRenew(variable)}`,
      { details: { variable, expiredAt: expiry.toISOString() } },
    );
  }

  #noWayToRenew(): ApiAuthError {
    const { variable } = this.#options;
    if (this.#current === null)
      return new ApiAuthError('NO_TOKEN', `no API token: ${howToRenew(variable)}`, { details: { variable } });
    return new ApiAuthError('TOKEN_REFUSED', `upstream refused the token in ${variable}; ${howToRenew(variable)}`, {
      details: { variable },
    });
  }
}

/** What to do about a missing, expired or refused token, as one clause. */
function howToRenew(variable: string): string {
  return `set ${variable} to a token from a fresh login, or set API_TOKEN_COMMAND to a command that prints one`;
}

/** Trims, drops a leading "Bearer", and refuses what cannot stand in a header; never echoes the text. */
function cleanToken(text: string, variable: string): string {
  const token = text.trim().replace(/^bearer\s+/i, '');
  if (/^[\x21-\x7e]+$/.test(token) && token.length <= MAX_TOKEN_LENGTH) return token;
  const reason = token === '' ? 'is empty' : 'is not one line of printable ASCII without blanks';
  throw new ApiAuthError('BAD_TOKEN', `the token for ${variable} ${reason}; ${howToRenew(variable)}`, {
    details: { variable, length: token.length },
  });
}

/** Standard output of a shell command. Its output and error output may hold secrets, so no message quotes them. */
function printedBy(
  command: string,
  { variable, commandTimeoutMs: timeoutMs = COMMAND_TIMEOUT_MS }: TokenOptions,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, maxBuffer: 4 * MAX_TOKEN_LENGTH, windowsHide: true, signal };
    exec(command, options, (error, stdout) => {
      if (error === null) return resolve(stdout);
      if (signal.aborted) return reject(signal.reason);
      const how = error.killed
        ? `did not finish within ${timeoutMs / 1000} s`
        : `failed (${error.code ?? error.signal})`;
      reject(
        new ApiAuthError(
          'TOKEN_COMMAND_FAILED',
          `API_TOKEN_COMMAND, run for ${variable}, ${how}; run it by hand to see what it says`,
          { details: { variable, exitCode: error.code ?? null, signal: error.signal ?? null } },
        ),
      );
    });
  });
}

/** The promise's outcome, or the signal's reason if that comes first. */
function untilAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
