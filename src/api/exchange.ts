import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type Agent, type Dispatcher, request } from 'undici';
import type { Clock } from '../base/clock.ts';
import { sha256Hex } from '../base/digest.ts';
import { ApiAuthError, ContractViolation, TransientError } from '../base/errors.ts';
import type { ApiCall, ApiResponse } from './call.ts';
import { codeOf, judge, messageIn } from './envelope.ts';
import { isRetryableStatus, toNetworkError } from './http-failure.ts';
import { parseRetryAfter } from './retry-after.ts';

/** What one attempt came to; anything that another attempt cannot mend is thrown instead. */
export type Outcome = { readonly kind: 'ok'; readonly response: ApiResponse } | AuthOutcome | RetryOutcome;

/** The credential was refused. */
export interface AuthOutcome {
  readonly kind: 'auth';
  /** In upstream's words, for the case that it meant something else. */
  readonly said: string;
}

/** Worth another attempt. */
export interface RetryOutcome {
  readonly kind: 'retry';
  /** What to throw when no attempt is left. */
  readonly error: TransientError;
  /** What the server asked for, to be honoured in full and without jitter. */
  readonly retryAfterMs: number | null;
  readonly throttled: boolean;
}

/** One attempt of a call. */
export interface Exchange {
  readonly url: string;
  readonly call: ApiCall;
  readonly token: string;
  readonly attempts: number;
  readonly agent: Agent;
  readonly clock: Clock;
  readonly maxBodyBytes: number;
  readonly timeoutMs: number;
}

interface Received {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly raw: Buffer;
  readonly receivedAt: Date;
}

const EXCERPT_LENGTH = 200;
/** setTimeout cannot wait longer. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const gunzipBuffer = promisify(gunzip);

/** Sends the request once and says what the answer means. */
export async function sendOnce(exchange: Exchange): Promise<Outcome> {
  let received: Received;
  try {
    received = await withinTime(exchange, (signal) => receive(exchange, signal));
  } catch (error) {
    exchange.call.signal?.throwIfAborted();
    const meaning = toNetworkError(error, placeOf(exchange.url));
    if (meaning instanceof TransientError) return retry(meaning);
    throw meaning;
  }
  exchange.call.meter?.add('bytes', received.raw.length);
  return interpret(exchange, received);
}

/** Runs the attempt under the caller's signal and the attempt's own time limit. */
async function withinTime<T>(exchange: Exchange, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { call, timeoutMs, url } = exchange;
  call.signal?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(call.signal?.reason);
  const onTimeout = (): void =>
    controller.abort(
      new TransientError('ATTEMPT_TIMEOUT', `${placeOf(url)} did not finish its answer in ${timeoutMs} ms`),
    );
  call.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(onTimeout, Math.min(timeoutMs, MAX_TIMER_MS));
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener('abort', onAbort);
  }
}

async function receive(exchange: Exchange, signal: AbortSignal): Promise<Received> {
  const response = await request(exchange.url, {
    method: 'POST',
    dispatcher: exchange.agent,
    signal,
    headers: {
      authorization: `Bearer ${exchange.token}`,
      'content-type': 'application/json; charset=utf-8',
      accept: 'application/json',
      'accept-encoding': 'gzip',
    },
    body: exchange.call.body,
  });
  const sent = await readLimited(response.body, exchange);
  const raw = await decompress(sent, String(response.headers['content-encoding'] ?? 'identity'), exchange);
  return { status: response.statusCode, headers: response.headers, raw, receivedAt: exchange.clock.now() };
}

async function readLimited(body: Dispatcher.ResponseData['body'], exchange: Exchange): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection: the rest is never read.
    if (bytes > exchange.maxBodyBytes) throw tooLarge(exchange);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

