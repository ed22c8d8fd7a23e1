import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createArchiveWriter } from '../../src/api/archive/writer.ts';
import { walkEndpoint } from '../../src/api/walk.ts';
import { sleep } from '../../src/base/clock.ts';
import { ApiAuthError, ConfigError, ContractViolation, TransientError } from '../../src/base/errors.ts';
import { settlementTicketDetails } from '../../src/catalog/endpoints/settlement-ticket-details.ts';
import { storeGoodsSalesRecords } from '../../src/catalog/endpoints/store-goods-sales-records.ts';
import { MEMBERS, MEMBERS_SCOPE, SITE } from './members.ts';
import {
  envelope,
  idsIn,
  makeClient,
  makeJwt,
  pageOf,
  rawRecords,
  readAll,
  scratchFolder,
  sendJson,
  startUpstream,
  walkMembers,
} from './support.ts';

describe('a walk over pages', () => {
  it('reads 100 pages with 8 in flight, never more, and proves them complete', async () => {
    const records = rawRecords(9_950);
    const upstream = await startUpstream(async (request, response) => {
      await sleep(10);
      sendJson(response, pageOf(records, request));
    });
    const made = makeClient(upstream, { width: 8 });
    const walk = await walkMembers(made, await scratchFolder(), { pageConcurrency: 20 });
    expect(walk.end).toMatchObject({ proven: true, doubts: [], total: 9_950, pages: 100, rowsSeen: 9_950 });
    expect(walk.pages.map((page) => page.pageNo)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(await idsIn(walk)).toEqual(records.map((record) => /\d+/.exec(record)?.[0]));
    expect(upstream.peak()).toBe(8);
    expect(upstream.requests).toHaveLength(101);
    expect(upstream.requests.at(-1)?.body['page']).toBe(1);
    expect(made.meter.totals).toMatchObject({ requests: 101, retries: 0, waitMs: 0 });
  });

  it('asks a single short page once and does not read it again', async () => {
    const upstream = await startUpstream((request, response) => sendJson(response, pageOf(rawRecords(7), request)));
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end).toMatchObject({ proven: true, pages: 1, rowsSeen: 7, total: 7 });
    expect(upstream.requests).toHaveLength(1);
  });

  it('sends the 64-bit site id to the digit, and never asks for more than 100 rows', async () => {
    const upstream = await startUpstream((request, response) => sendJson(response, pageOf([], request)));
    const scope = { ...MEMBERS_SCOPE, siteId: '9007199254740993' as typeof SITE };
    await walkMembers(makeClient(upstream), await scratchFolder(), { scope, pageSize: 500 });
    expect(upstream.requests[0]?.text).toBe('{"siteId":9007199254740993,"page":1,"limit":100}');
    expect(upstream.requests[0]?.headers.authorization).toBe('Bearer plain-token');
  });

  it('follows the page size in force when upstream cuts the one asked for', async () => {
    const records = rawRecords(45);
    const upstream = await startUpstream((request, response) => {
      sendJson(response, pageOf(records, { ...request, body: { ...request.body, limit: 10 } }));
    });
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end).toMatchObject({ proven: true, pages: 5, rowsSeen: 45 });
  });

  it('doubts a walk during which rows were added at the head', async () => {
    const records = rawRecords(300);
    const upstream = await startUpstream((request, response) => {
      const page = Number(request.body['page']);
      const seen = page === 1 && upstream.requests.length === 1 ? records : ['{"id":9199999999999999999}', ...records];
      sendJson(response, pageOf(seen, request));
    });
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end?.proven).toBe(false);
    expect(walk.end?.doubts).toEqual(expect.arrayContaining(['first-page-changed', 'total-changed']));
  });

  it('does not doubt page 1 because a row on it was edited meanwhile', async () => {
    const records = rawRecords(150);
    const upstream = await startUpstream((request, response) => {
      const edited = records.map((record) => record.replace('}', `,"edit":${upstream.requests.length}}`));
      sendJson(response, pageOf(edited, request));
    });
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end).toMatchObject({ proven: true, pages: 2, rowsSeen: 150 });
  });

  it('doubts a walk in which a row was lost between two pages', async () => {
    const records = rawRecords(250);
    const upstream = await startUpstream((request, response) => {
      const seen = request.body['page'] === 2 ? records.filter((_, index) => index !== 120) : records;
      const page2 = envelope(seen.slice(100, 199), 250);
      sendJson(response, request.body['page'] === 2 ? page2 : pageOf(records, request));
    });
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end).toMatchObject({ proven: false, doubts: ['rows-differ-from-total'], rowsSeen: 249, total: 250 });
  });

  it('accepts a row that came twice when every row came, counting keys beyond 2^53 apart', async () => {
    const records = rawRecords(250);
    const upstream = await startUpstream((request, response) => {
      const slice = records.slice((Number(request.body['page']) - 1) * 100, Number(request.body['page']) * 100);
      sendJson(response, envelope(request.body['page'] === 3 ? [records[199] ?? '', ...slice] : slice, 250));
    });
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end).toMatchObject({ proven: true, rowsSeen: 251, total: 250 });
  });

  it.each([
    ['empty', false],
    ['a repeat of the last page', true],
  ])('ends when the total is too large and pages past the end are %s', async (_name, repeats) => {
    const records = rawRecords(250);
    const upstream = await startUpstream((request, response) => {
      const page = Number(request.body['page']);
      const shown = repeats ? Math.min(page, 3) : page;
      sendJson(response, pageOf(records, { ...request, body: { ...request.body, page: shown } }, 1_000_000));
    });
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end).toMatchObject({ proven: false, doubts: ['rows-differ-from-total'], rowsSeen: 250, pages: 3 });
    expect(upstream.requests.length).toBeLessThan(30);
  });

  it('reads on past a total that is too small, keeps the rows, and proves nothing', async () => {
    const records = rawRecords(350);
    const upstream = await startUpstream((request, response) => sendJson(response, pageOf(records, request, 100)));
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end).toMatchObject({ proven: false, doubts: ['rows-differ-from-total'], rowsSeen: 350, pages: 4 });
  });

  it('stops as overlong when every page brings something new for ever', async () => {
    const upstream = await startUpstream((request, response) => {
      sendJson(response, envelope([`{"id":${Number(request.body['page'])}}`], null));
    });
    const walk = await walkMembers(makeClient(upstream), await scratchFolder(), { maxPages: 12 });
    expect(walk.end).toMatchObject({ proven: false, pages: 12 });
    expect(walk.end?.doubts).toEqual(expect.arrayContaining(['no-total', 'overlong']));
  });

  it.each([
    ['an empty page', false],
    ['the last page again', true],
  ])('ends without a total at %s, and says that there was no total', async (_name, repeats) => {
    const records = rawRecords(230);
    const upstream = await startUpstream((request, response) => {
      const page = Number(request.body['page']);
      const shown = repeats ? Math.min(page, 3) : page;
      sendJson(response, pageOf(records, { ...request, body: { ...request.body, page: shown } }, null));
    });
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end).toMatchObject({ proven: false, doubts: ['no-total'], total: null, rowsSeen: 230, pages: 3 });
    expect(upstream.requests).toHaveLength(5);
  });
});

