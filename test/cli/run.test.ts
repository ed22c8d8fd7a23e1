import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toSiteId } from '../../src/base/ids.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { acquireLease } from '../../src/database/lease.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { runEtl, startEtl } from '../harness/etl-process.ts';
import { hallRows, liveRows, rowVersions, scalar, TABLES } from '../harness/ods-state.ts';
import { OPENING, Scene, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
let scene: Scene;

// In a checkout whose sources have changed, the first start builds them and says so.
beforeAll(() => runEtl(['--version'], {}));

beforeEach(async () => {
  scene = await Scene.open({ hall });
});

afterEach(() => scene[Symbol.asyncDispose]());

const sum = (
  report: RunReport,
  figure: 'rowsSeen' | 'rowsNew' | 'rowsChanged' | 'rowsUnchanged' | 'rowsDeleted',
): number => odsTasks(report).reduce((total, task) => total + task[figure], 0);

/** The tasks that read upstream; those behind them count the same rows again. */
const odsTasks = ({ tasks }: RunReport): RunReport['tasks'] => tasks.filter((task) => task.code.startsWith('ODS_'));

describe('feiqiu-etl run', () => {
  it('loads a whole hall, prints its counters as JSON, and the second time changes no row', async () => {
    const first = await runEtl(['run', '--json', '--quiet'], scene.environment);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const report = JSON.parse(first.stdout) as RunReport;
    expect(report).toMatchObject({ command: 'run', status: 'SUCCESS', dryRun: false });
    expect(report.tasks).toHaveLength(TASKS.length);
    expect(odsTasks(report)).toHaveLength(ENDPOINTS.length);
    expect(sum(report, 'rowsNew')).toBe(sum(report, 'rowsSeen'));
    expect(await liveRows(scene)).toEqual(await hallRows(scene));

    const before = await rowVersions(scene);
    const second = await runEtl(['run', '--json', '--quiet', '--from', OPENING], scene.environment);
    expect(second.code).toBe(0);
    const repeated = JSON.parse(second.stdout) as RunReport;
    expect(sum(repeated, 'rowsNew') + sum(repeated, 'rowsChanged') + sum(repeated, 'rowsDeleted')).toBe(0);
    expect(sum(repeated, 'rowsUnchanged')).toBeGreaterThan(500);
    expect(await rowVersions(scene)).toEqual(before);
  });

  it('shows one line a task while it works and a table at the end, and nowhere the token', async () => {
    const { code, stdout, stderr } = await runEtl(['run', '--tasks', 'ODS_TABLE,ODS_PAYMENT'], scene.environment);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ODS_TABLE.*SUCCESS/);
    for (const task of ['ODS_TABLE', 'ODS_PAYMENT']) expect(stderr).toContain(task);
    const token = scene.environment['API_TOKEN'] ?? '';
    expect(`${stdout}${stderr}`).not.toContain(token);
    expect(await scalar(scene, `select count(*) from etl_admin.etl_task_run`)).toBe('2');
  });

  it('ends with code 3 when an endpoint is down, and with 1 when nothing works', async () => {
    const env = { ...scene.environment, API_RETRIES: '0' };
    scene.simulator.setMisbehaviour('down=payment_transactions');
    const partial = await runEtl(['run', '--tasks', 'ODS_TABLE,ODS_PAYMENT'], env);
    expect(partial.code).toBe(3);
    expect(partial.stdout).toMatch(/ODS_PAYMENT[\s\S]*503/);
    const failed = await runEtl(['run', '--tasks', 'ODS_PAYMENT'], env);
    expect(failed.code).toBe(1);
  });

  it('does not write a store that another run holds: code 75 and its name', async () => {
    const holder = { name: 'run of the other one', host: 'other-machine' };
    await using _held = await acquireLease(scene.pool, toSiteId(scene.siteId), holder, { clock: scene.clock });
    const { code, stdout, stderr } = await runEtl(['run'], scene.environment);
    expect({ code, stdout }).toEqual({ code: 75, stdout: '' });
    expect(stderr).toContain('run of the other one on other-machine');
    expect(scene.simulator.stats().requests).toBe(0);
  });

  it('with --wait waits until the store is free', async () => {
    const holder = { name: 'run of the other one', host: 'other-machine' };
    const lease = await acquireLease(scene.pool, toSiteId(scene.siteId), holder, { clock: scene.clock });
    const { ended } = startEtl(['run', '--tasks', 'ODS_TABLE', '--wait', '60'], scene.environment);
    const asking = `select count(*) from pg_stat_activity where datname = current_database()
and application_name = 'feiqiu-etl control' and query like '%etl_lease%'`;
    await vi.waitFor(async () => expect(await scalar(scene, asking)).not.toBe('0'), { timeout: 15_000, interval: 50 });
    expect(scene.simulator.stats().requests).toBe(0);
    await lease.release();
    expect(await ended).toMatchObject({ code: 0 });
    expect(scene.simulator.stats().requests).toBeGreaterThan(0);
  });
});

