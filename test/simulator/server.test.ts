import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { SIMULATED_ENDPOINTS } from '../../src/simulator/contract/endpoints.ts';
import { at, simulated, WHOLE } from './simulator-client.ts';
import { smallHall } from './small-hall.ts';

const LISTS = SIMULATED_ENDPOINTS.filter(({ mode }) => mode !== 'per-id');

describe('the simulated upstream', () => {
  it.each(LISTS.map((endpoint) => [endpoint.table, endpoint] as const))(
    'serves %s as the contract says: code 0, list under its key, total',
    async (_table, endpoint) => {
      await using upstream = await simulated();
      const answer = await upstream.ask(endpoint.table);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.status).toBe(200);
      expect(answer.body['code']).toBe('0');
      expect(answer.rows).toHaveLength(endpoint.paged ? 100 : 250);
      expect(answer.total).toBe(endpoint.totalPath === null ? undefined : '250');
    },
  );

  it('wraps a ticket twice, and refuses an unknown one on HTTP 200', async () => {
    await using upstream = await simulated();
    const { rows } = await upstream.ask('settlement_records');
    const id = String(at(rows[0], 'settleList.id'));
    const ticket = await upstream.ask('settlement_ticket_details', { orderSettleId: BigInt(id) });
    expect(at(ticket.body, 'data.data.orderSettleId')).toBe(id);
    const unknown = await upstream.ask('settlement_ticket_details', { orderSettleId: 17 });
    expect([unknown.status, unknown.body['code'], unknown.body['data']]).toEqual([200, '1004', null]);
  });

  it('pages from 1, newest first, and shows every row exactly once', async () => {
    await using upstream = await simulated();
    const keys = await upstream.walkKeys('table_fee_transactions');
    expect(keys).toHaveLength(250);
    expect(keys).toEqual([...new Set(keys)].toSorted().toReversed());
  });

  it('cuts a limit above 100 without a word (M-LIMIT-CAP)', async () => {
    await using upstream = await simulated();
    const answer = await upstream.ask('member_profiles', { limit: 5000 });
    expect([answer.rows.length, answer.total]).toEqual([100, '250']);
  });

  it('selects windows half open, under the first names and under their alternatives', async () => {
    await using upstream = await simulated();
    const narrow = { from: '2026-01-01 10:00:00', to: '2026-01-01 10:10:00' };
    const first = await upstream.ask('payment_transactions', { StartPayTime: narrow.from, EndPayTime: narrow.to });
    expect(first.rows.map((row) => row['pay_time'])).toEqual(['2026-01-01 10:00:00']);
    const other = await upstream.ask('payment_transactions', {
      StartPayTime: undefined,
      EndPayTime: undefined,
      startTime: narrow.from,
      endTime: narrow.to,
    });
    expect(other.text).toBe(first.text);
  });

  it('answers goods sales without a window with an empty success (M-SALES-NO-WINDOW), others with a parameter error', async () => {
    await using upstream = await simulated();
    const none = { startTime: undefined, endTime: undefined };
    const sales = await upstream.ask('store_goods_sales_records', none);
    expect([sales.body['code'], sales.rows, sales.total]).toEqual(['0', [], '0']);
    const services = await upstream.ask('assistant_service_records', none);
    expect([services.status, services.body['code']]).toEqual([200, '1001']);
  });

  it('gives stock report rows no store, and two endpoints one list key (M-STOCK-NO-SITE, M-SHARED-LIST-KEY)', async () => {
    await using upstream = await simulated();
    const { rows } = await upstream.ask('goods_stock_summary');
    expect(Object.keys(rows[0] ?? {}).filter((name) => /^site_?id$/i.test(name))).toEqual([]);
    const fees = await upstream.ask('table_fee_transactions');
    const redemptions = await upstream.ask('group_buy_redemption_records');
    expect(Object.keys(fees.data)).toEqual(Object.keys(redemptions.data));
  });

  it('prints 16-digit ids and money digit by digit, with no more decimals than needed', async () => {
    await using upstream = await simulated({ source: smallHall({ rows: 81 }) });
    const { text } = await upstream.ask('table_fee_discount_records');
    expect(text).toContain('"site_id":2790000000000001,');
    expect(text).toMatch(/"ledger_amount":49,/);
    expect(text).toMatch(/"ledger_amount":48\.2,/);
    expect(text).toMatch(/"ledger_amount":48\.21,/);
  });

  it.each([
    ['page 0', { page: 0 }, '1001'],
    ['a page that is no number', { page: 'two' }, '1001'],
    ['a limit below 1', { limit: -5 }, '1001'],
    ['a missing filter', { IsConfirm: undefined }, '1001'],
    ['a filter that would hide rows', { IsConfirm: 1 }, '1001'],
    ['a day that does not exist', { startTime: '2026-02-30 00:00:00' }, '1001'],
    ['a window that ends before it starts', { startTime: WHOLE.to, endTime: WHOLE.from }, '1001'],
    ['a store nobody knows', { siteId: 42n }, '1002'],
    ['no store', { siteId: undefined }, '1001'],
    ['the store of another token', { siteId: 2_790_000_000_000_002n }, '1003'],
  ])('refuses %s on HTTP 200 with a code', async (_what, parameters, code) => {
    await using upstream = await simulated();
    const answer = await upstream.ask('assistant_service_records', parameters);
    expect([answer.status, answer.body['code'], answer.body['data']]).toEqual([200, code, null]);
  });

  it('answers an unknown path with 404 and GET on a data path with 405', async () => {
    await using upstream = await simulated();
    expect((await upstream.post('/Nobody/Knows', '{}')).status).toBe(404);
    const get = await fetch(`${upstream.simulator.url}/Table/GetSiteTables`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('keeps later events out of sight until simulated time reaches them', async () => {
    await using upstream = await simulated({ startAt: '2026-01-01 10:00:00' });
    expect((await upstream.ask('table_fee_transactions')).total).toBe('1');
    upstream.simulator.advance(600);
    expect((await upstream.ask('table_fee_transactions')).total).toBe('2');
    upstream.simulator.setTime('2026-01-01 09:00:00');
    expect((await upstream.ask('table_fee_transactions')).total).toBe('0');
  });
});

describe('an upstream that changes which rows there are', () => {
  it('reads the hall once for all pages of a walk, and again after a minute or when time is moved', async () => {
    const hall = smallHall();
    let readings = 0;
    const source = {
      ...hall,
      rows: (...asked: Parameters<typeof hall.rows>) => {
        readings += 1;
        return hall.rows(...asked);
      },
    };
    let nowMs = Date.UTC(2027, 0, 1);
    const clock = { ...systemClock, now: () => new Date(nowMs) };
    await using upstream = await simulated({ source, clock, frozen: false, misbehave: 'M-VANISH=0.01' });
    readings = 0;
    const readingsOfWalk = async (): Promise<number> => {
      await upstream.walkKeys('table_fee_transactions');
      return readings;
    };
    expect(await readingsOfWalk()).toBe(1);
    nowMs += 59_000;
    expect(await readingsOfWalk()).toBe(1);
    nowMs += 1_000;
    expect(await readingsOfWalk()).toBe(2);
    upstream.simulator.advance(1);
    expect(await readingsOfWalk()).toBe(3);
  });
});