describe('a walk that cannot go on', () => {
  it('throws the list keys seen when no list is found, and keeps the body', async () => {
    const root = await scratchFolder();
    const upstream = await startUpstream((_request, response) => sendJson(response, { code: 0, data: { rowz: 3 } }));
    const failure = await walkMembers(makeClient(upstream), root).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ContractViolation);
    expect((failure as Error).message).toMatch(/keys seen: code, data \(data: rowz\)/);
    const [walk] = await readAll(root);
    expect(walk).toMatchObject({ end: null, pages: [] });
    const folder = `${root}/${SITE}/${MEMBERS.table}/20260302/${walk?.walkId}`;
    const kept = gunzipSync(await readFile(`${folder}/0001-refused.json.gz`)).toString();
    expect(kept).toBe('{"code":0,"data":{"rowz":3}}');
  });

  it('throws a refusal with the code upstream gave', async () => {
    const upstream = await startUpstream((_request, response) => sendJson(response, { code: 1400, msg: '参数错误' }));
    const failure = await walkMembers(makeClient(upstream), await scratchFolder()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ContractViolation);
    expect(failure).toMatchObject({ details: { upstreamCode: '1400' } });
  });

  it('leaves pages without an end when the token expires for good in the middle', async () => {
    const root = await scratchFolder();
    const records = rawRecords(950);
    const upstream = await startUpstream((request, response) => {
      if (upstream.requests.length > 5) sendJson(response, { code: 401, msg: 'token expired' }, 401);
      else sendJson(response, pageOf(records, request));
    });
    const failure = await walkMembers(makeClient(upstream, { width: 1 }), root).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiAuthError);
    expect((failure as Error).message).toMatch(/API_TOKEN .*API_TOKEN_COMMAND/);
    expect((failure as Error).message).not.toContain('plain-token');
    const [walk] = await readAll(root);
    expect(walk?.end).toBeNull();
    expect(walk?.pages).toHaveLength(5);
  });

  it('sends nothing for goods sales without a window', async () => {
    const upstream = await startUpstream((request, response) => sendJson(response, pageOf([], request)));
    const root = await scratchFolder();
    const endpoint = storeGoodsSalesRecords;
    const scope = { siteId: SITE, table: endpoint.table, window: null, ids: null };
    await expect(walkMembers(makeClient(upstream), root, { endpoint, scope })).rejects.toThrow(ConfigError);
    expect(upstream.requests).toHaveLength(0);
    expect(await readAll(root)).toEqual([]);
  });

  it('fails with the time of the next try when Retry-After reaches beyond the deadline', async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(429, { 'retry-after': '3600' });
      response.end();
    });
    const made = makeClient(upstream);
    const deadline = new Date(made.clock.now().getTime() + 60_000);
    const failure = await walkMembers(made, await scratchFolder(), { deadline }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TransientError);
    expect((failure as TransientError).retryAt?.toISOString()).toBe('2026-03-02T01:00:00.000Z');
    expect(made.clock.sleeps).toEqual([]);
  });

  it('stops at once when it is cancelled, with all requests at rest', async () => {
    const abort = new AbortController();
    const upstream = await startUpstream(async (request, response) => {
      if (upstream.requests.length === 4) abort.abort(new Error('stop it'));
      await sleep(5);
      sendJson(response, pageOf(rawRecords(5_000), request));
    });
    const walking = walkMembers(makeClient(upstream), await scratchFolder(), { signal: abort.signal });
    await expect(walking).rejects.toThrow('stop it');
    expect(upstream.requests.length).toBeLessThan(12);
  });
});

