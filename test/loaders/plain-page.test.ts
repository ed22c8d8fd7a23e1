import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { ensureWarehouse } from '../../src/loaders/schema/warehouse.ts';
import { useTestDatabase } from '../harness/database.ts';
import { loaderOn } from '../harness/walks.ts';

const database = useTestDatabase('plain-page');
const TABLE = 'billiards_ods.site_tables_master';
const record = (id: string, name: string, site = '1650543787720773'): string =>
  `{"id":${id},"site_id":${site},"table_name":"${name}"}`;

async function stored(): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<{ source_id: string; stored: string }>(
    `select source_id, concat_ws(' ', payload ->> 'table_name', record_index, is_deleted::int) as stored from ${TABLE}`,
  );
  return Object.fromEntries(rows.map((row) => [row.source_id, row.stored]));
}

describe('a page of which nothing is known', () => {
  beforeAll(async () => {
    await ensureWarehouse(database.pool, ENDPOINTS);
  });

  beforeEach(async () => {
    await database.pool.query(`truncate ${TABLE}, ${TABLE}_history, etl_admin.etl_quarantine,
      etl_admin.etl_window, etl_admin.etl_load_counter`);
  });

  it('is stored as it is', async () => {
    const { counts, complete } = await loaderOn(database.pool)({
      at: '2026-01-01T00:00:00Z',
      pages: [[record('9007199254740993', '一'), record('"b-2"', '二')]],
    });
    expect(counts).toMatchObject({ seen: 2, new: 2, unchanged: 0, changed: 0 });
    expect(complete).toBe(true);
    expect(await stored()).toEqual({ '9007199254740993': '一 0 0', 'b-2': '二 1 0' });
  });

  it('changes the records whose keys turn out to be stored, and keeps what they were', async () => {
    const load = loaderOn(database.pool);
    await load({ at: '2026-01-01T00:00:00Z', pages: [[record('1', '旧')]] });
    const { counts } = await load({ at: '2026-01-02T00:00:00Z', pages: [[record('2', '新'), record('1', '改')]] });
    expect(counts).toMatchObject({ seen: 2, new: 1, changed: 1, unchanged: 0 });
    expect(await stored()).toEqual({ 1: '改 1 0', 2: '新 0 0' });
    const { rows } = await database.pool.query(
      `select source_id, payload ->> 'table_name' as name from ${TABLE}_history`,
    );
    expect(rows).toEqual([{ source_id: '1', name: '旧' }]);
  });

  it('takes the later of two pages that bring the same key', async () => {
    const { counts } = await loaderOn(database.pool)({
      at: '2026-01-01T00:00:00Z',
      pages: [[record('1', '先')], [record('1', '后'), record('2', '二')]],
    });
    expect(counts).toMatchObject({ seen: 3, new: 2, changed: 1 });
    expect(await stored()).toEqual({ 1: '后 0 0', 2: '二 1 0' });
  });

  it('goes by the last of a repeated name, and by the number that a key means', async () => {
    await loaderOn(database.pool)({
      at: '2026-01-01T00:00:00Z',
      pages: [['{"id":5,"id":6,"site_id":1650543787720773,"table_name":"两"}'], [record('1e3', '千')]],
    });
    expect(await stored()).toEqual({ 6: '两 0 0', 1000: '千 0 0' });
  });

  it('leaves records of other stores and without a key to quarantine', async () => {
    const { counts } = await loaderOn(database.pool)({
      at: '2026-01-01T00:00:00Z',
      pages: [[record('1', '一'), record('2', '别家', '77'), record('0', '无')]],
    });
    expect(counts).toMatchObject({ seen: 3, new: 1, quarantined: 2 });
    expect(await stored()).toEqual({ 1: '一 0 0' });
  });

  it('loses only the record PostgreSQL cannot read', async () => {
    const { counts } = await loaderOn(database.pool)({
      at: '2026-01-01T00:00:00Z',
      pages: [[record('1', '一'), record('2', '\\u0000')], [record('3', '三')]],
    });
    expect(counts).toMatchObject({ seen: 3, new: 2, quarantined: 1 });
    expect(Object.keys(await stored())).toEqual(['1', '3']);
  });
});
