import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { toSiteId } from '../../src/base/ids.ts';
import { endpointOfTable } from '../../src/catalog/endpoints.ts';
import { acquireLease } from '../../src/database/lease.ts';
import type { DriftReport } from '../../src/orchestration/contract-drift.ts';
import type { QuarantineEntry, QuarantineList } from '../../src/orchestration/quarantine.ts';
import type { RetryReport } from '../../src/orchestration/quarantine-retry.ts';
import type { ExactRecord } from '../../src/simulator/hall-source.ts';
import { RawJson, stringifyWire, type WireRecord } from '../../src/simulator/server/wire.ts';
import { useTestDatabase } from '../harness/database.ts';
import { type EtlOutcome, runEtl } from '../harness/etl-process.ts';
import { MORNING, OPENING, scenarioHall } from '../harness/scenario.ts';

const database = useTestDatabase('bad_input');
const hall = scenarioHall();
const siteId = hall.siteIdAt(0);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-bad-input-'));
  // In a checkout whose sources have changed, the first start builds them and says so.
  await runEtl(['--version'], {});
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The program on this database; a step of the story is one process. */
function etl(...args: readonly string[]): Promise<EtlOutcome> {
  return runEtl([...args, '--quiet'], {
    PG_DSN: database.url,
    STORE_ID: siteId,
    HISTORY_FROM: OPENING,
    API_BASE: 'http://127.0.0.1:9',
    API_TOKEN: 'sample-token',
    DATA_ROOT: path.join(folder, 'data'),
    EXPORT_ROOT: path.join(folder, 'export'),
    LOG_ROOT: path.join(folder, 'logs'),
    CONTRACT_FILE: contractFile,
  });
}

let contractFile = '';

async function correctContract(contract: unknown): Promise<void> {
  contractFile = path.join(folder, 'contract.json');
  await writeFile(contractFile, JSON.stringify(contract));
}

/** What a command prints as JSON, with the code it must end with. */
async function asked<T>(code: number, ...args: readonly string[]): Promise<T> {
  const outcome = await etl(...args, '--json');
  expect(outcome, outcome.stderr).toMatchObject({ code });
  return JSON.parse(outcome.stdout) as T;
}

const recordsOf = (table: string): readonly ExactRecord[] => hall.rows({ table, siteId, asOf: MORNING }, 0, 20);

/** A record with some values as upstream might send them; `undefined` leaves a field out. */
function spoilt(record: ExactRecord, changes: Readonly<Record<string, string | undefined>>): string {
  const kept = Object.entries(record).filter(([name]) => !(name in changes));
  const changed = Object.entries(changes).flatMap(([name, raw]) =>
    raw === undefined ? [] : [[name, new RawJson(raw)]],
  );
  return stringifyWire(Object.fromEntries([...kept, ...changed]) as WireRecord);
}

/** Writes a table as a plain file that was last changed at the given hour, and loads it into ODS. */
async function receive(table: string, hour: number, records: readonly string[]): Promise<void> {
  const dir = path.join(folder, `received-${table}-${hour}`);
  await mkdir(dir);
  const file = path.join(dir, `${table}.json`);
  await writeFile(file, `[${records.join(',\n')}]`);
  const at = new Date(`2026-01-05T${String(hour).padStart(2, '0')}:00:00Z`);
  await utimes(file, at, at);
  await etl('replay', dir, '--tasks', endpointOfTable(table).task);
}

const openEntries = async (): Promise<readonly QuarantineEntry[]> =>
  (await asked<QuarantineList>(0, 'quarantine', 'list')).entries;

const told = ({ table, key, rule, column, value }: QuarantineEntry): string =>
  [table.replace('billiards.', ''), key, rule, column, value].map((part) => part ?? '-').join(' | ');

async function lines(sql: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ line: string }>(sql);
  return rows.map((row) => row.line);
}

const paid = (): Promise<string[]> =>
  lines(`select concat_ws(' ', payment_id, pay_amount, _raw) as line from billiards.fact_payment order by payment_id`);