describe('a walk that is told to slow down', () => {
  it('halves the pages in flight after one 429, and recovers without losing a page', async () => {
    const records = rawRecords(9_950);
    const inFlight: number[] = [];
    let active = 0;
    const upstream = await startUpstream(async (request, response) => {
      const turn = upstream.requests.length;
      active += 1;
      inFlight[turn] = active;
      await sleep(25);
      active -= 1;
      if (turn === 30) sendJson(response, '', 429);
      else sendJson(response, pageOf(records, request));
    });
    const walk = await walkMembers(makeClient(upstream), await scratchFolder());
    expect(walk.end).toMatchObject({ proven: true, rowsSeen: 9_950, pages: 100 });
    expect(Math.max(...inFlight.slice(9, 30))).toBe(8);
    expect(Math.max(...inFlight.slice(40, 44))).toBeLessThanOrEqual(5);
    expect(Math.max(...inFlight.slice(85, 100))).toBeGreaterThanOrEqual(7);
    expect(Math.max(...inFlight.slice(1))).toBe(8);
  });
});

describe('a token that expires in the middle of a walk', () => {
  it.each(['http', 'body'])('is renewed once for all pages in flight, none lost or doubled (%s)', async (form) => {
    const records = rawRecords(1_950);
    const root = await scratchFolder();
    let served = 0;
    const upstream = await startUpstream(async (request, response) => {
      await sleep(3);
      const isOld = request.headers.authorization === 'Bearer plain-token';
      if (isOld && ++served > 7) {
        const refusal = { code: form === 'http' ? 401 : 10401, msg: '登录已过期，请重新登录' };
        sendJson(response, refusal, form === 'http' ? 401 : 200);
      } else sendJson(response, pageOf(records, request));
    });
    const log = `${root}/renewals`;
    const made = makeClient(upstream, { command: `echo once >> '${log}'; echo renewed-token` });
    const walk = await walkMembers(made, `${root}/archive`);
    expect(walk.end).toMatchObject({ proven: true, rowsSeen: 1_950, pages: 20 });
    expect(await idsIn(walk)).toEqual(records.map((record) => /\d+/.exec(record)?.[0]));
    expect(await readFile(log, 'utf8')).toBe('once\n');
  });

  it('is not used once its own expiry has passed', async () => {
    const upstream = await startUpstream((request, response) => sendJson(response, pageOf([], request)));
    const token = makeJwt(new Date('2026-03-01T23:59:59Z'));
    const walking = walkMembers(makeClient(upstream, { token }), await scratchFolder());
    await expect(walking).rejects.toThrow(/API_TOKEN expired at 2026-03-01T23:59:59/);
    expect(upstream.requests).toHaveLength(0);
  });
});

describe('a walk over ids', () => {
  const endpoint = settlementTicketDetails;
  const ids = ['1000000000000000003', '1000000000000000001', '1000000000000000002'];
  const scope = { siteId: SITE, table: endpoint.table, window: null, ids };

  it('asks for each id exactly and names it on its page', async () => {
    const upstream = await startUpstream((request, response) => {
      sendJson(response, `{"code":0,"data":{"data":${request.text}}}`);
    });
    const made = makeClient(upstream);
    const archive = createArchiveWriter(await scratchFolder());
    const walk = await walkEndpoint({ client: made.client, endpoint, scope, archive, clock: made.clock });
    expect(walk.pages.map((page) => [page.pageNo, page.id])).toEqual(ids.map((id, index) => [index + 1, id]));
    expect(walk.end).toMatchObject({ proven: true, doubts: [], rowsSeen: 3, total: null });
    expect(await walk.pages[1]?.body()).toContain('"orderSettleId":1000000000000000001');
  });

  it.each([
    ['refused', { code: 1400, msg: 'gone' }],
    ['unknown', { code: 0, data: { data: null } }],
  ])('goes on past an id that is %s, and says so', async (_name, answer) => {
    const upstream = await startUpstream((request, response) => {
      if (request.text.includes(ids[1] ?? '')) sendJson(response, answer);
      else sendJson(response, `{"code":0,"data":{"data":${request.text}}}`);
    });
    const made = makeClient(upstream);
    const archive = createArchiveWriter(await scratchFolder());
    const walk = await walkEndpoint({ client: made.client, endpoint, scope, archive, clock: made.clock });
    expect(walk.pages.map((page) => page.pageNo)).toEqual([1, 3]);
    expect(walk.end).toMatchObject({ proven: false, doubts: ['ids-refused'], rowsSeen: 2 });
  });
});
