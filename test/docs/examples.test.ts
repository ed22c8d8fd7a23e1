import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SiteId } from '../../src/base/ids.ts';
import type { LocalDate } from '../../src/base/local-time.ts';
import type { Check } from '../../src/catalog/check.ts';
import { applyContractFile } from '../../src/catalog/contract-file.ts';
import type { BusinessDay } from '../../src/catalog/days.ts';
import { ENDPOINTS, endpointOfTable } from '../../src/catalog/endpoints.ts';
import type { Mart } from '../../src/catalog/mart.ts';
import { renderSeedSql } from '../../src/catalog/seed-sql.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { buildMartDdl } from '../../src/loaders/marts/ddl.ts';
import { rebuildMarts } from '../../src/loaders/marts/rebuild-marts.ts';
import type { ColumnType } from '../../src/models/column-type.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import type { CheckOutcome } from '../../src/quality/outcome.ts';
import { runChecks } from '../../src/quality/run-checks.ts';
import type { Task } from '../../src/tasks/task.ts';
import { notWell, Scene, scenarioHall } from '../harness/scenario.ts';
import { blocksOf, pages, ROOT, readPage } from './markdown.ts';

const run = promisify(execFile);
const SEED_FILE = path.join(ROOT, 'src/database/seed_ods_tasks.sql');
const SEED_STORE_ID = '2790685415443269';

/** The statement of the predecessor's handbook, section 7.1, letter by letter. */
const HANDBOOK_INSERT = `INSERT INTO etl_admin.etl_task (task_code, store_id, enabled)
VALUES ('MY_TASK', 123456, TRUE);`;

let scene: Scene;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'feiqiu-docs-'));
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  scene = await Scene.open({ hall: scenarioHall() });
  const report = await scene.run();
  const unwell = notWell(report);
  if (unwell.length > 0) throw new Error(`the hall of these tests did not load: ${unwell.join(', ')}`);
}, 120_000);

afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** An example of the page as a file outside the project, so that its imports must name the sources in full. */
function writeExample(nth: number, home: string, name: string): string {
  const code = blocksOf(readPage('docs/extending.md'), 'ts')[nth] ?? '';
  const file = path.join(folder, name);
  writeFileSync(
    file,
    code.replace(/from '(\.[^']*)'/g, (_, relative: string) => `from '${path.join(ROOT, home, relative)}'`),
  );
  return file;
}

const EXAMPLES = {
  task: () => writeExample(0, 'src/tasks', 'payment-days-task.ts'),
  mart: () => writeExample(1, 'src/catalog/marts', 'drinks-by-hour.ts'),
  check: () => writeExample(2, 'src/catalog/checks', 'house-checks.ts'),
  type: () => writeExample(3, 'src/models', 'percent-type.ts'),
} as const;

const load = async <T>(name: keyof typeof EXAMPLES): Promise<T> =>
  (await import(pathToFileURL(EXAMPLES[name]()).href)) as T;

test('the examples compile as strictly as the product', { timeout: 60_000 }, async () => {
  const config = {
    extends: path.join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: true,
      allowImportingTsExtensions: true,
      rewriteRelativeImportExtensions: false,
      typeRoots: [path.join(ROOT, 'node_modules/@types')],
    },
    include: [],
    files: Object.values(EXAMPLES).map((write) => write()),
  };
  const configFile = path.join(folder, 'tsconfig.json');
  writeFileSync(configFile, JSON.stringify(config));
  const said = await run(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', configFile]).then(
    () => '',
    (error: { stdout?: string; message: string }) => error.stdout || error.message,
  );
  expect(said).toBe('');
});

test('the task of one’s own runs after the task it depends on, and counts every payment', async () => {
  const example = await load<{ paymentDaysTask: Task }>('task');
  const tasks = [...TASKS.filter(({ code }) => code === 'ODS_PAYMENT'), example.paymentDaysTask];
  const report = await scene.run({ tasks, tasksNamed: true });
  expect(notWell(report)).toEqual([]);
  expect(report.tasks.map(({ code }) => code)).toEqual(['ODS_PAYMENT', 'MY_TASK']);
  const counted = await scene.pool.query<{ payments: string; stored: string }>(
    `select (select sum(payments) from my_reports.payment_days)::text as payments,
      (select count(*) from billiards_ods.payment_transactions)::text as stored`,
  );
  expect(Number(counted.rows[0]?.payments)).toBeGreaterThan(0);
  expect(counted.rows[0]?.payments).toBe(counted.rows[0]?.stored);
});

/** The business days of the hall. */
const DAYS: readonly BusinessDay[] = ['2026-01-01', '2026-01-02', '2026-01-03'].map((date) => {
  const startsAt = new Date(`${date}T00:00:00Z`);
  return { date: date as LocalDate, startsAt, endsAt: new Date(startsAt.getTime() + 86_400_000), isOpen: false };
});

test('the mart of one’s own gets its table and holds every piece sold', async () => {
  const { drinksByHour } = await load<{ drinksByHour: Mart }>('mart');
  const [sql = ''] = blocksOf(readPage('docs/extending.md'), 'sql mart');
  const mart = { ...drinksByHour, sql };
  await scene.pool.query(
    buildMartDdl([mart])
      .map((step) => step.sql)
      .join(';'),
  );
  await withTransaction(scene.pool, (client) =>
    rebuildMarts(client, [mart], {
      siteId: scene.siteId as SiteId,
      days: DAYS,
      asOf: '2026-01-04' as LocalDate,
      allMembers: false,
    }),
  );
  const { rows } = await scene.pool.query<{ pieces: string; sold: string; hours: string }>(
    `select sum(pieces)::text as pieces, count(*)::text as hours, (
      select sum(ledger_count)::text from billiards.fact_goods_sale where business_date <= '2026-01-03') as sold
    from billiards_dws.dws_drinks_by_hour`,
  );
  expect(Number(rows[0]?.hours)).toBeGreaterThan(5);
  expect(rows[0]?.pieces).toBe(rows[0]?.sold);
});

