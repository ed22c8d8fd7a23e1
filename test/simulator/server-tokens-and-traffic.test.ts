import { describe, expect, it } from 'vitest';
import { type Clock, sleep, systemClock } from '../../src/base/clock.ts';
import { ConfigError } from '../../src/base/errors.ts';
import { Upstream } from '../../src/simulator/server/upstream.ts';
import { simulated } from './simulator-client.ts';
import { smallHall } from './small-hall.ts';

/** A clock that shows what it is set to; waits are real. */
function handClock(startMs: number): Clock & { nowMs: number } {
  const clock = { nowMs: startMs, now: () => new Date(clock.nowMs), sleep };
  return clock;
}

async function getJson(url: string): Promise<Record<string, unknown>> {
  return (await (await fetch(url)).json()) as Record<string, unknown>;
}

async function postJson(url: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return (await response.json()) as Record<string, unknown>;
}

describe('tokens', () => {
  it('are refused with 401 when absent, made up, or altered', async () => {
    await using upstream = await simulated();
    const [head, body, signature] = upstream.token.split('.');
    const forged = `${head}.${Buffer.from('{"siteId":"1","exp":9e9}').toString('base64url')}.${signature}`;
    const statuses = [];
    for (const token of [null, 'nonsense', `${head}.${body}.`, forged]) {
      statuses.push((await upstream.post('/Table/GetSiteTables', '{}', token)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401]);
  });

  it('carry the store and an expiry a client can read, and end on that second', async () => {
    const clock = handClock(Date.UTC(2026, 5, 1));
    await using upstream = await simulated({ clock, tokenTtlSeconds: 60 });
    const claims = JSON.parse(Buffer.from(upstream.token.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({ siteId: upstream.siteId, exp: Date.UTC(2026, 5, 1) / 1000 + 60 });
    clock.nowMs += 59_999;
    expect((await upstream.ask('site_tables_master')).status).toBe(200);
    clock.nowMs += 1;
    const late = await upstream.ask('site_tables_master');
    expect([late.status, late.body['msg']]).toEqual([401, '登录已过期，请重新登录']);
  });

  it('are refused on HTTP 200 when they have expired and upstream says so in the body', async () => {
    await using upstream = await simulated({ expiryForm: 'bodyCode' });
    upstream.token = upstream.simulator.tokenFor(upstream.siteId, { expiresInSeconds: -1 });
    const { status, body } = await upstream.ask('site_tables_master');
    expect([status, body['code']]).toEqual([200, '10001']);
  });

  it('do not expire because simulated time is advanced', async () => {
    await using upstream = await simulated({ tokenTtlSeconds: 60 });
    upstream.simulator.advance(365 * 86_400);
    expect((await upstream.ask('site_tables_master')).status).toBe(200);
  });

  it('decide the store where the request names none', async () => {
    const source = smallHall();
    await using upstream = await simulated({ source });
    upstream.token = upstream.simulator.tokenFor(source.siteIdAt(1));
    const { rows } = await upstream.ask('site_tables_master');
    expect(new Set(rows.map((row) => row['site_id']))).toEqual(new Set([source.siteIdAt(1)]));
  });

  it('open every store when issued for all, and none that does not exist', async () => {
    const source = smallHall();
    await using upstream = await simulated({ source });
    upstream.token = upstream.simulator.tokenFor(source.siteIdAt(0), { allSites: true });
    const { rows } = await upstream.ask('payment_transactions', { siteId: BigInt(source.siteIdAt(1)) });
    expect(rows[0]?.['site_id']).toBe(source.siteIdAt(1));
    expect(() => upstream.simulator.tokenFor('7')).toThrow(ConfigError);
  });
});

describe('the traffic count', () => {
  it('reports the true peak of requests in flight, over all and per token', async () => {
    await using upstream = await simulated({ latencyMs: 600 });
    const other = upstream.simulator.tokenFor(upstream.siteId);
    const path = '/TenantGoods/QueryTenantGoods';
    await Promise.all([
      ...Array.from({ length: 5 }, () => upstream.post(path, '{}')),
      ...Array.from({ length: 3 }, () => upstream.post(path, '{}', other)),
    ]);
    const { peakInFlight, peakInFlightByToken, requests } = upstream.simulator.stats();
    expect([requests, peakInFlight]).toEqual([8, 8]);
    expect(Object.values(peakInFlightByToken).toSorted((left, right) => left - right)).toEqual([3, 5]);
  });

  it('reports one in flight for a client that waits for each answer', async () => {
    await using upstream = await simulated();
    for (let page = 1; page <= 20; page += 1) await upstream.ask('payment_transactions', { page: (page % 3) + 1 });
    const { peakInFlight, byTable } = upstream.simulator.stats();
    expect([peakInFlight, byTable]).toEqual([1, { payment_transactions: 20 }]);
  });

  it('counts requests within any one second, and answers 429 above the limit', async () => {
    const clock = handClock(Date.UTC(2026, 5, 1));
    await using upstream = await simulated({ clock, requestsPerSecond: 2 });
    const statuses = [];
    for (const afterMs of [0, 300, 300, 399, 1]) {
      clock.nowMs += afterMs;
      const answer = await upstream.ask('site_tables_master');
      statuses.push([answer.status, answer.headers.get('retry-after')]);
    }
    expect(statuses).toEqual([
      [200, null],
      [200, null],
      [429, '1'],
      [429, '1'],
      [200, null],
    ]);
    expect(upstream.simulator.stats()).toMatchObject({ peakPerSecond: 4, byOutcome: { 200: 3, 429: 2 } });
  });

  it('notices a retry that came before its Retry-After was over', async () => {
    const clock = handClock(Date.UTC(2026, 5, 1));
    await using upstream = await simulated({ clock, misbehave: 'M-429-5XX=sequence:429+429+ok;retryAfter:10' });
    await upstream.ask('site_tables_master');
    clock.nowMs += 9_999;
    await upstream.ask('site_tables_master');
    clock.nowMs += 10_000;
    await upstream.ask('site_tables_master');
    expect(upstream.simulator.stats().earlyRetries).toBe(1);
  });

  it('starts anew when reset', async () => {
    await using upstream = await simulated();
    await upstream.ask('site_tables_master');
    upstream.simulator.resetStats();
    expect(upstream.simulator.stats()).toMatchObject({ requests: 0, bytes: 0, peakInFlight: 0, byTable: {} });
  });
});

describe('the control endpoints', () => {
  it('publish the truth of a store-day, and say what is wrong with a question', async () => {
    await using upstream = await simulated();
    const { url } = upstream.simulator;
    expect(await getJson(`${url}/__truth?site=${upstream.siteId}&date=2026-01-02`)).toEqual({
      siteId: upstream.siteId,
      businessDate: '2026-01-02',
      figures: { rows: '250' },
    });
    expect(await getJson(`${url}/__truth?site=7&date=2026-01-02`)).toHaveProperty(
      'error',
      expect.stringContaining('7'),
    );
    expect(await getJson(`${url}/__truth?date=2026-02-30`)).toHaveProperty(
      'error',
      expect.stringContaining('2026-02-30'),
    );
    expect(await getJson(`${url}/__truth?date=2026-01-02&asOf=soon`)).toHaveProperty(
      'error',
      expect.stringContaining('soon'),
    );
    expect(await getJson(`${url}/__nothing`)).toHaveProperty('error', expect.stringContaining('/__truth'));
    expect((await fetch(`${url}/__truth`, { method: 'POST' })).status).toBe(405);
  });

  it('show and move simulated time', async () => {
    await using upstream = await simulated({ startAt: '2026-01-31 12:00:00' });
    const url = `${upstream.simulator.url}/__clock`;
    expect((await getJson(url))['now']).toBe('2026-01-31 12:00:00');
    expect((await postJson(url, { advanceSeconds: 3601 }))['now']).toBe('2026-01-31 13:00:01');
    expect((await postJson(url, { set: '2026-03-01 00:00:00' }))['now']).toBe('2026-03-01 00:00:00');
    expect(await postJson(url, { set: '2026-02-30 00:00:00' })).toHaveProperty('error');
  });

  it('let simulated time run with the clock unless it is frozen', async () => {
    const clock = handClock(Date.UTC(2026, 5, 1));
    await using upstream = await simulated({ clock, frozen: false, startAt: '2026-01-31 23:59:59' });
    clock.nowMs += 2_000;
    expect(upstream.simulator.now()).toBe('2026-02-01 00:00:01');
  });

  it('issue tokens, list stores, count traffic and switch misbehaviour', async () => {
    await using upstream = await simulated();
    const { url } = upstream.simulator;
    upstream.token = String((await getJson(`${url}/__token?site=${upstream.siteId}`))['token']);
    expect((await upstream.ask('site_tables_master')).status).toBe(200);
    expect(await getJson(`${url}/__stores?limit=1`)).toEqual({
      count: 2,
      openingDate: '2026-01-01',
      stores: [upstream.siteId],
    });
    expect((await getJson(`${url}/__stats`))['requests']).toBe(1);
    expect((await postJson(`${url}/__stats`, { reset: true }))['requests']).toBe(0);
    await postJson(`${url}/__misbehave`, { spec: 'M-CODE' });
    expect((await upstream.ask('site_tables_master')).body['code']).toBe('200');
    const refused = await postJson(`${url}/__misbehave`, { spec: 'M-CODES' });
    expect(refused['error']).toContain('M-CODE');
    expect((await upstream.ask('site_tables_master')).body['code']).toBe('200');
  });
});

it('steers nothing for a caller from another machine', async () => {
  const upstream = new Upstream({ source: smallHall(), clock: systemClock });
  const answer = await upstream.handle({
    method: 'GET',
    path: '/__token',
    search: new URLSearchParams(),
    authorization: undefined,
    bodyText: '',
    local: false,
    signal: new AbortController().signal,
    onEnd: () => undefined,
  });
  expect(answer).toMatchObject({ kind: 'reply', status: 403 });
  expect(JSON.stringify(answer)).not.toContain('token"');
});

it('says which port is taken', async () => {
  await using upstream = await simulated();
  await expect(simulated({ port: upstream.simulator.port })).rejects.toThrow(String(upstream.simulator.port));
});
