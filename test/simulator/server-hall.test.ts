import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'lossless-json';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SIMULATED_ENDPOINTS, type SimulatedEndpoint } from '../../src/simulator/contract/endpoints.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import type { HallSource } from '../../src/simulator/hall-source.ts';
import { writePlain } from '../../src/simulator/plain/write-plain.ts';
import { FIELD_SWITCHES } from '../../src/simulator/server/misbehaviour/fields.ts';
import { ROW_SET_SWITCHES } from '../../src/simulator/server/misbehaviour/row-set.ts';
import { VALUE_SWITCHES } from '../../src/simulator/server/misbehaviour/values.ts';
import { stringifyWire } from '../../src/simulator/server/wire.ts';
import { at, type Json, simulated, type TestSimulator } from './simulator-client.ts';

const OPENING = '2025-12-30';
const PRESENT = '2026-01-02 03:00:00';
const RANGE = { from: '2025-12-30 08:00:00', to: '2026-01-02 02:30:00' } as const;

function hall(): HallSource {
  return createHalls({ seed: 7, storeCount: 3, openingDate: OPENING, visitsPerDay: 40 });
}

function windowOf(endpoint: SimulatedEndpoint): Readonly<Record<string, string>> {
  return endpoint.window === null ? {} : { [endpoint.window.start]: RANGE.from, [endpoint.window.end]: RANGE.to };
}

/** All rows of a table as they came over the wire, page by page. */
async function walkRows(upstream: TestSimulator, endpoint: SimulatedEndpoint): Promise<readonly Json[]> {
  const rows: Json[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await upstream.ask(endpoint.table, { ...windowOf(endpoint), page });
    rows.push(...answer.rows);
    if (!endpoint.paged || rows.length >= Number(answer.total)) return rows;
  }
}

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hall-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe('the simulated upstream over a real hall', () => {
  it('serves over HTTP, page by page, what the plain files hold, for every table', async () => {
    const source = hall();
    await using upstream = await simulated({ source, startAt: PRESENT });
    await writePlain(source, { dir, siteIds: [upstream.siteId], ...RANGE, asOf: PRESENT });
    const sorted = (rows: readonly Json[]): string[] => rows.map((row) => JSON.stringify(row)).toSorted();
    let records = 0;
    for (const endpoint of SIMULATED_ENDPOINTS.filter(({ mode }) => mode !== 'per-id')) {
      const text = await readFile(join(dir, `${endpoint.table}.json`), 'utf8');
      const written = parse(text, undefined, { parseNumber: String }) as Json[];
      const served = await walkRows(upstream, endpoint);
      records += served.length;
      expect([endpoint.table, sorted(served)]).toEqual([endpoint.table, sorted(written)]);
    }
    expect(records).toBeGreaterThan(1000);
  });

  it('serves a ticket for every settlement, and writes the same ones', async () => {
    const source = hall();
    await using upstream = await simulated({ source, startAt: PRESENT });
    await writePlain(source, { dir, siteIds: [upstream.siteId], ...RANGE, asOf: PRESENT });
    const text = await readFile(join(dir, 'settlement_ticket_details.json'), 'utf8');
    const written = new Map(
      (parse(text, undefined, { parseNumber: String }) as Json[]).map((ticket) => [ticket['orderSettleId'], ticket]),
    );
    const settlements = SIMULATED_ENDPOINTS.find(({ table }) => table === 'settlement_records') as SimulatedEndpoint;
    const ids = (await walkRows(upstream, settlements)).map((row) => String(at(row, 'settleList.id')));
    expect(new Set(written.keys())).toEqual(new Set(ids));
    for (const id of ids.slice(0, 20)) {
      const answer = await upstream.ask('settlement_ticket_details', { orderSettleId: BigInt(id) });
      expect(at(answer.body, 'data.data')).toEqual(written.get(id));
    }
  });

  it("puts the hall's brand into its tokens and the hall's truth on /__truth", async () => {
    const source = hall();
    await using upstream = await simulated({ source, startAt: PRESENT });
    const [table] = (await upstream.ask('site_tables_master')).rows;
    const claims = JSON.parse(Buffer.from(upstream.token.split('.')[1] ?? '', 'base64url').toString()) as Json;
    expect(claims['tenantId']).toBe(table?.['tenant_id']);
    const answer = await fetch(`${upstream.simulator.url}/__truth?site=${upstream.siteId}&date=2025-12-31`);
    expect(await answer.json()).toEqual(source.truth(upstream.siteId, '2025-12-31', PRESENT));
  });

  it('shows a row only once simulated time has reached it, wherever the window ends', async () => {
    const source = hall();
    await using upstream = await simulated({ source, startAt: '2025-12-30 20:00:00' });
    const window = { startTime: RANGE.from, endTime: RANGE.to };
    const early = await upstream.ask('table_fee_transactions', window);
    upstream.simulator.advance(4 * 3600);
    const late = await upstream.ask('table_fee_transactions', window);
    expect(Number(late.total)).toBeGreaterThan(Number(early.total));
    expect(early.rows.every((row) => String(row['create_time']) <= '2025-12-30 20:00:00')).toBe(true);
  });

  it('says the same thing in every process: a second hall of the same seed answers to the byte alike', async () => {
    await using one = await simulated({ source: hall(), startAt: PRESENT, misbehave: 'M-VANISH,M-FLOAT-NOISE' });
    await using other = await simulated({ source: hall(), startAt: PRESENT, misbehave: 'M-VANISH,M-FLOAT-NOISE' });
    const window = { rangeStartTime: RANGE.from, rangeEndTime: RANGE.to };
    expect((await other.ask('settlement_records', window)).text).toBe(
      (await one.ask('settlement_records', window)).text,
    );
  });

  it('spoils real rows too: every bare misbehaviour of records changes some', async () => {
    const source = hall();
    await using plain = await simulated({ source, startAt: PRESENT });
    const expected = await sample(plain);
    for (const { name } of [...ROW_SET_SWITCHES, ...FIELD_SWITCHES, ...VALUE_SWITCHES]) {
      await using upstream = await simulated({ source, startAt: PRESENT, misbehave: name });
      expect([name, (await sample(upstream)) === expected]).toEqual([name, false]);
    }
  });

  it('prints nothing JSON.parse would refuse', () => {
    const source = hall();
    const query = { siteId: source.siteIdAt(1), asOf: PRESENT, ...RANGE };
    for (const { table, mode } of SIMULATED_ENDPOINTS) {
      if (mode === 'per-id') continue;
      const rows = source.rows({ ...query, table }, 0, 100);
      expect(JSON.parse(stringifyWire(rows))).toHaveLength(rows.length);
    }
  });
});

/** First pages of every list, as text. */
async function sample(upstream: TestSimulator): Promise<string> {
  const texts: string[] = [];
  for (const endpoint of SIMULATED_ENDPOINTS) {
    if (endpoint.mode !== 'per-id') texts.push((await upstream.ask(endpoint.table, windowOf(endpoint))).text);
  }
  return texts.join('\n');
}
