import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArchiveWriter } from '../../src/api/archive/writer.ts';
import { walkEndpoint } from '../../src/api/walk.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentReporter } from '../../src/base/reporter.ts';
import { applyContractFile } from '../../src/catalog/contract-file.ts';
import type { Endpoint } from '../../src/catalog/endpoint.ts';
import { ENDPOINTS, endpointOfTable } from '../../src/catalog/endpoints.ts';
import { clockFrom } from '../../src/config/clock-from.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { connectUpstreams } from '../../src/orchestration/connect-upstream.ts';
import { checkArchive } from '../../src/orchestration/contract-archive.ts';
import { checkUpstream } from '../../src/orchestration/contract-check.ts';
import { inspectEndpoint } from '../../src/orchestration/contract-inspect.ts';
import type { ContractFinding, ContractReport, EndpointCheck } from '../../src/orchestration/contract-report.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { type Simulator, startSimulator } from '../../src/simulator/start-simulator.ts';
import type { Store } from '../../src/tasks/task.ts';
import { makeScratch, runCli, type Scratch } from './contract-doctor-db-process.ts';

const source = createHalls({ seed: 1, storeCount: 2, openingDate: '2026-01-01', visitsPerDay: 40 });
const siteId = source.siteIdAt(0);

let simulator: Simulator;
let scratch: Scratch;
let env: Record<string, string>;

beforeAll(async () => {
  simulator = await startSimulator({ source, startAt: '2026-01-06 12:00:00', frozen: true });
  scratch = await makeScratch();
  env = {
    ...scratch.env,
    API_BASE: simulator.url,
    API_TOKEN: simulator.tokenFor(siteId),
    API_RETRIES: '0',
    STORE_ID: siteId,
    ETL_NOW: '2026-01-06T12:00:00+08:00',
  };
});

afterAll(async () => {
  await simulator.close();
  await scratch[Symbol.asyncDispose]();
});