describe('bad payments', () => {
  const records = recordsOf('payment_transactions').map((record, i) => ({ ...record, id: BigInt(i + 1) }));
  const LONG_ID = '123456789012345678901234567890';
  /** By position in the list; the others are good. */
  const BAD: readonly Readonly<Record<string, string | undefined>>[] = [
    { pay_amount: '48.199999999999996' },
    { pay_amount: '"12,50"' },
    { pay_amount: '"NaN"' },
    { pay_amount: '"Infinity"' },
    { pay_time: '"2025-02-30 10:00:00"' },
    { pay_time: '"0001-01-01 00:00:00"' },
    { pay_time: '""' },
    { id: LONG_ID },
    { payment_method: '977' },
    { pay_amount: undefined },
    { create_time: '"2025-02-30 10:00:00"' },
    { site_id: '999' },
  ];
  const sent = records.map((record, i) => spoilt(record, BAD[i] ?? {}));

  it('each is one entry, or one difference, and the others land', async () => {
    await receive('payment_transactions', 0, sent);
    // More than QUARANTINE_LIMIT of these rows are bad.
    expect((await etl('run', '--tasks', 'DWD_PAYMENT')).code).toBe(3);
    expect((await openEntries()).map(told).toSorted()).toEqual([
      'fact_payment | 10 | missing_required | pay_amount | -',
      `fact_payment | ${LONG_ID} | invalid_required | payment_id | ${LONG_ID}`,
      'fact_payment | 2 | invalid_required | pay_amount | 12,50',
      'fact_payment | 3 | invalid_required | pay_amount | NaN',
      'fact_payment | 4 | invalid_required | pay_amount | Infinity',
      'fact_payment | 5 | invalid_required | pay_time | 2025-02-30 10:00:00',
      'fact_payment | 6 | missing_required | pay_time | -',
      'fact_payment | 7 | missing_required | pay_time | -',
      'payment_transactions | 12 | foreign_site | site_id | 999',
    ]);
    const refused = new Set([2, 3, 4, 5, 6, 7, 8, 10, 12]);
    const landed = records.map((_, i) => i + 1).filter((id) => !refused.has(id));
    expect(await lines('select payment_id::text as line from billiards.fact_payment order by payment_id')).toEqual(
      landed.map(String),
    );
  });

  it('what a row can do without is kept beside it: a rounded amount, a code, a time', async () => {
    expect((await paid())[0]).toBe('1 48.20 {"pay_amount": "48.199999999999996"}');
    expect(
      await lines(`select concat_ws(' ', payment_id, payment_method, coalesce(create_time::text, 'no time'), _raw) as line
        from billiards.fact_payment where payment_id in (9, 11) order by payment_id`),
    ).toEqual([
      expect.stringMatching(/^9 977 2026/),
      expect.stringMatching(/^11 \d+ no time \{"create_time": "2025-02-30 10:00:00"\}$/),
    ]);
  });

  it('contract drift names what differs, once, with an example', async () => {
    const { endpoints } = await asked<DriftReport>(5, 'contract', 'drift');
    expect(endpoints.flatMap(({ records: met }) => met.map((one) => `${one.kind} ${one.path} ${one.sample}`))).toEqual([
      'type-changed pay_amount 12,50',
      'bad-value create_time 2025-02-30 10:00:00',
      'missing-field pay_amount null',
      'unknown-code payment_method 977',
    ]);
  });

  it('quarantine show has the record to the letter, and a number that is none is told', async () => {
    const long = (await openEntries()).find((entry) => entry.key === LONG_ID);
    const { stdout } = await etl('quarantine', 'show', long?.id ?? '');
    expect(stdout).toContain(`\n  "id": ${LONG_ID},\n`);
    expect(stdout).toMatch(/why: .*payment_id\n[\s\S]*what to do: +The record itself is in ODS/);
    const unknown = await etl('quarantine', 'show', '4711');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('no entry 4711 is in quarantine') });
    const malformed = await etl('quarantine', 'retry', 'x');
    expect(malformed).toMatchObject({ code: 2, stderr: expect.stringContaining('"x" is not the number') });
  });

  it('a retry that nothing went before leaves all as it was, says why, and ends with code 3', async () => {
    const [rows, entries] = [await paid(), await openEntries()];
    const report = await asked<RetryReport>(3, 'quarantine', 'retry');
    expect(report).toMatchObject({ tried: 9, closed: [] });
    expect(report.run?.tasks.map(({ code, rowsSeen }) => `${code} ${rowsSeen}`)).toEqual([
      'ODS_PAYMENT 1',
      'DWD_PAYMENT 19',
    ]);
    expect(report.refused.map(told).toSorted()).toEqual(entries.map(told).toSorted());
    expect([await paid(), await openEntries()]).toEqual([rows, entries]);
  });

  it('a retry leaves a store alone that another run holds: code 75', async () => {
    const holder = { name: 'run of the other one', host: 'other-machine' };
    await using _held = await acquireLease(database.pool, toSiteId(siteId), holder, { clock: systemClock });
    const outcome = await etl('quarantine', 'retry');
    expect(outcome).toMatchObject({ code: 75, stderr: expect.stringContaining('run of the other one') });
  });

  it('put right upstream and read again, they land at a retry; one that upstream still shows does not', async () => {
    const fixed = records.map((record, i) => (i === 7 || i === 11 ? (sent[i] ?? '') : stringifyWire(record)));
    await receive('payment_transactions', 1, fixed);
    const report = await asked<RetryReport>(3, 'quarantine', 'retry', '--table', 'fact_payment');
    expect(report).toMatchObject({ tried: 8, closed: { length: 7 } });
    expect(report.refused.map(told)).toEqual([
      `fact_payment | ${LONG_ID} | invalid_required | payment_id | ${LONG_ID}`,
    ]);
    expect((await paid()).length).toBe(records.length - 2);
  });

  it('a record of another store lands when the contract says that the field does not tell', async () => {
    const [foreign] = (await openEntries()).filter((entry) => entry.rule === 'foreign_site');
    await correctContract({ endpoints: { payment_transactions: { owner: { kind: 'request' } } } });
    const report = await asked<RetryReport>(0, 'quarantine', 'retry', foreign?.id ?? '');
    expect(report.closed.map((entry) => entry.id)).toEqual([foreign?.id]);
    expect((await paid()).map((line) => line.split(' ')[0])).toContain('12');
    expect(
      await lines(`select concat_ws(' ', source_file, page_no, record_index) as line
        from billiards_ods.payment_transactions where source_id = '12'`),
    ).toEqual(['payment_transactions.json 1 11']);
    expect((await asked<RetryReport>(0, 'quarantine', 'retry', foreign?.id ?? '')).closed).toHaveLength(1);
  });
});

