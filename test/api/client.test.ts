import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../../src/api/call.ts';
import { sleep } from '../../src/base/clock.ts';
import { ApiAuthError, ConfigError, ContractViolation, TransientError } from '../../src/base/errors.ts';
import { ManualClock, makeClient, makeJwt, sendJson, startUpstream, type TestClient } from './support.ts';

const OK = '{"code":0,"data":{"list":[{"id":9007199254740993}],"total":1}}';
const CALL = { path: '/Any/Thing', body: '{"page":1}' };

const post = (made: TestClient, extras: object = {}): Promise<ApiResponse> =>
  made.client.post({ ...CALL, meter: made.meter, ...extras });
const failureOf = (made: TestClient, extras: object = {}): Promise<unknown> =>
  post(made, extras).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('an answer', () => {
  it('comes back to the byte, with its hash and the time of receipt', async () => {
    const text = `\n ${OK.replace('}]', ',"zh":"台球"}]')}\r\n`;
    const upstream = await startUpstream((_request, response) => sendJson(response, text));
    const made = makeClient(upstream);
    const response = await post(made);
    expect(response.text).toBe(text);
    expect(response.raw.equals(Buffer.from(text))).toBe(true);
    expect(response.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(response.receivedAt).toEqual(made.clock.now());
    expect(response.attempts).toBe(1);
    expect(made.meter.totals).toEqual({ requests: 1, retries: 0, waitMs: 0, bytes: Buffer.byteLength(text) });
    expect(upstream.requests[0]).toMatchObject({ path: '/api/Any/Thing', text: CALL.body });
  });

  it('may be compressed', async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(gzipSync(OK));
    });
    expect((await post(makeClient(upstream))).text).toBe(OK);
  });
});

