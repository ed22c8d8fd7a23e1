import { describe, expect, it } from 'vitest';
import { ENDPOINTS, endpointOfTable } from '../../src/catalog/endpoints.ts';
import { knownRecordsSql } from '../../src/loaders/ods/known-records.ts';
import { judgePageSql, type PageShape } from '../../src/loaders/ods/page-sql.ts';
import { ensureWarehouse } from '../../src/loaders/schema/warehouse.ts';
import { useTestDatabase } from '../harness/database.ts';
import { loaderOn } from '../harness/walks.ts';

const database = useTestDatabase('known-records');
const TABLE = 'billiards_ods.site_tables_master';
const OPEN = '{"id":9007199254740993,"site_id":1650543787720773,"table_name":"测试一号台","table_price":12.10}';
const OPEN_RESHAPED =
  '{"site_id":1650543787720773,"table_price":12.10,"id":9007199254740993,"table_name":"测试一号台"}';
const OTHER = '{"id":77,"site_id":1650543787720773,"table_name":"测试二号台","table_price":20.00}';
const RENAMED = '{"id":77,"site_id":1650543787720773,"table_name":"测试贵宾台","table_price":20.00}';

async function stored(): Promise<Record<string, string>> {
  const { rows } = await database.pool.query<{ source_id: string; written: string; name: string }>(
    `select source_id, xmin::text || ' ' || ctid::text as written, payload ->> 'table_name' as name from ${TABLE}`,
  );
  return Object.fromEntries(rows.map((row) => [row.source_id, `${row.name} ${row.written}`]));
}

describe('records whose text is stored already', () => {
  it('are confirmed without a write, also when only their neighbours changed', async () => {
    await ensureWarehouse(database.pool, ENDPOINTS);
    const load = loaderOn(database.pool);
    await load({ at: '2026-01-01T00:00:00Z', pages: [[OPEN, OTHER]] });
    const before = await stored();

    const again = await load({ at: '2026-01-02T00:00:00Z', pages: [[OTHER, OPEN]] });
    expect(again.counts).toMatchObject({ seen: 2, unchanged: 2, changed: 0 });
    expect(await stored()).toEqual(before);

    const renamed = await load({ at: '2026-01-03T00:00:00Z', pages: [[OPEN, RENAMED]] });
    expect(renamed.counts).toMatchObject({ seen: 2, unchanged: 1, changed: 1, quarantined: 0 });
    const after = await stored();
    expect(after['9007199254740993']).toBe(before['9007199254740993']);
    expect(after['77']).toContain('测试贵宾台');
  });

  it('are still recognised by content when upstream writes them in another order', async () => {
    const before = await stored();
    const { counts } = await loaderOn(database.pool)({ at: '2026-01-04T00:00:00Z', pages: [[OPEN_RESHAPED, RENAMED]] });
    expect(counts).toMatchObject({ seen: 2, unchanged: 2 });
    expect(await stored()).toEqual(before);
  });

  it('are not taken for unchanged once something replaced the content and left the mark', async () => {
    await database.pool.query(
      `update ${TABLE} set payload = '{"table_name":"手工改动"}', content_hash = md5('{"table_name":"手工改动"}') where source_id = '77'`,
    );
    const { counts } = await loaderOn(database.pool)({ at: '2026-01-05T00:00:00Z', pages: [[OPEN, RENAMED]] });
    expect(counts).toMatchObject({ seen: 2, unchanged: 1, changed: 1 });
    expect((await stored())['77']).toContain('测试贵宾台');
  });

  it('that come twice with two contents still lead to quarantine', async () => {
    const { counts } = await loaderOn(database.pool)({
      at: '2026-01-06T00:00:00Z',
      pages: [[OPEN, RENAMED, OTHER]],
      end: { total: 2 },
    });
    expect(counts).toMatchObject({ seen: 3, unchanged: 2, quarantined: 1 });
  });
});

// A cluster shows the plan of the coordinator.
describe.skipIf((process.env['TEST_CITUS_DSN'] ?? '') !== '')('the plan of a lookup by key', () => {
  const endpoint = endpointOfTable('settlement_records');
  const shape: PageShape = {
    endpoint,
    paths: { key: [['settleList', 'id']], owner: [['settleList', 'siteId']], eventTime: [['settleList', 'payTime']] },
  };
  const cases = {
    knownRecordsSql: knownRecordsSql(endpoint),
    judgePageSql: judgePageSql(shape, { insertNew: true }),
  };

  it.each(Object.entries(cases))('uses the primary key on a table nobody has analysed yet: %s', async (_name, sql) => {
    const names = [...new Set(sql.match(/\$[a-zA-Z]\w*/g))];
    const text = names.reduce((at, name, i) => at.replaceAll(name, `$${i + 1}`), sql);
    const client = await database.pool.connect();
    try {
      await client.query('set plan_cache_mode = force_generic_plan');
      await client.query(`prepare lookup as ${text}`);
      const plan = await client.query<{ 'QUERY PLAN': string }>(
        `explain execute lookup(${names.map(() => 'null').join(', ')})`,
      );
      const scans = plan.rows.map((row) => row['QUERY PLAN']).filter((line) => line.includes('on settlement_records'));
      expect(scans.filter((line) => line.includes('Scan')).join()).toContain('settlement_records_pkey');
      expect(scans.join()).not.toMatch(/Seq Scan|settlement_records_(event|load)/);
    } finally {
      await client.query('deallocate all');
      client.release(true);
    }
  });
});
