import { beforeAll, expect, test } from 'vitest';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import type { Fact } from '../../src/catalog/fact.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { useTestDatabase } from '../harness/database.ts';
import { useSimulatedStore } from '../harness/simulated-store.ts';

const database = useTestDatabase('dwd_run');
const store = useSimulatedStore(database);

/** One amount that no decimal can be made of. */
beforeAll(async () => {
  await database.pool.query(`update billiards_ods.payment_transactions o
    set payload = jsonb_set(payload, '{pay_amount}', '"12,50"')
    where source_id = (select min(source_id) from billiards_ods.payment_transactions)`);
});

const jsonPath = (dotted: string): string => `$.${dotted.replaceAll('[]', '[*]')}`;

/** Rows that the records of ODS hold for a fact. */
function rowsInOds({ lines, source }: Fact): string {
  if (lines === null) return `select count(*) from billiards_ods.${source}`;
  const item = jsonPath(lines.present === null ? lines.path : `${lines.path}.${lines.present}`);
  return `select count(*) from billiards_ods.${source} o, jsonb_path_query(o.payload, '${item} ? (@ != null)')`;
}

async function one<T>(sql: string): Promise<T> {
  const { rows } = await database.pool.query<{ value: T }>(sql);
  return rows[0]?.value as T;
}

test('the facts of a store come from ODS without API_BASE and token, every row or its quarantine entry', async () => {
  const report = await store.run('DWD_*');
  expect(report.tasks.filter((task) => task.status !== 'SUCCESS')).toEqual([]);
  const differing: string[] = [];
  for (const fact of FACTS) {
    const ods = await one<string>(`select (${rowsInOds(fact)})::text as value`);
    const dwd = await one<string>(`select ((select count(*) from ${dwdTable(fact)}) + (select count(distinct entry_key)
      from etl_admin.etl_quarantine where target_table = '${dwdTable(fact)}' and status = 'OPEN'))::text as value`);
    if (ods !== dwd || ods === '0') differing.push(`${fact.table}: ${ods} in ODS, ${dwd} in DWD and quarantine`);
  }
  expect(differing).toEqual([]);
  expect(await one(`select count(*)::int as value from etl_admin.etl_quarantine`)).toBe(1);
});

test.each(FACTS.map((fact) => [fact.table, fact] as const))(
  'every amount of %s adds up to what its ODS records hold',
  async (_, fact) => {
    const good = `not exists (select 1 from etl_admin.etl_quarantine q
      where q.target_table = '${dwdTable(fact)}' and q.source_id = o.source_id)`;
    const differing: string[] = [];
    for (const column of fact.columns.filter(({ type }) => type.kind === 'money')) {
      const inOds = await one<string>(`select coalesce(sum((v #>> '{}')::numeric), 0)::numeric(18, 2)::text as value
        from billiards_ods.${fact.source} o, jsonb_path_query(o.payload, '${jsonPath(column.path)}') v where ${good}`);
      const inDwd = await one<string>(
        `select coalesce(sum(${column.name}), 0)::numeric(18, 2)::text as value from ${dwdTable(fact)}`,
      );
      if (inOds !== inDwd) differing.push(`${column.name}: ${inOds} in ODS, ${inDwd} in DWD`);
    }
    expect(differing).toEqual([]);
  },
);

test('the fact tables carry their meaning in the database', async () => {
  const bare = await database.pool.query(`select c.relname, a.attname from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'billiards'
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind = 'r' and c.relname like 'fact%' and col_description(c.oid, a.attnum) is null`);
  expect(bare.rows).toEqual([]);
});

test('no fact points to a settlement that is not there', async () => {
  const orphans: string[] = [];
  for (const fact of FACTS) {
    const named = fact.columns.some((column) => column.name === 'order_settle_id');
    if (!named || fact.table === 'fact_settlement') continue;
    const count = await one<number>(`select count(*)::int as value from ${dwdTable(fact)} f
      where order_settle_id is not null and not exists (select 1 from billiards.fact_settlement s
        where s.site_id = f.site_id and s.order_settle_id = f.order_settle_id)`);
    if (count > 0) orphans.push(`${fact.table}: ${count}`);
  }
  expect(orphans).toEqual([]);
});

test('a second run finds nothing new', async () => {
  const report = await store.run('DWD_SETTLEMENT,DWD_TICKET_GOODS');
  expect(report.tasks.map(({ code, status, rowsSeen }) => [code, status, rowsSeen])).toEqual([
    ['DWD_SETTLEMENT', 'SUCCESS', 0],
    ['DWD_TICKET_GOODS', 'SUCCESS', 0],
  ]);
});
