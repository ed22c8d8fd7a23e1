import { beforeEach, expect, test } from 'vitest';
import { plainCalendar } from '../../src/base/business-day.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import type { Fact } from '../../src/catalog/fact.ts';
import { factSettlement } from '../../src/catalog/facts/settlement.ts';
import { factTicketGoods } from '../../src/catalog/facts/ticket-goods.ts';
import { factTicketTable } from '../../src/catalog/facts/ticket-table.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { type FactCounts, loadFact } from '../../src/loaders/facts/load-fact.ts';
import { requestRefill } from '../../src/tasks/cursor.ts';
import { useTestDatabase } from '../harness/database.ts';
import { loaderOn, SITE, ZONE } from '../harness/walks.ts';

const database = useTestDatabase('fact_load');
const loadOds = loaderOn({ connect: () => database.pool.connect() } as typeof database.pool);
const DAY = { from: '2025-11-01 08:00:00', to: '2025-11-02 08:00:00' } as never;

beforeEach(async () => {
  await database.pool.query(`truncate billiards_ods.settlement_records, billiards_ods.settlement_records_history,
    billiards_ods.settlement_ticket_details, billiards_ods.settlement_ticket_details_history, billiards.fact_settlement,
    billiards.fact_ticket_goods, billiards.fact_ticket_table, etl_admin.etl_quarantine, etl_admin.etl_drift,
    etl_admin.etl_window, etl_admin.etl_load_counter, etl_admin.etl_cursor, etl_admin.etl_dirty_day`);
});

interface Options {
  readonly endpoints?: readonly Endpoint[];
  readonly hour?: number;
}

function load(fact: Fact, { endpoints = ENDPOINTS, hour = 8 }: Options = {}): Promise<FactCounts> {
  return withTransaction(database.pool, (client) =>
    loadFact(client, fact, {
      siteId: SITE,
      timezone: ZONE,
      businessDays: plainCalendar(hour, ZONE),
      runId: null,
      endpoints,
    }),
  );
}

/** A settlement as upstream sends it; `more` replaces fields by raw JSON. */
function settlement(id: number | string, more: Readonly<Record<string, string>> = {}): string {
  const fields = {
    id: String(id),
    siteId: SITE,
    settleType: '1',
    payTime: '"2025-11-01 12:00:00"',
    payAmount: '48.00',
    tableChargeMoney: '48.00',
    memberId: '0',
    ...more,
  };
  const inner = Object.entries(fields).map(([name, value]) => `"${name}":${value}`);
  return `{"siteProfile":{"id":${SITE}},"settleList":{${inner.join(',')}}}`;
}

const walk = (at: string, ...records: string[]): Promise<unknown> =>
  loadOds({ table: 'settlement_records', at: `2025-11-03T${at}Z`, window: DAY, pages: [records] });

async function lines(sql: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ line: string }>(sql);
  return rows.map((row) => row.line);
}

const settled = (): Promise<string[]> =>
  lines(`select concat_ws(' ', order_settle_id, pay_amount, to_char(pay_time at time zone '${ZONE}', 'MM-DD HH24:MI'), business_date,
    case when is_deleted then 'deleted' end, _raw) as line from billiards.fact_settlement order by order_settle_id`);

const refused = (status = 'OPEN'): Promise<string[]> =>
  lines(`select concat_ws(' ', source_id, rule, column_name, bad_value) as line from etl_admin.etl_quarantine
    where status = '${status}' order by source_id, rule`);

const dirty = (): Promise<string[]> =>
  lines(`select concat_ws(' ', business_date, reason) as line from etl_admin.etl_dirty_day order by business_date`);

test('a settlement becomes a typed row on the business day of its payment', async () => {
  await walk('00:00:00', settlement('9007199254740993'), settlement(2, { payTime: '"2025-11-02 03:00:00"' }));
  expect(await load(factSettlement)).toEqual({ seen: 2, new: 2, changed: 0, deleted: 0, refused: 0 });
  expect(await settled()).toEqual(['2 48.00 11-02 03:00 2025-11-01', '9007199254740993 48.00 11-01 12:00 2025-11-01']);
  const { rows } = await database.pool.query(
    'select member_id from billiards.fact_settlement where order_settle_id = 2',
  );
  expect(rows).toEqual([{ member_id: null }]);
});

