import { expect, test } from 'vitest';
import { DIMENSIONS } from '../../src/catalog/dimensions.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';
import { amountsOnBothSides, orphansOf, rowsOnBothSides } from '../harness/typed-layer.ts';

const HOUR_MS = 3_600_000;
const TYPED = [...DIMENSIONS, ...FACTS];

const database = useTestDatabase('year');
const store = useSimulatedStore(database, { days: '365', visits: '140' }, HOUR_MS);

test('a year becomes typed', async () => {
  const report = await store.run('DWD_*');
  expect(report.tasks.filter(({ status }) => status !== 'SUCCESS')).toEqual([]);
});

test('every endpoint has a typed table to be held against', () => {
  const sources = new Set(TYPED.map(({ source }) => source));
  expect(ENDPOINTS.filter(({ table }) => !sources.has(table))).toEqual([]);
});

test.each(TYPED.map((table) => [table.table, table] as const))(
  'a year in %s is what ODS holds, row by row and to the cent',
  async (_, table) => {
    const rows = await rowsOnBothSides(database.pool, table);
    expect(Number(rows.ods)).toBeGreaterThan(0);
    expect(rows.typed).toBe(rows.ods);
    const amounts = await amountsOnBothSides(database.pool, table);
    expect(amounts.typed).toEqual(amounts.ods);
  },
);

test('in a year nothing is refused and nothing points nowhere', async () => {
  const { rows } = await database.pool.query(
    'select target_table, rule, count(*) from etl_admin.etl_quarantine group by 1, 2',
  );
  expect(rows).toEqual([]);
  expect(await orphansOf(database.pool, store.siteId)).toEqual([]);
});
