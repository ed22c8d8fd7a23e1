import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createTokenSource, readTokenExpiry, type TokenSource } from '../../src/api/token.ts';
import { ApiAuthError } from '../../src/base/errors.ts';
import { ManualClock, makeJwt, scratchFolder } from './support.ts';

const clock = new ManualClock();
const sourceOf = (command: string, commandTimeoutMs = 5_000): TokenSource =>
  createTokenSource({ command, variable: 'STORE_7_TOKEN', clock, commandTimeoutMs });

describe('the expiry of a token', () => {
  it('is read from a JWT without verifying it', () => {
    const at = new Date('2026-03-04T05:06:07.000Z');
    expect(readTokenExpiry(makeJwt(at))).toEqual(at);
  });

  it('is unknown for a token that is no JWT or names no time', () => {
    const claims = Buffer.from('{"sub":"x"}').toString('base64url');
    for (const token of ['opaque', 'a.b.c', `a.${claims}.c`, '..', '']) expect(readTokenExpiry(token)).toBeNull();
  });
});

describe('a token command', () => {
  it('runs once for all who wait for it, and once again for the next renewal', async () => {
    const log = `${await scratchFolder()}/log`;
    const source = sourceOf(`echo run >> '${log}'; sleep 0.05; echo " token-$(wc -l < '${log}' | tr -d ' ') "`);
    expect(await Promise.all(Array.from({ length: 20 }, () => source.token()))).toEqual(Array(20).fill('token-1'));
    const renewed = await Promise.all(Array.from({ length: 20 }, () => source.renew('token-1')));
    expect(renewed).toEqual(Array(20).fill('token-2'));
    expect(await source.renew('token-1')).toBe('token-2'); // a late refusal of the old one costs nothing
    expect(await readFile(log, 'utf8')).toBe('run\nrun\n');
  });

  it.each([
    ['exits with an error', 'echo secret-token; echo secret-token >&2; exit 3', /failed \(3\)/],
    ['prints nothing', 'true', /is empty/],
    ['prints several lines', 'echo secret-token; echo secret-token', /not one line/],
    ['prints a token that has expired', `echo ${makeJwt(new Date('2026-01-01T00:00:00Z'))}`, /expired at 2026-01-01/],
  ])('that %s fails with what to do, and never with what it printed', async (_name, command, reason) => {
    const failure = await sourceOf(command)
      .token()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiAuthError);
    expect((failure as Error).message).toMatch(reason);
    expect(JSON.stringify(failure) + (failure as Error).message).not.toContain('secret-token');
  });

  it('that hangs is stopped', async () => {
    await expect(sourceOf('sleep 20', 50).token()).rejects.toThrow(/did not finish within 0.05 s/);
  });

  it('goes on for the others when one of those who wait is cancelled', async () => {
    const source = sourceOf('sleep 0.1; echo shared');
    const abort = new AbortController();
    const cancelled = source.token(abort.signal);
    const other = source.token();
    abort.abort(new Error('cancelled'));
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(await other).toBe('shared');
  });
});

describe('without a token and without a command', () => {
  it('names the variable of the store', async () => {
    const source = createTokenSource({ token: '  ', variable: 'STORE_7_TOKEN', clock });
    await expect(source.token()).rejects.toThrow(/no API token: set STORE_7_TOKEN/);
  });
});

describe('a token that cannot stand in a header', () => {
  it('is refused at once', () => {
    const make = () => createTokenSource({ token: 'two\r\nlines', variable: 'API_TOKEN', clock });
    expect(make).toThrow(ApiAuthError);
  });

  it('may carry the word Bearer', async () => {
    expect(await createTokenSource({ token: 'Bearer abc\n', variable: 'API_TOKEN', clock }).token()).toBe('abc');
  });
});