test('what did not change is not written, also when everything is read again', async () => {
  await walk('00:00:00', settlement(1, { payAmount: '48.199999999999996' }), settlement(2));
  await load(factSettlement);
  const versions = (): Promise<string[]> =>
    lines(`select concat_ws(' ', xmin, ctid) as line from billiards.fact_settlement order by order_settle_id`);
  const before = await versions();
  expect(await load(factSettlement)).toMatchObject({ seen: 0 });
  await requestRefill(database.pool, SITE, factSettlement.task);
  expect(await load(factSettlement)).toMatchObject({ seen: 2, new: 0, changed: 0 });
  expect(await versions()).toEqual(before);
});

test('a late edit changes its row alone and marks the days it left and reached', async () => {
  await walk('00:00:00', settlement(1), settlement(2));
  await load(factSettlement);
  await database.pool.query('truncate etl_admin.etl_dirty_day');
  await walk('01:00:00', settlement(1, { payTime: '"2025-11-02 09:00:00"' }), settlement(2));
  expect(await load(factSettlement)).toMatchObject({ seen: 1, changed: 1 });
  expect(await dirty()).toEqual(['2025-11-01 changed rows', '2025-11-02 changed rows']);
});

test('a record gone upstream is marked deleted, and one that comes back is a plain row again', async () => {
  await walk('00:00:00', settlement(1), settlement(2));
  await load(factSettlement);
  await walk('01:00:00', settlement(2));
  expect(await load(factSettlement)).toMatchObject({ deleted: 1, changed: 0 });
  expect((await settled())[0]).toBe('1 48.00 11-01 12:00 2025-11-01 deleted');
  await walk('02:00:00', settlement(1), settlement(2));
  expect(await load(factSettlement)).toMatchObject({ changed: 1, deleted: 0 });
  expect((await settled())[0]).toBe('1 48.00 11-01 12:00 2025-11-01');
});

test('an amount with more digits than cents is rounded and its text kept', async () => {
  await walk('00:00:00', settlement(1, { payAmount: '"48.199999999999996"' }));
  await load(factSettlement);
  expect(await settled()).toEqual(['1 48.20 11-01 12:00 2025-11-01 {"pay_amount": "48.199999999999996"}']);
  expect(await refused()).toEqual([]);
});

test.each([
  ['an amount with a comma', { payAmount: '"12,50"' }, 'invalid_required pay_amount 12,50'],
  ['NaN', { payAmount: '"NaN"' }, 'invalid_required pay_amount NaN'],
  ['Infinity', { payAmount: '"Infinity"' }, 'invalid_required pay_amount Infinity'],
  ['a day that does not exist', { payTime: '"2025-02-30 10:00:00"' }, 'invalid_required pay_time 2025-02-30 10:00:00'],
  ['the word now', { payTime: '"now"' }, 'invalid_required pay_time now'],
  ['the zero date', { payTime: '"0001-01-01 00:00:00"' }, 'missing_required pay_time'],
  ['an empty time', { payTime: '""' }, 'missing_required pay_time'],
  ['a missing field', { payAmount: 'null' }, 'missing_required pay_amount'],
])(
  '%s in a required column is one entry, the other rows land, and the fixed record closes it',
  async (_, bad, entry) => {
    await walk('00:00:00', settlement(1, bad), settlement(2));
    expect(await load(factSettlement)).toMatchObject({ seen: 2, new: 1, refused: 1 });
    await requestRefill(database.pool, SITE, factSettlement.task);
    await load(factSettlement);
    expect(await refused()).toEqual([`1 ${entry}`]);
    expect((await settled()).map((line) => line.split(' ')[0])).toEqual(['2']);
    await walk('01:00:00', settlement(1), settlement(2));
    await load(factSettlement);
    expect(await refused()).toEqual([]);
    expect(await refused('RESOLVED')).toEqual([`1 ${entry}`]);
    expect((await settled()).map((line) => line.split(' ')[0])).toEqual(['1', '2']);
  },
);

