import { expect } from 'vitest';
import { changedRows, FEES, keysOf, type MisbehaviourCase } from './misbehaviour-case.ts';
import { type Answered, at, type TestSimulator } from './simulator-client.ts';
import { timeOf } from './small-hall.ts';

/** Misbehaviour of whole answers: access, envelope, paging, and which rows there are. */
export const ANSWER_CASES: readonly MisbehaviourCase[] = [
  {
    spec: 'M-CODE=200',
    does: 'sends 200 for success',
    check: async (upstream) => expect((await upstream.ask(FEES)).body['code']).toBe('200'),
  },
  {
    spec: 'M-CODE=alternate',
    does: 'sends 200 and 0 in turn',
    check: async (upstream) => {
      const codes = [(await upstream.ask(FEES)).body['code'], (await upstream.ask(FEES)).body['code']];
      expect(codes).toEqual(['200', '0']);
    },
  },
  {
    spec: 'M-LIST-KEY',
    does: 'serves the first documented alternative',
    check: async (upstream) => {
      expect(Object.keys((await upstream.ask('member_balance_changes')).data)).toContain('memberAccountChanges');
      expect(Object.keys((await upstream.ask(FEES)).data)).toEqual(['list', 'total']);
      expect((await upstream.ask('payment_transactions')).data).toHaveLength(100);
    },
  },
  {
    spec: 'M-LIST-KEY=array;table:member_profiles',
    does: 'makes data the array, and drops the total, of one table',
    check: async (upstream) => {
      expect((await upstream.ask('member_profiles')).data).toHaveLength(100);
      expect((await upstream.ask(FEES)).total).toBe('250');
    },
  },
  {
    spec: 'M-NO-TOTAL',
    does: 'leaves the total out',
    check: async (upstream) => {
      const answer = await upstream.ask(FEES);
      expect([answer.rows.length, Object.keys(answer.data)]).toEqual([100, ['siteTableUseDetailsList']]);
    },
  },
  {
    spec: 'M-NO-TOTAL=tooSmall;by:3',
    does: 'tells too small a total',
    check: async (upstream) => expect((await upstream.ask(FEES)).total).toBe('247'),
  },
  {
    spec: 'M-NO-TOTAL=tooLarge',
    does: 'tells too large a total',
    check: async (upstream) => expect((await upstream.ask(FEES)).total).toBe('251'),
  },
  {
    spec: 'M-SALES-NO-WINDOW',
    does: 'answers goods sales without a window with an empty success',
    check: async (upstream) => {
      const sales = await upstream.ask('store_goods_sales_records', { startTime: undefined, endTime: undefined });
      expect([sales.body['code'], sales.rows, sales.total]).toEqual(['0', [], '0']);
    },
  },
  {
    spec: 'M-STOCK-NO-SITE',
    does: 'leaves the store out of the stock report',
    check: async (upstream) => {
      const { rows, text } = await upstream.ask('goods_stock_summary');
      expect(rows).toHaveLength(100);
      expect(text).not.toContain(upstream.siteId);
    },
  },
  {
    spec: 'M-SHARED-LIST-KEY',
    does: 'gives table fees and redemptions one list key',
    check: async (upstream) => {
      for (const table of [FEES, 'group_buy_redemption_records']) {
        expect((await upstream.ask(table)).data).toHaveProperty('siteTableUseDetailsList');
      }
    },
  },
  {
    spec: 'M-LIMIT-CAP',
    does: 'cuts a limit above 100',
    check: async (upstream) => expect((await upstream.ask(FEES, { limit: 101 })).rows).toHaveLength(100),
  },
  {
    spec: 'M-OVERPAGE',
    does: 'repeats the last page behind the end',
    check: async (upstream) => {
      const last = await upstream.ask(FEES, { page: 3 });
      const beyond = await upstream.ask(FEES, { page: 9 });
      expect(last.rows).toHaveLength(50);
      expect(beyond.text).toBe(last.text);
    },
  },
  {
    spec: 'M-PAGE-DRIFT=2',
    does: 'slides rows to the next page until all have appeared',
    check: async (upstream, plain) => {
      const first = await upstream.ask(FEES);
      const second = await upstream.ask(FEES, { page: 2 });
      expect([first.total, second.total]).toEqual(['240', '242']);
      const again = keysOf(second, FEES).filter((key) => keysOf(first, FEES).includes(key));
      expect(again).toHaveLength(2);
      for (let page = 3; page <= 5; page += 1) await upstream.ask(FEES, { page: 3 });
      expect(await upstream.walkKeys(FEES)).toEqual(await plain.walkKeys(FEES));
    },
  },
  {
    spec: 'M-DUP-PAGES',
    does: 'shows the last row of a page again on the next, all others once',
    check: async (upstream, plain) => {
      const keys = await upstream.walkKeys(FEES);
      expect(keys).toHaveLength(252);
      expect([...new Set(keys)]).toEqual(await plain.walkKeys(FEES));
    },
  },
  {
    spec: 'M-LOST-ROW',
    does: 'loses a row between two pages of the first walk only, and changes page 1',
    check: async (upstream, plain) => {
      const all = await plain.walkKeys(FEES);
      const first = await upstream.walkKeys(FEES);
      expect(first).toHaveLength(249);
      expect(all.filter((key) => !first.includes(key))).toEqual([all[100]]);
      const second = await upstream.walkKeys(FEES);
      expect(second).toHaveLength(249);
      expect(second).toContain(all[100]);
      expect(second.slice(0, 100)).not.toEqual(first.slice(0, 100));
      expect((await upstream.ask(FEES)).total).toBe('249');
    },
  },
  {
    spec: 'M-TOKEN-EXPIRY=2',
    does: 'refuses a token with 401 after its requests, and takes a new one',
    check: async (upstream) => {
      const statuses = [];
      for (let page = 1; page <= 3; page += 1) statuses.push((await upstream.ask(FEES, { page })).status);
      expect(statuses).toEqual([200, 200, 401]);
      upstream.token = upstream.simulator.tokenFor(upstream.siteId);
      expect((await upstream.ask(FEES, { page: 3 })).rows).toHaveLength(50);
    },
  },
  {
    spec: 'M-TOKEN-EXPIRY=0;form:bodyCode',
    does: 'refuses a token in a body on HTTP 200',
    check: async (upstream) => {
      const { status, body } = await upstream.ask(FEES);
      expect([status, body['code'], body['msg'], body['data']]).toEqual([200, '10001', '登录已过期，请重新登录', null]);
    },
  },
  {
    spec: 'M-429-5XX=sequence:429+500+502+503+ok;retryAfter:7',
    does: 'fails the first requests as told',
    check: async (upstream) => {
      const first = await upstream.ask(FEES);
      expect([first.status, first.headers.get('retry-after')]).toEqual([429, '7']);
      const statuses = [];
      for (let ask = 1; ask <= 5; ask += 1) statuses.push((await upstream.ask(FEES)).status);
      expect(statuses).toEqual([500, 502, 503, 200, 200]);
    },
  },
  {
    spec: 'M-429-5XX=sequence:429date+html;retryAfter:90',
    does: 'names a date to retry after, and serves HTML on 200',
    check: async (upstream) => {
      const header = (await upstream.ask(FEES)).headers.get('retry-after') ?? '';
      const waitSeconds = (Date.parse(header) - Date.now()) / 1000;
      expect(header).toMatch(/ GMT$/);
      expect(waitSeconds).toBeGreaterThan(80);
      expect(waitSeconds).toBeLessThanOrEqual(91);
      const page = await upstream.ask(FEES);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.text).toMatch(/^<!DOCTYPE html>/);
    },
  },
  {
    spec: 'M-429-5XX=sequence:reset+hang;hangSeconds:0.05',
    does: 'resets connections, and hangs until it drops them',
    check: async (upstream) => {
      await expect(upstream.ask(FEES)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
      await expect(upstream.ask(FEES)).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
      expect((await upstream.ask(FEES)).status).toBe(200);
      expect(upstream.simulator.stats().byOutcome).toEqual({ reset: 1, hang: 1, 200: 1 });
    },
  },
  {
    spec: 'M-429-5XX=0.3;kinds:500',
    does: 'fails a share of requests, the same at every run, and lets retries through',
    check: async (upstream, plain) => {
      const walk = async (on: TestSimulator): Promise<readonly number[]> => {
        const statuses = [];
        for (let limit = 1; limit <= 60; limit += 1) statuses.push((await on.ask(FEES, { limit })).status);
        return statuses;
      };
      const statuses = await walk(upstream);
      const failures = statuses.filter((status) => status === 500).length;
      expect(failures).toBeGreaterThan(8);
      expect(failures).toBeLessThan(30);
      plain.simulator.setMisbehaviour('M-429-5XX=0.3;kinds:500');
      expect(await walk(plain)).toEqual(statuses);
      const limit = statuses.indexOf(500) + 1;
      const tries = [];
      for (let ask = 1; ask <= 12; ask += 1) tries.push((await upstream.ask(FEES, { limit })).status);
      expect(tries).toContain(200);
    },
  },
  {
    spec: 'M-TICKET-1400',
    does: 'answers 1400 for every ticket and leaves the others alone',
    check: async (upstream) => {
      const id = BigInt(String(at((await upstream.ask('settlement_records')).rows[0], 'settleList.id')));
      const ticket = await upstream.ask('settlement_ticket_details', { orderSettleId: id });
      expect([ticket.status, ticket.body['code']]).toEqual([200, '1400']);
    },
  },
  {
    spec: 'M-TICKET-1400=2026-02-01',
    does: 'answers 1400 from a date on',
    startAt: '2026-01-31 23:59:59',
    check: async (upstream) => {
      const id = BigInt(String(at((await upstream.ask('settlement_records')).rows[0], 'settleList.id')));
      expect((await upstream.ask('settlement_ticket_details', { orderSettleId: id })).body['code']).toBe('0');
      upstream.simulator.advance(1);
      expect((await upstream.ask('settlement_ticket_details', { orderSettleId: id })).body['code']).toBe('1400');
    },
  },
  {
    spec: 'M-EMPTY-WINDOW=days:2026-01-02',
    does: 'empties answers about a day, of one endpoint',
    check: async (upstream) => {
      const ask = (from: string, to: string): Promise<Answered> =>
        upstream.ask('settlement_records', { rangeStartTime: from, rangeEndTime: to });
      const empty = await ask('2026-01-02 08:00:00', '2026-01-03 08:00:00');
      expect([empty.body['code'], empty.rows, empty.total]).toEqual(['0', [], '0']);
      expect((await ask('2026-01-01 08:00:00', '2026-01-02 00:00:00')).total).toBe('84');
      expect((await upstream.ask(FEES)).total).toBe('250');
    },
  },
  {
    spec: 'M-VANISH=0.1',
    does: 'takes a share of the rows away, the same at every reading',
    check: async (upstream, plain) => {
      const keys = await upstream.walkKeys(FEES);
      expect(keys.length).toBeLessThan(245);
      expect(keys.length).toBeGreaterThan(200);
      expect(await plain.walkKeys(FEES)).toEqual(expect.arrayContaining([...keys]));
      expect(await upstream.walkKeys(FEES)).toEqual(keys);
      expect((await upstream.ask(FEES)).total).toBe(String(keys.length));
    },
  },
  {
    spec: 'M-OTHER-SITE=0.1',
    does: 'mixes rows of another store into the answer',
    check: async (upstream) => {
      const sites = [];
      for (let page = 1; page <= 3; page += 1) {
        sites.push(...(await upstream.ask(FEES, { page })).rows.map((row) => row['site_id']));
      }
      expect(sites).toHaveLength(275);
      expect(sites.filter((site) => site !== upstream.siteId)).toHaveLength(25);
      expect((await upstream.ask('member_profiles')).total).toBe('250');
    },
  },
  {
    spec: 'M-OTHER-SITE',
    does: 'invents another store when there is only one',
    stores: 1,
    check: async (upstream, plain) => {
      const keys = await upstream.walkKeys(FEES);
      expect([keys.length, new Set(keys).size]).toEqual([262, 262]);
      expect(keys).toEqual(expect.arrayContaining([...(await plain.walkKeys(FEES))]));
      const foreign = (await upstream.ask(FEES)).rows.filter((row) => row['site_id'] !== upstream.siteId);
      expect(foreign).toHaveLength(12);
    },
  },
  {
    spec: 'M-RECHARGE-LEAK',
    does: 'puts the recharges of the window among the settlements',
    check: async (upstream, plain) => {
      const keys = await upstream.walkKeys('settlement_records');
      const own = await plain.walkKeys('settlement_records');
      const recharges = await plain.walkKeys('recharge_settlements');
      expect(keys.toSorted()).toEqual([...own, ...recharges].toSorted());
      expect(await upstream.walkKeys('recharge_settlements')).toEqual(recharges);
    },
  },
  {
    spec: 'M-LATE-EDIT=1;hours:6',
    does: 'shows the earlier value until the delay is over',
    startAt: timeOf(99),
    check: async (upstream, plain) => {
      const changed = await changedRows(upstream, plain, 'store_goods_sales_records');
      // A row every ten minutes: 36 of the 100 are younger than six hours.
      expect(changed).toHaveLength(36);
      expect(new Set(changed.map((row) => row['returns_number']))).toEqual(new Set(['0']));
      upstream.simulator.advance(6 * 3600);
      plain.simulator.advance(6 * 3600);
      const later = await changedRows(upstream, plain, 'store_goods_sales_records');
      expect(later).toHaveLength(36);
      expect(later.every((row) => String(row['create_time']) > timeOf(99))).toBe(true);
    },
  },
  {
    spec: 'M-LATE-ARRIVAL=0.5;hours:6',
    does: 'shows a share of the rows only after the delay, and then all',
    startAt: timeOf(99),
    check: async (upstream, plain) => {
      const early = await upstream.walkKeys(FEES);
      const all = await plain.walkKeys(FEES);
      expect(all).toHaveLength(100);
      expect(early.length).toBeGreaterThan(70);
      expect(early.length).toBeLessThan(95);
      expect(early.slice(-64)).toEqual(all.slice(-64));
      upstream.simulator.advance(6 * 3600);
      expect(await upstream.walkKeys(FEES)).toEqual(expect.arrayContaining([...all]));
    },
  },
];