test('the check of one’s own is quiet on good days and finds the table that was free', async () => {
  const { HOUSE_CHECKS } = await load<{ HOUSE_CHECKS: readonly Check[] }>('check');
  const judge = (before: string): Promise<CheckOutcome[]> =>
    withTransaction(scene.pool, async (client) => {
      await client.query(before);
      const siteId = scene.siteId as SiteId;
      return await runChecks(client, HOUSE_CHECKS, { siteId, days: DAYS, snoozed: new Set(), clock: scene.clock });
    });
  expect((await judge('select 1')).map(({ status }) => status)).toEqual(['PASS']);
  const free = `update billiards.fact_table_fee set ledger_amount = 0 where table_fee_id = (
    select min(table_fee_id) from billiards.fact_table_fee where real_table_use_seconds > 600)`;
  expect(await judge(free)).toMatchObject([{ status: 'WARN', violations: 1 }]);
});

test('the kind of column of one’s own reads the same in SQL and in TypeScript', async () => {
  const { percentType } = await load<{ percentType: ColumnType }>('type');
  for (const text of ['12.5%', '0%', '100%', '12.5', '%', '-1%', '1e3%', '12.34567%']) {
    const { rows } = await scene.pool.query<{ ok: boolean; value: string | null }>(
      `select ${percentType.accepts('t')} as ok, case when ${percentType.accepts('t')} then ${percentType.cast('t')} end as value
      from (select $1::text as t) x`,
      [text],
    );
    const inCode = percentType.parse(text);
    expect({ text, ok: rows[0]?.ok }).toEqual({ text, ok: inCode.ok });
    if (inCode.ok) expect(Number(rows[0]?.value)).toBe(Number(inCode.value));
  }
});

describe('the correction of an endpoint', () => {
  const [example = ''] = blocksOf(readPage('docs/extending.md'), 'json');
  const corrected = applyContractFile(ENDPOINTS, 'contract.json', () => example).endpoints;
  const endpoint = endpointOfTable('payment_transactions', corrected);

  test('changes what it names', () => {
    expect(endpoint).toMatchObject({
      path: '/PayLog/GetPayLogListPageV2',
      listPath: 'data.payLogs',
      totalPath: 'data.count',
      window: { start: 'beginTime', end: 'finishTime' },
    });
    expect(endpoint.fields.map((field) => field.path)).toContain('paidAt');
    expect(endpoint.parameters).toContainEqual(expect.objectContaining({ name: 'payMethod', value: 2 }));
  });

  test('leaves the other endpoints as they are', () => {
    const others = (list: readonly (typeof endpoint)[]) => list.filter((one) => one.table !== endpoint.table);
    expect(others(corrected)).toEqual(others(ENDPOINTS));
  });
});

class RolledBack extends Error {}

describe('SQL for users', () => {
  // The pages in Chinese have the same blocks: pairs.test.ts.
  const english = pages().filter((file) => !file.endsWith('.zh-CN.md'));
  const blocks = english.flatMap((file) => blocksOf(readPage(file), 'sql'));
  // The role that the pages grant is there on a server that init has seen; the server of a test may not be one.
  const makeRole = `do $$ begin create role feiqiu_bi; exception when duplicate_object or unique_violation then null; end $$`;

  afterEach(async () => {
    await scene.pool.query(`delete from etl_admin.etl_task where store_id in (${SEED_STORE_ID}, 123456)`);
  });

  test('the statement of the old handbook is in the page and runs as it stands', async () => {
    expect(blocks.map((block) => block.trim())).toContain(HANDBOOK_INSERT);
    await scene.pool.query(HANDBOOK_INSERT);
    const { rows } = await scene.pool.query(
      'select task_code, store_id::text, enabled from etl_admin.etl_task where store_id = 123456',
    );
    expect(rows).toEqual([{ task_code: 'MY_TASK', store_id: '123456', enabled: true }]);
  });

  test.each(blocks.map((sql) => ({ sql, title: sql.split('\n')[0] })))('$title … runs', async ({ sql }) => {
    // Rolled back, because a role is there for every database of the server.
    await withTransaction(scene.pool, async (client) => {
      await client.query(makeRole);
      const answered: unknown = await client.query(sql);
      const commands = [answered].flat().map((result) => (result as { command: string }).command);
      expect(['SELECT', 'INSERT', 'CREATE', 'GRANT']).toEqual(expect.arrayContaining(commands));
      throw new RolledBack();
    }).catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  });

  test('seed_ods_tasks.sql is the one made from the catalog', () => {
    expect(readFileSync(SEED_FILE, 'utf8')).toBe(renderSeedSql(ENDPOINTS, SEED_STORE_ID));
  });

  test('seed_ods_tasks.sql switches every ODS task on, also one that was off, and can be repeated', async () => {
    await scene.pool.query(`insert into etl_admin.etl_task values ('ODS_PAYMENT', ${SEED_STORE_ID}, false)`);
    const seed = readFileSync(SEED_FILE, 'utf8');
    await scene.pool.query(seed);
    await scene.pool.query(seed);
    const { rows } = await scene.pool.query<{ task_code: string }>(
      `select task_code from etl_admin.etl_task where store_id = ${SEED_STORE_ID} and enabled`,
    );
    const upstream = TASKS.map((task) => task.code).filter((code) => code.startsWith('ODS_'));
    expect(rows.map((row) => row.task_code).toSorted()).toEqual(upstream.toSorted());
  });
});