async function decompress(sent: Buffer, encoding: string, exchange: Exchange): Promise<Buffer> {
  if (encoding === 'identity' || encoding === '') return sent;
  const { path } = exchange.call;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new ContractViolation(
      'BODY_ENCODING',
      `${path} answered with content-encoding ${encoding}; only gzip is read`,
      {
        details: { path, encoding },
      },
    );
  }
  try {
    return await gunzipBuffer(sent, { maxOutputLength: exchange.maxBodyBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(exchange);
    throw error;
  }
}

function tooLarge({ call, maxBodyBytes }: Exchange): ContractViolation {
  return new ContractViolation(
    'BODY_TOO_LARGE',
    `the answer of ${call.path} is larger than ${maxBodyBytes} bytes; ask for smaller pages or windows, or raise the limit`,
    { details: { path: call.path, maxBodyBytes } },
  );
}

function interpret(exchange: Exchange, received: Received): Outcome {
  const { status } = received;
  const text = new TextDecoder().decode(received.raw);
  if (status === 401) return { kind: 'auth', said: `HTTP 401 ${excerpt(exchange, text)}` };
  if (isRetryableStatus(status)) return retryStatus(exchange, received, text);
  if (status < 200 || status > 299) throw refusedStatus(exchange, status, text);
  const json = parseJson(text);
  if (json === undefined) return retry(notJson(exchange, status, text));
  const verdict = judge(json);
  if (verdict === 'login-expired')
    return { kind: 'auth', said: `code ${codeOf(json) ?? ''} ${excerpt(exchange, messageIn(json))}` };
  if (verdict === 'busy') return retryBusy(exchange, json);
  return { kind: 'ok', response: toResponse(exchange, received, text, json) };
}

function toResponse(exchange: Exchange, received: Received, text: string, json: unknown): ApiResponse {
  const { raw, receivedAt, status } = received;
  const sha256 = sha256Hex(raw);
  return { raw, text, json, sha256, receivedAt, status, attempts: exchange.attempts };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON text parses to undefined
  }
}

function retry(error: TransientError, retryAfterMs: number | null = null, throttled = false): RetryOutcome {
  return { kind: 'retry', error, retryAfterMs, throttled };
}

function retryStatus(exchange: Exchange, received: Received, text: string): RetryOutcome {
  const { path } = exchange.call;
  const header = received.headers['retry-after'];
  const retryAfterMs = parseRetryAfter(Array.isArray(header) ? header[0] : header, received.receivedAt);
  const error = new TransientError(
    `HTTP_${received.status}`,
    `${path} answered HTTP ${received.status}${text === '' ? '' : `: ${excerpt(exchange, text)}`}`,
    { details: { path, status: received.status }, ...(retryAfterMs !== null && { retryAfterMs }) },
  );
  return retry(error, retryAfterMs, received.status === 429);
}

function retryBusy(exchange: Exchange, json: unknown): RetryOutcome {
  const { path } = exchange.call;
  const upstreamCode = codeOf(json) ?? '';
  const error = new TransientError(
    'UPSTREAM_BUSY',
    `${path} answered code ${upstreamCode} (${excerpt(exchange, messageIn(json))})`,
    {
      details: { path, upstreamCode, upstreamMessage: excerpt(exchange, messageIn(json)) },
    },
  );
  return retry(error, null, upstreamCode === '429');
}

/** A gateway's error page with status 200: usually gone a moment later. */
function notJson(exchange: Exchange, status: number, text: string): TransientError {
  const { path } = exchange.call;
  return new TransientError(
    'NOT_JSON',
    `${path} answered HTTP ${status} with something that is not JSON: ${excerpt(exchange, text)}`,
    {
      details: { path, status, excerpt: excerpt(exchange, text) },
    },
  );
}

function refusedStatus(exchange: Exchange, status: number, text: string): ApiAuthError | ContractViolation {
  const { path } = exchange.call;
  const details = { path, status };
  if (status === 403) {
    return new ApiAuthError(
      'FORBIDDEN',
      `${path} answered HTTP 403: the token may not read it; ${excerpt(exchange, text)}`,
      {
        details,
      },
    );
  }
  return new ContractViolation(
    `HTTP_${status}`,
    `${path} answered HTTP ${status}: ${excerpt(exchange, text)}; check API_BASE and the path in CONTRACT_FILE`,
    { details },
  );
}

/** The beginning of an answer, quoted; an error page that echoes the request must not carry the token into a log. */
function excerpt(exchange: Exchange, text: string): string {
  return JSON.stringify(text.replaceAll(exchange.token, '***').slice(0, EXCERPT_LENGTH));
}

/** Host and path, without a user name or query that could hold a secret. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