describe('fields that upstream has renamed', () => {
  const renamed = (record: ExactRecord, from: string, to: string): string =>
    spoilt(record, { [from]: undefined, [to]: stringifyWire(record[from] ?? null) });

  it('are named with their correction; with it in CONTRACT_FILE the table is filled anew and the value is there', async () => {
    const sales = recordsOf('store_goods_sales_records');
    expect(sales.length).toBeGreaterThan(0);
    await receive(
      'store_goods_sales_records',
      2,
      sales.map((record) => renamed(record, 'ledger_amount', 'ledgerAmount')),
    );
    await etl('run', '--tasks', 'DWD_GOODS_SALE');
    expect((await openEntries()).filter(({ table }) => table === 'billiards.fact_goods_sale')).toHaveLength(
      sales.length,
    );

    const drift = await asked<DriftReport>(5, 'contract', 'drift', '--tasks', 'ODS_GOODS_LEDGER');
    expect(drift.endpoints.flatMap((one) => one.records.map(({ kind, path: at }) => `${kind} ${at}`))).toEqual([
      'missing-field ledger_amount',
      'new-field ledgerAmount',
    ]);
    expect(drift.contractFile?.endpoints['store_goods_sales_records']).toEqual({
      fields: { ledger_amount: 'ledgerAmount' },
    });
    await correctContract(drift.contractFile);
    expect(await etl('run', '--tasks', 'DWD_GOODS_SALE')).toMatchObject({ code: 0 });
    expect(await lines('select count(ledger_amount)::text as line from billiards.fact_goods_sale')).toEqual([
      String(sales.length),
    ]);
    expect((await openEntries()).filter(({ table }) => table === 'billiards.fact_goods_sale')).toEqual([]);
    expect((await asked<DriftReport>(0, 'contract', 'drift', '--tasks', 'ODS_GOODS_LEDGER')).endpoints).toEqual([]);
    const former = await asked<DriftReport>(5, 'contract', 'drift', '--tasks', 'ODS_GOODS_LEDGER', '--all');
    expect(former.endpoints[0]?.records).toHaveLength(2);
  });

  it('when it is the key, the records land at a retry', async () => {
    const changes = recordsOf('member_balance_changes');
    await receive(
      'member_balance_changes',
      3,
      changes.map((record) => renamed(record, 'id', 'recordId')),
    );
    const keyless = (await openEntries()).filter(({ rule }) => rule === 'missing_key');
    expect(keyless).toHaveLength(changes.length);
    const drift = await asked<DriftReport>(5, 'contract', 'drift', '--tasks', 'ODS_MEMBER_BALANCE');
    expect(drift.contractFile?.endpoints['member_balance_changes']).toEqual({ fields: { id: 'recordId' } });
    await correctContract(drift.contractFile);
    const report = await asked<RetryReport>(0, 'quarantine', 'retry', '--table', 'member_balance_changes');
    expect(report).toMatchObject({ tried: changes.length, closed: { length: changes.length }, refused: [] });
    expect(await lines('select count(*)::text as line from billiards.fact_balance_change')).toEqual([
      String(changes.length),
    ]);
  });
});
