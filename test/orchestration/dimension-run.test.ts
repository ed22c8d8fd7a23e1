import { beforeAll, describe, expect, test } from 'vitest';
import { DIMENSIONS } from '../../src/catalog/dimensions.ts';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import { ENUMS } from '../../src/catalog/enums.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';
import { amountsOnBothSides, rowsOnBothSides } from '../harness/typed-layer.ts';

const database = useTestDatabase('dimension_run');
const store = useSimulatedStore(database);
let report: RunReport;

beforeAll(async () => {
  report = await store.run('DWD_*');
}, 60_000);

async function one<T>(sql: string): Promise<T> {
  const { rows } = await database.pool.query<{ value: T }>(sql);
  return rows[0]?.value as T;
}

describe('the dimensions of a simulated store', () => {
  test('come from ODS without API_BASE and token', () => {
    expect(report.tasks.filter((task) => task.status !== 'SUCCESS')).toEqual([]);
    expect(report.tasks.map((task) => task.code)).toEqual(
      expect.arrayContaining(DIMENSIONS.map((dimension) => dimension.task)),
    );
  });

  test.each(DIMENSIONS.map((dimension) => [dimension.table, dimension] as const))(
    '%s has a current row for every member that ODS holds, and its amounts add up',
    async (_, dimension) => {
      const rows = await rowsOnBothSides(database.pool, dimension);
      expect(Number(rows.ods)).toBeGreaterThan(0);
      expect(rows.typed).toBe(rows.ods);
      const amounts = await amountsOnBothSides(database.pool, dimension);
      expect(amounts.typed).toEqual(amounts.ods);
    },
  );

  test('had no value that was not understood', async () => {
    for (const dimension of DIMENSIONS) {
      const { rows } = await database.pool.query(`select _raw from ${dwdTable(dimension)} where _raw is not null`);
      expect(rows, dimension.table).toEqual([]);
    }
  });

  test('know the store by its name', async () => {
    expect(
      await one(`select shop_name as value from billiards.dim_site_current where site_id = ${store.siteId}`),
    ).toMatch(/测试0001店/);
  });

  test.each(DIMENSIONS.flatMap(({ table, key }) => key.map((name) => [name, table] as const)))(
    'no fact has a %s that is not in %s',
    async (key, table) => {
      const pointing = FACTS.filter((fact) => fact.columns.some((column) => column.name === key));
      const orphans: string[] = [];
      for (const fact of pointing) {
        const { rows } = await database.pool.query<{
          id: string;
        }>(`select distinct f.${key} as id from ${dwdTable(fact)} f
          where f.${key} is not null and not exists (
            select 1 from billiards.${table} d where d.site_id = f.site_id and d.${key} = f.${key}) limit 3`);
        orphans.push(...rows.map((row) => `${fact.table} ${row.id}`));
      }
      expect(orphans).toEqual([]);
    },
  );

  test('join a fact as of its time to exactly one version', async () => {
    const facts = await one<string>('select count(*) as value from billiards.fact_table_fee');
    const joined = await one<string>(`select count(*) as value
      from billiards.fact_table_fee f join billiards.dim_table d on d.site_id = f.site_id and d.table_id = f.table_id
        and f.create_time >= d.valid_from and f.create_time < d.valid_to`);
    expect(joined).toBe(facts);
    expect(Number(facts)).toBeGreaterThan(100);
  });

  test('are not touched by a second run', async () => {
    const again = await store.run('DWD_DIM_*');
    expect(again.tasks.map(({ rowsSeen, rowsNew, rowsChanged }) => [rowsSeen, rowsNew, rowsChanged])).toEqual(
      again.tasks.map(() => [0, 0, 0]),
    );
  });

  test('carry their meaning in the database', async () => {
    const bare = await database.pool.query(`select c.relname, a.attname from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'billiards'
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind = 'r' and c.relname like 'dim%' and c.relname <> 'dim_site_seen' and col_description(c.oid, a.attnum) is null`);
    expect(bare.rows).toEqual([]);
  });
});

describe('codes and calendar', () => {
  test('dim_enum has every code of the catalog', async () => {
    const codes = Object.values(ENUMS).flatMap((declaration) => declaration.values);
    expect(await one(`select count(*)::int as value from billiards.dim_enum`)).toBe(codes.length);
    expect(
      await one(`select label_zh as value from billiards.dim_enum where enum_name = 'settleType' and code = '5'`),
    ).toBe('充值');
  });

  test('dim_date knows weekdays, holidays and days worked to make up for them', async () => {
    const { rows } =
      await database.pool.query(`select business_date::text, weekday_zh, is_day_off, is_made_up_workday, holiday_zh
      from billiards.dim_date where business_date in ('2025-10-01', '2025-10-11', '2025-11-22', '2025-11-24')
      order by business_date`);
    expect(rows.map((row) => Object.values(row))).toEqual([
      ['2025-10-01', '星期三', true, false, '国庆节、中秋节'],
      ['2025-10-11', '星期六', false, true, '国庆节、中秋节'],
      ['2025-11-22', '星期六', true, false, null],
      ['2025-11-24', '星期一', false, false, null],
    ]);
  });

  test('a holiday written by hand is kept and wins over the catalog', async () => {
    const day = (date: string): Promise<string> =>
      one(`select concat_ws(' ', is_day_off, holiday_zh, is_year_announced) as value from billiards.dim_date
        where business_date = '${date}'`);
    expect(await day('2031-01-01')).toBe('f f');
    await database.pool.query(`insert into billiards.dim_holiday (holiday_date, is_day_off, name_zh) values ('2031-01-01', true, '元旦');
      update billiards.dim_holiday set is_day_off = false, name_zh = '照常营业', is_user_data = true where holiday_date = '2025-10-01'`);
    await store.run('DWD_DIM_DATE');
    expect(await day('2031-01-01')).toBe('t 元旦 t');
    expect(await day('2025-10-01')).toBe('f 照常营业 t');
  });
});