describe('a failure that may pass', () => {
  it.each([408, 425, 429, 500, 502, 503, 504])('with HTTP %i is tried again after a growing wait', async (status) => {
    const upstream = await startUpstream((_request, response) => {
      if (upstream.requests.length < 3) sendJson(response, 'no', status);
      else sendJson(response, OK);
    });
    const made = makeClient(upstream);
    expect((await post(made)).attempts).toBe(3);
    expect(made.clock.sleeps).toEqual([50, 100]); // half of 100 and of 200: the jitter of the test is 0.5
    expect(made.meter.totals).toMatchObject({ requests: 3, retries: 2, waitMs: 150 });
  });

  it.each([
    ['seconds', '600'],
    ['an HTTP date', 'Mon, 02 Mar 2026 00:10:00 GMT'],
  ])('is not tried again before the Retry-After given in %s is over', async (_form, header) => {
    const upstream = await startUpstream((_request, response) => {
      if (upstream.requests.length === 1) {
        response.writeHead(503, { 'retry-after': header });
        response.end();
      } else sendJson(response, OK);
    });
    const made = makeClient(upstream);
    await post(made);
    expect(made.clock.sleeps).toEqual([600_000]);
    expect(made.meter.totals.waitMs).toBe(600_000);
  });

  it('halves the requests in flight once when it is a 429', async () => {
    const upstream = await startUpstream(async (_request, response) => {
      const turn = upstream.requests.length;
      // All eight are in flight before the first is answered, however slow the machine.
      while (upstream.requests.length < 8) await sleep(1);
      if (turn === 8) sendJson(response, '', 429);
      else sendJson(response, OK);
    });
    const made = makeClient(upstream, { width: 8 });
    await Promise.all(Array.from({ length: 8 }, () => post(made)));
    expect(upstream.peak()).toBe(8);
    expect(made.limiter.concurrency).toBeLessThanOrEqual(5);
    expect(made.limiter.concurrency).toBeGreaterThanOrEqual(4);
  });

  it('is a connection that was reset', async () => {
    const upstream = await startUpstream((_request, response) => {
      if (upstream.requests.length === 1) response.destroy();
      else sendJson(response, OK);
    });
    expect((await post(makeClient(upstream))).attempts).toBe(2);
  });

  it('is a body that breaks off in the middle', async () => {
    const upstream = await startUpstream((_request, response) => {
      if (upstream.requests.length > 1) return sendJson(response, OK);
      response.writeHead(200, { 'content-length': '5000' });
      response.write(OK, () => response.destroy());
    });
    expect((await post(makeClient(upstream))).attempts).toBe(2);
  });

  it('is an HTML page with status 200, named with its beginning when it does not go away', async () => {
    const page = `<html><body>gateway ${'x'.repeat(500)}</body></html>`;
    const upstream = await startUpstream((_request, response) => sendJson(response, page));
    const failure = await failureOf(makeClient(upstream, { maxAttempts: 3 }));
    expect(failure).toBeInstanceOf(TransientError);
    expect((failure as TransientError).code).toBe('NOT_JSON');
    expect((failure as Error).message).toContain(page.slice(0, 200));
    expect((failure as Error).message).not.toContain(page.slice(0, 201));
    expect(upstream.requests).toHaveLength(3);
  });

  it('is an answer that says busy in its body', async () => {
    const upstream = await startUpstream((_request, response) => {
      if (upstream.requests.length === 1) sendJson(response, { code: 500, msg: '系统繁忙，请稍后再试' });
      else sendJson(response, OK);
    });
    expect((await post(makeClient(upstream))).attempts).toBe(2);
  });

  it('is an answer that does not come in time', async () => {
    const upstream = await startUpstream((_request, response) => {
      if (upstream.requests.length > 1) sendJson(response, OK);
    });
    const made = makeClient(upstream, { timeouts: { attemptMs: 40 } });
    expect((await post(made)).attempts).toBe(2);
  });

  it('is a server that drips its body without ever pausing for long', async () => {
    const upstream = await startUpstream((_request, response) => {
      if (upstream.requests.length > 1) return sendJson(response, OK);
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(drip));
    });
    const made = makeClient(upstream, { timeouts: { attemptMs: 60 } });
    expect((await post(made)).attempts).toBe(2);
  });

  it('ends as TransientError that names the place when nothing listens there', async () => {
    const gone = { baseUrl: 'http://127.0.0.1:9/api', requests: [], peak: () => 0 };
    const failure = await failureOf(makeClient(gone, { maxAttempts: 2 }));
    expect(failure).toBeInstanceOf(TransientError);
    expect((failure as Error).message).toMatch(/127\.0\.0\.1:9\/api\/Any\/Thing: .*ECONNREFUSED/);
  });

  it('is told to whoever follows the progress', async () => {
    const upstream = await startUpstream((_request, response) => {
      if (upstream.requests.length === 1) sendJson(response, 'down', 502);
      else sendJson(response, OK);
    });
    const events: unknown[] = [];
    await post(makeClient(upstream, { onRetry: (event) => events.push(event) }));
    expect(events).toEqual([
      { path: '/Any/Thing', attempt: 1, reason: '/Any/Thing answered HTTP 502: "down"', waitMs: 50 },
    ]);
  });
});

describe('a failure that will not pass', () => {
  it.each([400, 404, 405, 302])('with HTTP %i is not tried again', async (status) => {
    const upstream = await startUpstream((_request, response) => sendJson(response, 'nothing here', status));
    const failure = await failureOf(makeClient(upstream));
    expect(failure).toBeInstanceOf(ContractViolation);
    expect((failure as ContractViolation).code).toBe(`HTTP_${status}`);
    expect(upstream.requests).toHaveLength(1);
  });

  it.each([false, true])('is a body larger than the limit (compressed: %s)', async (isCompressed) => {
    const big = `{"data":"${'x'.repeat(300_000)}"}`;
    const upstream = await startUpstream((_request, response) => {
      if (isCompressed) response.setHeader('content-encoding', 'gzip');
      response.end(isCompressed ? gzipSync(big) : big);
    });
    const failure = await failureOf(makeClient(upstream, { maxBodyBytes: 100_000 }));
    expect(failure).toBeInstanceOf(ContractViolation);
    expect((failure as ContractViolation).code).toBe('BODY_TOO_LARGE');
    expect(upstream.requests).toHaveLength(1);
  });

  it('is a deadline that has passed: nothing is sent', async () => {
    const upstream = await startUpstream((_request, response) => sendJson(response, OK));
    const made = makeClient(upstream);
    const failure = await failureOf(made, { deadline: new Date(made.clock.now().getTime() - 1) });
    expect(failure).toBeInstanceOf(TransientError);
    expect((failure as TransientError).code).toBe('DEADLINE');
    expect(upstream.requests).toHaveLength(0);
  });

  it('is a cancellation, which ends the request under way', async () => {
    const abort = new AbortController();
    const upstream = await startUpstream(() => abort.abort(new Error('enough')));
    await expect(post(makeClient(upstream), { signal: abort.signal })).rejects.toThrow('enough');
  });
});

