import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { applyContractFile } from '../../src/catalog/contract-file.ts';
import { ENDPOINTS, endpointOfTable } from '../../src/catalog/endpoints.ts';
import { renderSeedSql } from '../../src/catalog/seed-sql.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import type { Task } from '../../src/tasks/task.ts';
import { notWell, Scene, scenarioHall } from '../harness/scenario.ts';
import { blocksOf, ROOT, readPage } from './markdown.ts';

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

describe('the task of one’s own', () => {
  /** The example as a file outside the project, so that its imports must name the sources in full. */
  function writeExample(): string {
    const [code = ''] = blocksOf(readPage('docs/extending.md'), 'ts');
    const file = path.join(folder, 'payment-days-task.ts');
    const tasks = path.join(ROOT, 'src/tasks');
    writeFileSync(
      file,
      code.replace(/from '(\.[^']*)'/g, (_, relative: string) => `from '${path.join(tasks, relative)}'`),
    );
    return file;
  }

  test('compiles as strictly as the product', { timeout: 60_000 }, async () => {
    const config = {
      extends: path.join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        noEmit: true,
        allowImportingTsExtensions: true,
        rewriteRelativeImportExtensions: false,
        typeRoots: [path.join(ROOT, 'node_modules/@types')],
      },
      include: [],
      files: [writeExample()],
    };
    const configFile = path.join(folder, 'tsconfig.json');
    writeFileSync(configFile, JSON.stringify(config));
    const said = await run(process.execPath, [
      path.join(ROOT, 'node_modules/typescript/bin/tsc'),
      '-p',
      configFile,
    ]).then(
      () => '',
      (error: { stdout?: string; message: string }) => error.stdout || error.message,
    );
    expect(said).toBe('');
  });

  test('runs after the task it depends on, and counts every payment', { timeout: 60_000 }, async () => {
    const example = (await import(pathToFileURL(writeExample()).href)) as { paymentDaysTask: Task };
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
});

describe('the correction of an endpoint', () => {
  const [example = ''] = blocksOf(readPage('docs/extending.md'), 'json');
  const corrected = applyContractFile(ENDPOINTS, 'contract.json', () => example);
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

describe('SQL for users', () => {
  const pagesWithSql = ['docs/operations.md', 'docs/extending.md'];
  const blocks = pagesWithSql.flatMap((file) => blocksOf(readPage(file), 'sql'));

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
    const { command } = await scene.pool.query(sql);
    expect(['SELECT', 'INSERT']).toContain(command);
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
    expect(rows).toHaveLength(23);
  });
});
