import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'lossless-json';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/base/errors.ts';
import { SIMULATED_ENDPOINTS } from '../../src/simulator/contract/endpoints.ts';
import { type PlainProgress, writePlain } from '../../src/simulator/plain/write-plain.ts';
import { at, endpointOf, type Json, simulated, WHOLE } from './simulator-client.ts';
import { smallHall } from './small-hall.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plain-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function readTable(table: string): Promise<readonly Json[]> {
  const text = await readFile(join(dir, `${table}.json`), 'utf8');
  return parse(text, undefined, { parseNumber: String }) as Json[];
}

const RANGE = { from: WHOLE.from, to: '2026-01-06 00:00:00', asOf: WHOLE.to };

describe('writePlain', () => {
  it('writes the same records as a paged walk over HTTP, for every table', async () => {
    const source = smallHall();
    await writePlain(source, { dir, siteIds: [source.siteIdAt(0)], ...RANGE });
    await using upstream = await simulated({ source });
    for (const { table, key, mode, paged } of SIMULATED_ENDPOINTS) {
      const written = (await readTable(table)).map((row) => String(at(row, key)));
      const served =
        mode === 'per-id'
          ? await upstream.walkKeys('settlement_records')
          : paged
            ? await upstream.walkKeys(table)
            : (await upstream.ask(table)).rows.map((row) => String(at(row, key)));
      expect([table, written.toSorted()]).toEqual([table, [...served].toSorted()]);
    }
  });

  it('writes records to the last digit, as they come over the wire', async () => {
    const source = smallHall({ rows: 60 });
    await writePlain(source, { dir, siteIds: [source.siteIdAt(0)], ...RANGE });
    await using upstream = await simulated({ source });
    const served = (await upstream.ask('table_fee_transactions')).rows;
    expect(await readTable('table_fee_transactions')).toEqual(served);
  });

  it('writes several stores into one file, and tells how far it is', async () => {
    const source = smallHall({ stores: 3, rows: 10 });
    const told: PlainProgress[] = [];
    const siteIds = [source.siteIdAt(0), source.siteIdAt(2)];
    const report = await writePlain(source, { dir, siteIds, ...RANGE, onProgress: (step) => told.push(step) });
    expect(report.records).toBe(SIMULATED_ENDPOINTS.length * 20);
    expect(report.files.map(({ table }) => table)).toEqual(SIMULATED_ENDPOINTS.map(({ table }) => table));
    expect((await readTable('payment_transactions')).map((row) => row['site_id'])).toEqual([
      ...Array(10).fill(siteIds[0]),
      ...Array(10).fill(siteIds[1]),
    ]);
    expect(told.map(({ siteId }) => siteId)).toEqual([...Array(5).fill(siteIds[0]), ...Array(5).fill(siteIds[1])]);
    expect(told[0]).toMatchObject({ until: '2026-01-02 00:00:00' });
  });

  it('never asks the hall for more than a batch of one day', async () => {
    const hall = smallHall();
    const asked: number[] = [];
    const source = {
      ...hall,
      rows: (...[query, offset, limit]: Parameters<typeof hall.rows>) => {
        const rows = hall.rows(query, offset, limit);
        if (endpointOf(query.table).mode === 'window' && query.table !== 'goods_stock_summary') asked.push(rows.length);
        return rows;
      },
    };
    await writePlain(source, { dir, siteIds: [hall.siteIdAt(0)], ...RANGE });
    // A row every ten minutes, so 144 a day.
    expect(Math.max(...asked)).toBe(144);
  });

  it('writes an empty array where there is nothing', async () => {
    const source = smallHall({ rows: 0 });
    await writePlain(source, { dir, siteIds: [source.siteIdAt(0)], ...RANGE });
    expect(await readTable('refund_transactions')).toEqual([]);
  });

  it('leaves the old file and no debris when the hall fails half-way', async () => {
    const hall = smallHall();
    const first = SIMULATED_ENDPOINTS[0]?.table ?? '';
    await writeFile(join(dir, `${first}.json`), '["old"]');
    const source = {
      ...hall,
      rows: (): never => {
        throw new Error('the hall burnt down');
      },
    };
    await expect(writePlain(source, { dir, siteIds: [hall.siteIdAt(0)], ...RANGE })).rejects.toThrow('burnt down');
    expect(await readdir(dir)).toEqual([`${first}.json`]);
    expect(await readTable(first)).toEqual(['old']);
  });

  it('refuses a range that ends before it starts, and times that are none', async () => {
    const source = smallHall();
    const siteIds = [source.siteIdAt(0)];
    await expect(writePlain(source, { dir, siteIds, ...RANGE, to: '2025-01-01 00:00:00' })).rejects.toThrow(
      ConfigError,
    );
    await expect(writePlain(source, { dir, siteIds, ...RANGE, asOf: 'today' })).rejects.toThrow('asOf is "today"');
  });
});