test('a record that turns bad keeps its last good row until it is good again', async () => {
  await walk('00:00:00', settlement(1));
  await load(factSettlement);
  await walk('01:00:00', settlement(1, { payAmount: '"12,50"' }));
  expect(await load(factSettlement)).toMatchObject({ refused: 1, changed: 0 });
  expect(await settled()).toEqual(['1 48.00 11-01 12:00 2025-11-01']);
  expect(await refused()).toEqual(['1 invalid_required pay_amount 12,50']);
  await walk('02:00:00', settlement(1, { payAmount: '12.50' }));
  expect(await load(factSettlement)).toMatchObject({ changed: 1 });
  expect(await settled()).toEqual(['1 12.50 11-01 12:00 2025-11-01']);
  expect(await refused()).toEqual([]);
});

test('a record that turned bad and is then gone upstream takes its last good row with it', async () => {
  await walk('00:00:00', settlement(1), settlement(2));
  await load(factSettlement);
  await walk('01:00:00', settlement(1, { payAmount: '"12,50"' }), settlement(2));
  await load(factSettlement);
  await database.pool.query('truncate etl_admin.etl_dirty_day');
  await walk('02:00:00', settlement(2));
  expect(await load(factSettlement)).toMatchObject({ deleted: 1 });
  expect((await settled())[0]).toBe('1 48.00 11-01 12:00 2025-11-01 deleted');
  expect(await dirty()).toEqual(['2025-11-01 rows gone']);
});

test('a load that is rolled back leaves rows, refusals and cursor as they were', async () => {
  await walk('00:00:00', settlement(1), settlement(2, { payAmount: '"NaN"' }));
  const killed = withTransaction(database.pool, async (client) => {
    await loadFact(client, factSettlement, {
      siteId: SITE,
      timezone: ZONE,
      businessDays: plainCalendar(8, ZONE),
      runId: null,
      endpoints: ENDPOINTS,
    });
    throw new Error('killed before commit');
  });
  await expect(killed).rejects.toThrow('killed');
  expect([await settled(), await refused(), await dirty()]).toEqual([[], [], []]);
  expect(await load(factSettlement)).toMatchObject({ new: 1, refused: 1 });
});

test('a 30-digit id is refused whole, never rounded into another record', async () => {
  const long = '123456789012345678901234567890';
  await walk('00:00:00', settlement(long), settlement(2));
  await load(factSettlement);
  expect(await refused()).toEqual([`${long} invalid_required order_settle_id ${long}`]);
  expect((await settled()).length).toBe(1);
});

test('a bad value in a column a row can do without is NULL, its text kept and told as drift', async () => {
  await walk('00:00:00', settlement(1, { goodsMoney: '"12,50"', revokeTime: '"2025-02-30 10:00:00"' }));
  await load(factSettlement);
  const { rows } = await database.pool.query(
    'select goods_money, revoke_time, _raw::text as raw from billiards.fact_settlement',
  );
  expect(rows).toEqual([
    { goods_money: null, revoke_time: null, raw: '{"goods_money": "12,50", "revoke_time": "2025-02-30 10:00:00"}' },
  ]);
  expect(
    await lines(
      `select concat_ws(' ', path, sample) as line from etl_admin.etl_drift where kind = 'bad-value' order by path`,
    ),
  ).toEqual(['settleList.goodsMoney 12,50', 'settleList.revokeTime 2025-02-30 10:00:00']);
  expect(await refused()).toEqual([]);
});

test('a code that no list has is stored as it is', async () => {
  await walk('00:00:00', settlement(1, { settleType: '77' }));
  await load(factSettlement);
  expect(await lines('select settle_type::text as line from billiards.fact_settlement')).toEqual(['77']);
});