interface Asked {
  readonly misbehave?: string;
  readonly endpoints?: readonly Endpoint[];
  readonly tables?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** One check of the simulator that misbehaves as told, by the same code as the command. */
function check({ misbehave = '', endpoints = ENDPOINTS, tables, env: more }: Asked = {}): Promise<ContractReport> {
  const config = loadConfig({ env: { ...env, ...more } });
  simulator.setMisbehaviour(misbehave);
  simulator.resetStats();
  return checkUpstream({
    config,
    clock: clockFrom(config),
    reporter: silentReporter,
    endpoints,
    tables: new Set(tables ?? endpoints.map(({ table }) => table)),
    inForce: null,
    signal: new AbortController().signal,
  });
}

function endpointIn(report: ContractReport, table: string): EndpointCheck {
  const found = report.endpoints.find((endpoint) => endpoint.table === table);
  if (found === undefined) throw new Error(`the report has no ${table}`);
  return found;
}

function findingIn(report: ContractReport, table: string, kind: ContractFinding['kind']): ContractFinding | undefined {
  return endpointIn(report, table).findings.find((finding) => finding.kind === kind);
}

/** The catalog with some endpoints declared differently. */
function declaring(table: string, change: Partial<Endpoint>): Endpoint[] {
  return ENDPOINTS.map((endpoint) => (endpoint.table === table ? { ...endpoint, ...change } : endpoint));
}

/** The catalog as it is with the corrections of a report. */
function corrected(report: ContractReport): readonly Endpoint[] {
  return applyContractFile(ENDPOINTS, 'contract.json', () => JSON.stringify(report.contractFile)).endpoints;
}

describe('contract check against upstream', () => {
  it('finds a faithful upstream as the catalog says, with one request an endpoint and without an archive', async () => {
    const report = await check();
    expect(report).toMatchObject({ status: 'ok', source: 'upstream', siteId, contractFile: null });
    expect(report.endpoints.map(({ table, status }) => [table, status])).toEqual(
      ENDPOINTS.map(({ table }) => [table, 'ok']),
    );
    for (const endpoint of report.endpoints) expect(endpoint.rowsWithKey).toBe(endpoint.rowsChecked);
    expect(simulator.stats().requests).toBe(ENDPOINTS.length);
    expect(existsSync(env['EXPORT_ROOT'] ?? '')).toBe(false);
  });

  it('asks for the last two closed business days', async () => {
    const report = await check({ tables: ['payment_transactions'] });
    expect(endpointIn(report, 'payment_transactions').window).toEqual({
      from: '2026-01-04 08:00:00',
      to: '2026-01-06 08:00:00',
    });
  });

  it('asks the settlements for an id when only the tickets are to be reported', async () => {
    const report = await check({ tables: ['settlement_ticket_details'] });
    expect(report.endpoints.map(({ table, rowsChecked }) => [table, rowsChecked])).toEqual([
      ['settlement_ticket_details', 1],
    ]);
    expect(simulator.stats().requests).toBe(2);
  });

  it('takes a missing field beside a new one of like name and type for renamed, and its correction heals', async () => {
    const misbehave =
      'M-MISSING-FIELD=memberMobile;table:member_balance_changes,M-NEW-FIELD=member_mobile_no;value:139;table:member_balance_changes';
    const report = await check({ misbehave });
    expect(report.status).toBe('drift');
    expect(findingIn(report, 'member_balance_changes', 'missing-field')).toMatchObject({
      path: 'memberMobile',
      override: { endpoints: { member_balance_changes: { fields: { memberMobile: 'member_mobile_no' } } } },
    });
    expect((await check({ misbehave, endpoints: corrected(report) })).status).toBe('ok');
  });

  it('tells records without their key', async () => {
    const misbehave = 'M-MISSING-FIELD=id;table:payment_transactions';
    const report = await check({ misbehave, tables: ['payment_transactions'] });
    const { rowsChecked, rowsWithKey } = endpointIn(report, 'payment_transactions');
    expect(rowsChecked).toBeGreaterThan(0);
    expect(rowsWithKey).toBe(0);
    expect(findingIn(report, 'payment_transactions', 'key-missing')).toMatchObject({
      path: 'id',
      rowsAffected: rowsChecked,
      rowsChecked,
    });
  });

  it('counts the share of rows with an unknown code or another type', async () => {
    const misbehave = 'M-UNKNOWN-ENUM=11;share:0.5,M-TYPE-CHANGE=pay_amount;share:0.5;table:payment_transactions';
    const report = await check({ misbehave, tables: ['payment_transactions'] });
    for (const kind of ['unknown-code', 'type-changed'] as const) {
      const finding = findingIn(report, 'payment_transactions', kind);
      expect(finding?.rowsAffected).toBeGreaterThan(0);
      expect(finding?.rowsAffected).toBeLessThan(finding?.rowsChecked ?? 0);
    }
    expect(findingIn(report, 'payment_transactions', 'unknown-code')).toMatchObject({
      path: 'payment_method',
      sample: '11',
    });
  });

  it('shows a sample of an unknown field', async () => {
    const report = await check({ misbehave: 'M-NEW-FIELD', tables: ['site_tables_master'] });
    expect(findingIn(report, 'site_tables_master', 'new-field')).toMatchObject({
      path: 'futureField',
      sample: expect.stringContaining('新字段'),
    });
  });

  it.each([
    'M-CASE=all',
    'M-LIST-KEY=list;table:member_profiles+table_fee_transactions',
    'M-CODE=200',
    'M-TICKET-1400',
    'M-429-5XX=1;kinds:500;table:settlement_ticket_details',
  ])('does not call drift what a run copes with: %s', async (misbehave) => {
    const report = await check({ misbehave });
    expect(report.status).toBe('ok');
    expect(report.contractFile).toBeNull();
  });

  it('tells that an optional endpoint is shut', async () => {
    const report = await check({ misbehave: 'M-TICKET-1400', tables: ['settlement_ticket_details'] });
    expect(endpointIn(report, 'settlement_ticket_details')).toMatchObject({ status: 'refused', rowsChecked: 0 });
  });

  it('cannot say anything of an endpoint that is down', async () => {
    const misbehave = 'M-429-5XX=1;kinds:500;table:member_profiles';
    const report = await check({ misbehave, tables: ['member_profiles', 'site_tables_master'] });
    expect(report.endpoints.map(({ status }) => status)).toEqual(['unreadable', 'ok']);
    expect(report.status).toBe('unreadable');
  });

  it('finds the list where it is, and its correction heals', async () => {
    const endpoints = declaring('site_tables_master', { listPath: 'data.nothing', altListPaths: [] });
    const report = await check({ endpoints, tables: ['site_tables_master'] });
    expect(findingIn(report, 'site_tables_master', 'list-missing')).toMatchObject({
      override: { endpoints: { site_tables_master: { listPath: 'data.siteTables' } } },
    });
    const healed = applyContractFile(endpoints, 'contract.json', () => JSON.stringify(report.contractFile)).endpoints;
    expect((await check({ endpoints: healed, tables: ['site_tables_master'] })).status).toBe('ok');
  });

  it('calls a missing total drift, because nothing can be proven without', async () => {
    const report = await check({ misbehave: 'M-NO-TOTAL', tables: ['site_tables_master'] });
    expect(report.status).toBe('drift');
    expect(findingIn(report, 'site_tables_master', 'total-missing')?.path).toBe('data.total');
  });

  it('offers other window names when upstream refuses ours, and its correction heals', async () => {
    const right = endpointOfTable('payment_transactions');
    const window = {
      start: 'fromWhen',
      end: 'toWhen',
      mark: 'assumed',
      alternatives: right.window?.alternatives ?? [],
    } as const;
    const parameters = right.parameters.map((one) => ({
      ...one,
      name: one.value === '{windowStart}' ? 'fromWhen' : one.value === '{windowEnd}' ? 'toWhen' : one.name,
    }));
    const endpoints = declaring('payment_transactions', { window, parameters });
    const report = await check({ endpoints, tables: ['payment_transactions'] });
    expect(endpointIn(report, 'payment_transactions')).toMatchObject({ status: 'drift' });
    const healed = applyContractFile(endpoints, 'contract.json', () => JSON.stringify(report.contractFile)).endpoints;
    expect((await check({ endpoints: healed, tables: ['payment_transactions'] })).status).toBe('ok');
  });

  it('tells records of another store, to the digit', async () => {
    const report = await check({ misbehave: 'M-OTHER-SITE=0.5', tables: ['payment_transactions'] });
    expect(findingIn(report, 'payment_transactions', 'other-store')).toMatchObject({
      sample: source.siteIdAt(1),
      override: null,
    });
  });

  it('gives up after one request when the token is refused, because it concerns all', async () => {
    const report = await check({ env: { API_TOKEN: 'not-a-token-of-this-hall' } });
    expect(report.status).toBe('unreadable');
    expect(new Set(report.endpoints.map(({ status }) => status))).toEqual(new Set(['unreadable']));
    expect(simulator.stats().requests).toBe(1);
  });
});

describe('event times', () => {
  const endpoint = endpointOfTable('payment_transactions');
  const window = { from: '2026-01-04 08:00:00', to: '2026-01-06 08:00:00' } as never;
  const inspect = (times: readonly unknown[]): readonly ContractFinding[] => {
    const rows = times.map((time, id) => ({ id: id + 1, site_id: 5, pay_time: time }));
    const text = JSON.stringify({ code: 0, data: { list: rows, total: rows.length } });
    return inspectEndpoint(endpoint, [{ text, json: JSON.parse(text) }], { siteId: '5', window }).findings;
  };

  it('are inside from the first second of the window to the last', () => {
    expect(inspect(['2026-01-04 08:00:00', '2026-01-06 07:59:59']).map(({ kind }) => kind)).not.toContain(
      'outside-window',
    );
  });

  it('outside mostly mean that upstream ignores the window: other names are offered', () => {
    const found = inspect(['2026-01-06 08:00:00', '2025-01-06 08:00:00', '2026-01-05 08:00:00']);
    expect(found.find(({ kind }) => kind === 'outside-window')).toMatchObject({
      rowsAffected: 2,
      rowsChecked: 3,
      override: { endpoints: { payment_transactions: { window: { start: 'startTime', end: 'endTime' } } } },
    });
  });

  it('outside now and then are told without a correction', () => {
    const found = inspect(['2026-01-03 08:00:00', '2026-01-05 08:00:00', '2026-01-05 09:00:00']);
    expect(found.find(({ kind }) => kind === 'outside-window')).toMatchObject({ rowsAffected: 1, override: null });
  });

  it('of another form are told', () => {
    expect(inspect(['2026-01-05T08:00:00Z']).find(({ kind }) => kind === 'bad-event-time')).toMatchObject({
      path: 'pay_time',
      rowsAffected: 1,
    });
  });
});

describe('contract check of an archive', () => {
  async function archive(table: string, misbehave: string, root: string): Promise<void> {
    simulator.setMisbehaviour(misbehave);
    const config = loadConfig({ env });
    await using upstreams = connectUpstreams({ config, clock: systemClock, reporter: silentReporter });
    const store = { siteId, tokenEnv: 'API_TOKEN' } as unknown as Store;
    const { client } = upstreams.for(store).upstream;
    const endpoint = endpointOfTable(table);
    const scope = { siteId: store.siteId, table, window: null, ids: null };
    await walkEndpoint({ client, endpoint, scope, archive: createArchiveWriter(root), clock: systemClock });
  }

  it('looks at the newest walk of each endpoint, without a request', async () => {
    const root = path.join(scratch.dir, 'archived', 'JSON');
    await archive('site_tables_master', 'M-MISSING-FIELD', root);
    await archive('site_tables_master', 'M-NEW-FIELD=laterField', root);
    simulator.resetStats();
    const endpoints = ['site_tables_master', 'member_profiles'].map((table) => endpointOfTable(table));
    const report = await checkArchive({
      dir: path.dirname(root),
      siteId: null,
      clock: systemClock,
      reporter: silentReporter,
      endpoints,
      inForce: null,
    });
    expect(simulator.stats().requests).toBe(0);
    expect(report).toMatchObject({ status: 'drift', source: 'archive', siteId });
    expect(endpointIn(report, 'site_tables_master').findings.map(({ kind, path: name }) => [kind, name])).toEqual([
      ['new-field', 'laterField'],
    ]);
    expect(endpointIn(report, 'member_profiles').status).toBe('absent');
  });
});

describe('the command contract check', () => {
  it('ends with 0 when all is as expected, 5 on drift, 1 when upstream cannot be read, 2 for an unknown task', async () => {
    simulator.setMisbehaviour('');
    const fine = await runCli(['contract', 'check', '--json'], { env });
    expect([fine.code, JSON.parse(fine.stdout).status], fine.stderr).toEqual([0, 'ok']);
    simulator.setMisbehaviour('M-NEW-FIELD');
    const drift = await runCli(['contract', 'check', '--tasks', 'ODS_TABLE,ODS_PAY*'], { env });
    expect(drift.code, drift.stderr).toBe(5);
    expect(drift.stdout).toContain('futureField');
    expect(drift.stdout).not.toContain('ODS_MEMBER');
    const down = await runCli(['contract', 'check', '--json', '--api-base', 'http://127.0.0.1:9'], { env });
    expect([down.code, JSON.parse(down.stdout).status], down.stderr).toEqual([1, 'unreadable']);
    const unknown = await runCli(['contract', 'check', '--tasks', 'ODS_PAYMENTS'], { env });
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('Did you mean ODS_PAYMENT?')]);
  });

  it('merges what it finds with the CONTRACT_FILE in force', async () => {
    simulator.setMisbehaviour(
      'M-MISSING-FIELD=pay_amount;table:payment_transactions,M-NEW-FIELD=payAmount;value:5;table:payment_transactions',
    );
    const file = path.join(scratch.dir, 'contract.json');
    const inForce = { endpoints: { payment_transactions: { optional: true }, member_profiles: { optional: true } } };
    await writeFile(file, JSON.stringify(inForce));
    const { stdout, stderr } = await runCli(['contract', 'check', '--json', '--tasks', 'ODS_PAYMENT'], {
      env: { ...env, CONTRACT_FILE: file },
    });
    expect(JSON.parse(stdout).contractFile, stderr).toEqual({
      endpoints: {
        payment_transactions: { optional: true, fields: { pay_amount: 'payAmount' } },
        member_profiles: { optional: true },
      },
    });
  });
});