describe('a base URL', () => {
  it.each([
    '',
    'localhost:8080',
    'ftp://example.invalid/',
    'http://me:very-secret@example.invalid/',
    'http://a.invalid/?k=very-secret',
  ])('that cannot be one (%j) is refused before anything is sent, and without showing a password', (baseUrl) => {
    const make = (): unknown => makeClient({ baseUrl, requests: [], peak: () => 0 });
    expect(make).toThrow(ConfigError);
    expect(make).not.toThrow(/very-secret/);
  });
});

describe('a token', () => {
  const refuse = (message = 'token expired') => ({ code: 401, msg: message });

  it('refused without a command ends with the way to renew it, and is not shown', async () => {
    const upstream = await startUpstream((request, response) =>
      sendJson(response, refuse(`bad ${request.headers.authorization}`), 401),
    );
    const failure = await failureOf(makeClient(upstream, { token: 'very-secret' }));
    expect(failure).toBeInstanceOf(ApiAuthError);
    expect((failure as Error).message).toContain('HTTP 401 "{\\"code\\":401,\\"msg\\":\\"bad Bearer ***');
    expect((failure as Error).message).toMatch(/set API_TOKEN to a token from a fresh login, or set API_TOKEN_COMMAND/);
    expect(JSON.stringify(failure) + (failure as Error).message).not.toContain('very-secret');
    expect(upstream.requests).toHaveLength(1);
  });

  it('echoed by an error page does not reach the message', async () => {
    const upstream = await startUpstream((request, response) =>
      sendJson(response, `<pre>${request.headers.authorization}</pre>`, 404),
    );
    const failure = (await failureOf(makeClient(upstream, { token: 'very-secret' }))) as ContractViolation;
    expect(failure.message).toContain('Bearer ***');
    expect(JSON.stringify(failure.details) + failure.message).not.toContain('very-secret');
  });

  it('renewed and refused again ends instead of going round', async () => {
    const upstream = await startUpstream((_request, response) => sendJson(response, refuse(), 401));
    const failure = await failureOf(makeClient(upstream, { command: 'echo useless' }));
    expect(failure).toBeInstanceOf(ApiAuthError);
    expect((failure as ApiAuthError).code).toBe('RENEWED_TOKEN_REFUSED');
    expect(upstream.requests).toHaveLength(2);
  });

  it('that lives for three requests only is renewed as often as it takes', async () => {
    const uses = new Map<string, number>();
    const upstream = await startUpstream((request, response) => {
      const token = request.headers.authorization ?? '';
      uses.set(token, (uses.get(token) ?? 0) + 1);
      if ((uses.get(token) ?? 0) > 3) sendJson(response, refuse());
      else sendJson(response, OK);
    });
    const made = makeClient(upstream, { command: 'date +%s%N', width: 1 });
    for (let call = 0; call < 10; call += 1) await post(made);
    expect(uses.size).toBe(4);
    expect([...uses.values()]).toEqual([4, 4, 4, 1]);
  });

  it('about to expire is renewed before it is used', async () => {
    const upstream = await startUpstream((_request, response) => sendJson(response, OK));
    const token = makeJwt(new Date(new ManualClock().now().getTime() + 10_000));
    await post(makeClient(upstream, { token, command: 'echo fresh' }));
    expect(upstream.requests.map((request) => request.headers.authorization)).toEqual(['Bearer fresh']);
  });
});