test('a field that upstream renamed is found again through CONTRACT_FILE, and the table is filled again', async () => {
  const renamed = settlement(1, { payAmount: 'null', paidAmount: '48.00' });
  await walk('00:00:00', renamed);
  await load(factSettlement);
  expect(await refused()).toEqual(['1 missing_required pay_amount']);
  const endpoints = ENDPOINTS.map((endpoint) => ({
    ...endpoint,
    fields: endpoint.fields.map((field) =>
      field.path === 'settleList.payAmount' ? { ...field, path: 'settleList.paidAmount' } : field,
    ),
  }));
  expect(await load(factSettlement, { endpoints })).toMatchObject({ seen: 1, new: 1 });
  expect(await refused()).toEqual([]);
});

test('a field in another letter case is read as the same field', async () => {
  const record = settlement(1).replace('"payAmount"', '"PayAmount"').replace('"settleList"', '"SettleList"');
  await walk('00:00:00', settlement(2), record.replace('"SettleList"', '"settleList"'));
  expect(await load(factSettlement)).toMatchObject({ new: 2, refused: 0 });
});

test('another start of the business day moves every row to its day', async () => {
  await walk('00:00:00', settlement(1, { payTime: '"2025-11-02 03:00:00"' }));
  await load(factSettlement);
  expect(await load(factSettlement, { hour: 2 })).toMatchObject({ changed: 1 });
  expect(await settled()).toEqual(['1 48.00 11-02 03:00 2025-11-02']);
});

const ticket = (id: number, goods: readonly string[], tableLedger = 'null'): string =>
  `{"siteId":${SITE},"orderSettleId":${id},"payTime":"2025-11-01 12:00:00","actualPayment":1.00,
    "orderItem":[{"siteOrderId":9,"orderType":1,"tableLedger":${tableLedger},"goodsLedgers":[${goods.join(',')}]}]}`;
const goods = (id: number | null, name: string): string =>
  `{"orderGoodsLedgerId":${id},"goodsName":"${name}","ledgerAmount":3.00}`;
const goodsLines = (): Promise<string[]> =>
  lines(`select concat_ws(' ', order_settle_id, line_id, goods_name, case when is_deleted then 'deleted' end) as line
    from billiards.fact_ticket_goods order by 1`);

test('the lines of a ticket follow it: changed, added and gone', async () => {
  const load_ = (at: string, record: string): Promise<unknown> =>
    loadOds({ table: 'settlement_ticket_details', at: `2025-11-03T${at}Z`, pages: [[record]] });
  await load_('00:00:00', ticket(7, [goods(71, 'tea'), goods(null, 'ice'), goods(71, 'tea again')]));
  expect(await load(factTicketGoods)).toMatchObject({ new: 3 });
  expect(await goodsLines()).toEqual(['7 #1 ice', '7 71 tea', '7 71#2 tea again']);
  await database.pool.query('truncate etl_admin.etl_dirty_day');
  await load_('01:00:00', ticket(7, [goods(71, 'green tea'), goods(72, 'cola')]));
  expect(await load(factTicketGoods)).toMatchObject({ new: 1, changed: 1, deleted: 2 });
  expect(await dirty()).toEqual(['2025-11-01 changed rows']);
  expect(await goodsLines()).toEqual(['7 #1 ice deleted', '7 71 green tea', '7 71#2 tea again deleted', '7 72 cola']);
});

test('an order without a table has no table line, one with a table has its minutes in seconds', async () => {
  const used = '{"orderTableLedgerId":5,"tableName":"A1","useDuration":90,"consumptionAmount":30.00}';
  await loadOds({
    table: 'settlement_ticket_details',
    at: '2025-11-03T00:00:00Z',
    pages: [[ticket(1, []), ticket(2, [], used)]],
  });
  await load(factTicketTable);
  expect(
    await lines(`select concat_ws(' ', order_settle_id, line_id, order_trade_no, table_name, use_seconds) as line
      from billiards.fact_ticket_table`),
  ).toEqual(['2 5 9 A1 5400']);
});