describe('several stores', () => {
  it('each is read with its own token into its own rows; one that another run holds does not stop the others', async () => {
    const chain = createHalls({ seed: 9, storeCount: 2, openingDate: OPENING, visitsPerDay: 6 });
    await using both = await Scene.open({ hall: chain });
    const [first, second] = [chain.siteIdAt(0), chain.siteIdAt(1)];
    await both.pool.query(
      `insert into etl_admin.etl_store (site_id, history_from, token_env) values ($1, $3, 'API_TOKEN'), ($2, $3, 'TOKEN_OF_TWO')`,
      [first, second, OPENING],
    );
    const env = { ...both.environment, TOKEN_OF_TWO: both.simulator.tokenFor(second), STORE_ID: '' };
    const lease = await acquireLease(
      both.pool,
      toSiteId(first),
      { name: 'backfill', host: 'other' },
      { clock: both.clock },
    );
    const partial = await runEtl(['run'], env);
    expect(partial.code).toBe(3);
    expect(partial.stderr).toContain('backfill on other');
    expect(await liveRows(both, TABLES, second)).toEqual(await hallRows(both, TABLES, second));
    expect(Object.values(await liveRows(both, TABLES, first)).flatMap(Object.keys)).toEqual([]);

    await lease.release();
    expect(await runEtl(['run', '--quiet'], env)).toMatchObject({ code: 0 });
    for (const siteId of [first, second])
      expect(await liveRows(both, TABLES, siteId)).toEqual(await hallRows(both, TABLES, siteId));
    expect(await scalar(both, `select count(*) from etl_admin.etl_run where status = 'RUNNING'`)).toBe('0');
  });

  it('a store without token is told before anything is asked', async () => {
    await scene.pool.query(
      `insert into etl_admin.etl_store (site_id, token_env) values (42, 'TOKEN_OF_42') on conflict do nothing`,
    );
    const { code, stderr } = await runEtl(['run', '--quiet'], scene.environment);
    expect(code).toBe(2);
    expect(stderr).toMatch(/store 42.*TOKEN_OF_42/);
    expect(scene.simulator.stats().requests).toBe(0);
  });

  it('needs neither address nor token where no task asks upstream', async () => {
    const { API_TOKEN: _token, API_BASE: _base, ...env } = scene.environment;
    const { code, stdout, stderr } = await runEtl(['run', '--tasks', 'DWD_*', '--json', '--quiet'], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((JSON.parse(stdout) as RunReport).tasks.map((task) => task.code)).toContain('DWD_PAYMENT');
  });
});

describe.each(['SIGTERM', 'SIGINT'] as const)('%s in the middle of a run', (signal) => {
  it('ends it with code 130, gives the store back and leaves nothing open; the next run goes on', async () => {
    await using slow = await Scene.open({ hall, simulator: { latencyMs: 60 }, settings: { API_PAGE_SIZE: '20' } });
    const { child, ended } = startEtl(['run'], slow.environment);
    const loaded = 'select count(*) from billiards_ods.member_profiles';
    await vi.waitFor(async () => expect(await scalar(slow, loaded)).not.toBe('0'), { timeout: 15_000, interval: 20 });
    child.kill(signal);
    const outcome = await ended;
    expect(outcome).toMatchObject({ code: 130, signal: null });
    expect(outcome.stderr).toContain(signal);
    expect(await scalar(slow, `select string_agg(status, ',') from etl_admin.etl_run`)).toBe('CANCELLED');
    expect(await scalar(slow, `select count(*) from etl_admin.etl_task_run where status = 'RUNNING'`)).toBe('0');
    expect(await scalar(slow, `select count(*) from etl_admin.etl_task_run where status = 'CANCELLED'`)).not.toBe('0');
    expect(await scalar(slow, 'select string_agg(holder, $$,$$) from etl_admin.etl_lease')).toBe('');

    expect(await runEtl(['run', '--quiet'], slow.environment)).toMatchObject({ code: 0 });
    expect(await liveRows(slow)).toEqual(await hallRows(slow));
  });
});

describe('feiqiu-etl replay', () => {
  it('rebuilds an empty database from what runs left in EXPORT_ROOT, without a token or an upstream', async () => {
    expect(await runEtl(['run', '--quiet'], scene.environment)).toMatchObject({ code: 0 });
    expect(await readdir(scene.archive)).toEqual([scene.siteId]);
    await using empty = await Scene.open({ hall });
    const { API_TOKEN: _token, API_BASE: _base, STORE_ID: _store, ...env } = empty.environment;
    const outcome = await runEtl(['replay', scene.archive, '--quiet'], env);
    expect(outcome).toMatchObject({ code: 0 });
    expect(await liveRows(empty)).toEqual(await hallRows(scene));
  }, 60_000);

  it('names a folder that is not there with code 2', async () => {
    const { code, stderr } = await runEtl(['replay', path.join(scene.folder, 'nowhere')], scene.environment);
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere');
  });
});
