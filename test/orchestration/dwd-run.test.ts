import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import type { Fact } from '../../src/catalog/fact.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { createChain } from '../../src/cli/actions/simulated-halls.ts';
import { withWorkplace } from '../../src/cli/workplace.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { run } from '../../src/orchestration/run.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { selectTasks } from '../../src/orchestration/select-tasks.ts';
import { loadStores } from '../../src/orchestration/stores.ts';
import { startSimulator } from '../../src/simulator/start-simulator.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('dwd_run');
const hall = { days: '3', stores: '1', seed: '7', visits: '60', misbehave: '' };
const chain = createChain(hall, systemClock);
const [siteId = ''] = chain.siteIds;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-dwd-'));
  const simulator = await startSimulator({ source: chain.source, clock: systemClock, frozen: true });
  try {
    await runTasks('ODS_*', { API_BASE: simulator.url, API_TOKEN: simulator.tokenFor(siteId) });
  } finally {
    await simulator.close();
  }
  await database.pool.query(`update billiards_ods.payment_transactions o
    set payload = jsonb_set(payload, '{pay_amount}', '"12,50"')
    where source_id = (select min(source_id) from billiards_ods.payment_transactions)`);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A run as the command line makes it, with nothing from this machine's environment. */
function runTasks(tasks: string, upstream: Readonly<Record<string, string>> = {}): Promise<RunReport> {
  const flags = {
    ...upstream,
    STORE_ID: siteId,
    PG_DSN: database.url,
    HISTORY_FROM: chain.openingDate,
    DATA_ROOT: path.join(folder, 'data'),
    EXPORT_ROOT: path.join(folder, 'export'),
    LOG_ROOT: path.join(folder, 'logs'),
  };
  const work = { quiet: true };
  return withWorkplace(
    work,
    async (place) =>
      run(place, {
        stores: await loadStores(database.pool, null),
        tasks: selectTasks(tasks, TASKS),
        tasksNamed: true,
        range: { from: null, to: null },
        dryRun: false,
        acceptDeletes: false,
        waitMs: 0,
        onTaskEnd: () => undefined,
      }),
    { flags, env: {}, readFile: () => undefined },
  );
}

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
  const report = await runTasks('DWD_*');
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
  const report = await runTasks('DWD_SETTLEMENT,DWD_TICKET_GOODS');
  expect(report.tasks.map(({ code, status, rowsSeen }) => [code, status, rowsSeen])).toEqual([
    ['DWD_SETTLEMENT', 'SUCCESS', 0],
    ['DWD_TICKET_GOODS', 'SUCCESS', 0],
  ]);
});
