import { beforeAll, expect, test } from 'vitest';
import { FACTS } from '../../src/catalog/facts.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';
import { amountsOnBothSides, rowsOnBothSides } from '../harness/typed-layer.ts';

const database = useTestDatabase('dwd_run');
const store = useSimulatedStore(database);

/** One amount that no decimal can be made of. */
beforeAll(async () => {
  await database.pool.query(`update billiards_ods.payment_transactions o
    set payload = jsonb_set(payload, '{pay_amount}', '"12,50"')
    where source_id = (select min(source_id) from billiards_ods.payment_transactions)`);
});

async function one<T>(sql: string): Promise<T> {
  const { rows } = await database.pool.query<{ value: T }>(sql);
  return rows[0]?.value as T;
}

test('one fact alone comes from ODS without API_BASE and token', async () => {
  const { tasks } = await store.run('DWD_SETTLEMENT');
  expect(tasks).toMatchObject([{ code: 'DWD_SETTLEMENT', status: 'SUCCESS', requests: 0 }]);
  const settlements = await one<number>('select count(*)::int as value from billiards_ods.settlement_records');
  expect(tasks[0]?.rowsNew).toBe(settlements);
  expect(await one('select count(*)::int as value from billiards.fact_settlement')).toBe(settlements);
});

test('the facts of a store come from ODS without API_BASE and token, every row or its quarantine entry', async () => {
  const report = await store.run('DWD_*');
  expect(report.tasks.filter((task) => task.status !== 'SUCCESS')).toEqual([]);
  for (const fact of FACTS) {
    const { ods, typed } = await rowsOnBothSides(database.pool, fact);
    expect([fact.table, typed]).toEqual([fact.table, ods]);
    expect([fact.table, ods]).not.toEqual([fact.table, '0']);
  }
  expect(await one(`select count(*)::int as value from etl_admin.etl_quarantine`)).toBe(1);
});

test.each(FACTS.map((fact) => [fact.table, fact] as const))(
  'every amount of %s adds up to what its ODS records hold',
  async (_, fact) => {
    const { ods, typed } = await amountsOnBothSides(database.pool, fact);
    expect(typed).toEqual(ods);
  },
);

test('the fact tables carry their meaning in the database', async () => {
  const bare = await database.pool.query(`select c.relname, a.attname from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'billiards'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relname like 'fact%' and col_description(c.oid, a.attnum) is null`);
  expect(bare.rows).toEqual([]);
});

test('a second run finds nothing new', async () => {
  const report = await store.run('DWD_SETTLEMENT,DWD_TICKET_GOODS');
  expect(report.tasks.map(({ code, status, rowsSeen }) => [code, status, rowsSeen])).toEqual([
    ['DWD_SETTLEMENT', 'SUCCESS', 0],
    ['DWD_TICKET_GOODS', 'SUCCESS', 0],
  ]);
});
