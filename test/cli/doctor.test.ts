import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { judgeSkew } from '../../src/orchestration/doctor/database-probes.ts';
import { examineAll } from '../../src/orchestration/doctor/examine.ts';
import { examineNode, judgeRoom } from '../../src/orchestration/doctor/machine-probes.ts';
import { type DoctorReport, type ProbeResult, runProbes, toReport } from '../../src/orchestration/doctor/probe.ts';
import { judgeToken } from '../../src/orchestration/doctor/upstream-probes.ts';
import { enqueue } from '../../src/orchestration/queue/job-queue.ts';
import { ensureQueue } from '../../src/orchestration/queue/run-worker.ts';
import { type Simulator, startSimulator } from '../../src/simulator/start-simulator.ts';
import { useTestDatabase } from '../harness/database.ts';
import { smallHall } from '../simulator/small-hall.ts';
import { makeScratch, runCli, type Scratch } from './contract-doctor-db-process.ts';

const database = useTestDatabase('doctor');
const source = smallHall();
const siteId = source.siteIdAt(0);
const DAY_MS = 24 * 3_600_000;

let simulator: Simulator;
let scratch: Scratch;
let env: Record<string, string>;

beforeAll(async () => {
  simulator = await startSimulator({ source });
  scratch = await makeScratch();
  env = {
    ...scratch.env,
    API_BASE: simulator.url,
    API_TOKEN: simulator.tokenFor(siteId),
    STORE_ID: siteId,
    PG_DSN: database.url,
    // The template of the tests has no roles; what the probe says of them is tested where roles are.
    BI_ROLE: 'none',
  };
});

afterAll(async () => {
  await simulator.close();
  await scratch[Symbol.asyncDispose]();
});

/** The examination without a process around it. */
function examine(more: Readonly<Record<string, string>> = {}): Promise<DoctorReport> {
  const config = loadConfig({ env: { ...env, ...more } });
  const settings = { config, envFile: null, problems: [], contractProblem: null };
  return examineAll({ settings, clock: systemClock, endpoints: ENDPOINTS });
}

function probeIn(report: DoctorReport, id: string): ProbeResult {
  const found = report.probes.find((probe) => probe.id === id);
  if (found === undefined) throw new Error(`the report has no ${id}`);
  return found;
}

function troubles(report: DoctorReport): string[] {
  return report.probes.filter(({ status }) => status !== 'ok').map(({ id, status }) => `${id} ${status}`);
}

/** A JWT put together here, because a whole one in a file looks like a leaked secret. */
function tokenExpiring(at: Date): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'none' }), part({ exp: Math.floor(at.getTime() / 1000) }), 'signature'].join('.');
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is, with at least 20 probes and exit code 0', async () => {
    const { code, stdout, stderr } = await runCli(['doctor', '--json'], { env });
    expect(code, stderr + stdout).toBe(0);
    const report: DoctorReport = JSON.parse(stdout);
    expect(report.probes.length).toBeGreaterThanOrEqual(20);
    expect(new Set(report.probes.map(({ id }) => id)).size).toBe(report.probes.length);
    expect(troubles(report).filter((line) => !line.startsWith('disk-space'))).toEqual([
      'env-file-private skipped',
      'readers skipped',
      'schedule skipped',
      'queue skipped',
      'backup skipped',
      'archive-growth skipped',
      'alert-channels skipped',
    ]);
  });

  it('examines the rest when settings are bad, names them, and ends with 1', async () => {
    const { code, stdout } = await runCli(['doctor', '--json'], {
      env: { ...env, API_RETRIES: 'many', TIMEZONE: 'Mars' },
    });
    const report: DoctorReport = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(probeIn(report, 'settings-valid')).toMatchObject({ status: 'fail' });
    expect(probeIn(report, 'settings-valid').finding).toMatch(/API_RETRIES="many"[\s\S]*TIMEZONE="Mars"/);
    expect(probeIn(report, 'database-version').status).toBe('ok');
  });

  it('tells when the scheduler has fallen silent, and what it started did not end well', async () => {
    const insert = `insert into etl_admin.etl_schedule_state (name, site_id, due_at, started_at, ended_at, outcome)
values ('fast', 7, now(), $1, now(), $2)`;
    const schedule = async (startedAt: string, outcome: string): Promise<string> => {
      await database.pool.query('delete from etl_admin.etl_schedule_state');
      await database.pool.query(insert, [startedAt, outcome]);
      const report: DoctorReport = JSON.parse((await runCli(['doctor', '--json'], { env })).stdout);
      const { status, finding } = probeIn(report, 'schedule');
      return `${status} ${finding}`;
    };
    expect(await schedule('2020-01-01', 'SUCCESS')).toMatch(/^warn nothing was started .* since 2020-01-01/);
    expect(await schedule('now', 'PARTIAL')).toMatch(/^warn .* fast of store 7: PARTIAL/);
    expect(await schedule('now', 'SUCCESS')).toMatch(/^ok /);
    await database.pool.query('delete from etl_admin.etl_schedule_state');
  });

  it('tells when jobs wait and nobody works, or too few do', async () => {
    await ensureQueue({ database });
    const queue = async (): Promise<string> => {
      const { status, finding, fix } = probeIn(await examine(), 'queue');
      return `${status} ${finding} → ${fix}`;
    };
    expect(await queue()).toMatch(/^ok no worker is at work, and no job waits/);
    await enqueue(database.pool, [{ siteId: '7', lane: 'live' }]);
    expect(await queue()).toMatch(/^warn 1 jobs wait, and no worker is at work → start "feiqiu-etl worker" where/);
    const worker = `insert into etl_admin.etl_worker (worker_id, host, pid, concurrency, heartbeat_at)
values (gen_random_uuid(), 'h', 1, 4, now() - $1::interval)`;
    await database.pool.query(worker, ['10 seconds']);
    expect(await queue()).toMatch(/^warn 1 jobs wait, and no worker/);
    await database.pool.query(worker, ['0 seconds']);
    expect(await queue()).toMatch(/^ok 1 workers with 4 slots; 0 jobs run, 1 wait/);
    await database.pool.query(`update graphile_worker._private_jobs set run_at = now() - interval '20 minutes'`);
    expect(await queue()).toMatch(
      /^warn .* the oldest live one for 20 minutes, behind 4 slots .*more workers or raise/,
    );
    await database.pool.query('delete from etl_admin.etl_worker; drop schema graphile_worker cascade');
  });

  it('tells an open .env, a misspelt name and a bad value in it', async () => {
    const file = path.join(scratch.dir, '.env');
    await writeFile(file, 'API_TOKNE=abc\nAPI_PAGE_SIZE=lots\nSTORE_ID=5\n');
    await chmod(file, 0o644);
    const { PG_DSN = '', DATA_ROOT = '', LOG_ROOT = '', EXPORT_ROOT = '' } = env;
    const options = { env: { PG_DSN, DATA_ROOT, LOG_ROOT, EXPORT_ROOT }, cwd: scratch.dir };
    const report: DoctorReport = JSON.parse((await runCli(['doctor', '--json'], options)).stdout);
    expect(probeIn(report, 'env-file-private')).toMatchObject({ status: 'warn', fix: `chmod 600 ${file}` });
    expect(probeIn(report, 'settings-known').finding).toContain('did you mean API_TOKEN?');
    expect(probeIn(report, 'settings-valid').finding).toContain('API_PAGE_SIZE="lots" (.env)');
    expect(probeIn(report, 'stores').finding).toContain('5');
    await chmod(file, 0o600);
    const closed: DoctorReport = JSON.parse((await runCli(['doctor', '--json'], options)).stdout);
    expect(probeIn(closed, 'env-file-private').status).toBe('ok');
  });

  it('goes on when CONTRACT_FILE cannot be understood', async () => {
    const file = path.join(scratch.dir, 'bad-contract.json');
    await writeFile(file, '{"endpoints":{"payment_transaction":{}}}');
    const { code, stdout } = await runCli(['doctor', '--json'], { env: { ...env, CONTRACT_FILE: file } });
    const report: DoctorReport = JSON.parse(stdout);
    expect([code, probeIn(report, 'contract-file').status]).toEqual([1, 'fail']);
    expect(probeIn(report, 'contract-file').finding).toContain('Did you mean payment_transactions?');
  });

  it('prints for people what to do about each finding, and no secret', async () => {
    const { stdout } = await runCli(['doctor', '--api-base', 'http://127.0.0.1:9'], { env });
    expect(stdout).toMatch(/FAIL +api-reachable +127\.0\.0\.1:9 does not answer: .*ECONNREFUSED.*\n +→ check API_BASE/);
    expect(stdout).not.toContain(env['API_TOKEN']);
  });
});

describe('doctor about the database', () => {
  it('does not start an embedded one that is not running, and says so', async () => {
    const report = await examine({ PG_DSN: '' });
    expect(probeIn(report, 'database')).toMatchObject({
      status: 'warn',
      finding: expect.stringContaining('not running'),
    });
    expect(probeIn(report, 'ods-schema').status).toBe('skipped');
  });

  it('fails when a server does not answer, without its password, and examines the rest', async () => {
    const report = await examine({ PG_DSN: 'postgresql://a:hush-hush@127.0.0.1:9/b' });
    expect(probeIn(report, 'database').status).toBe('fail');
    expect(JSON.stringify(report)).not.toContain('hush-hush');
    expect(probeIn(report, 'api-reachable').status).toBe('ok');
  });

  it('notices that nothing can be created', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', '-c default_transaction_read_only=on');
    const report = await examine({ PG_DSN: url.toString() });
    expect(probeIn(report, 'database-create-schema').status).toBe('fail');
    expect(probeIn(report, 'database-create-table').finding).toContain('read-only');
  });

  it('leaves nothing behind from trying to create', async () => {
    await examine();
    const sql = `select nspname from pg_namespace where nspname like 'feiqiu_doctor%'
      union all select relname from pg_class where relname like 'feiqiu_doctor%'`;
    expect((await database.pool.query(sql)).rows).toEqual([]);
  });

  it('names a migration that is due and one that is from the future', async () => {
    const last = await database.pool.query<{ number: number; name: string }>(
      'delete from etl_admin.etl_migration where number = (select max(number) from etl_admin.etl_migration) returning *',
    );
    const [row] = last.rows as [{ number: number; name: string; sha256: string; applied_at: string }];
    expect(probeIn(await examine(), 'database-migrations')).toMatchObject({
      status: 'warn',
      finding: expect.stringContaining(row.name),
    });
    const insert = 'insert into etl_admin.etl_migration (number, name, sha256, applied_at) values ($1, $2, $3, $4)';
    await database.pool.query(insert, [row.number, row.name, row.sha256, row.applied_at]);
    await database.pool.query(insert, [9999, '9999-from-the-future.sql', 'x', row.applied_at]);
    expect(probeIn(await examine(), 'database-migrations').status).toBe('fail');
    await database.pool.query('delete from etl_admin.etl_migration where number = 9999');
    expect(probeIn(await examine(), 'database-migrations').status).toBe('ok');
  });
});

describe('doctor about what runs left', () => {
  it('tells stale cursors, cut-off runs, silent holders, quarantine and drift', async () => {
    const { pool } = database;
    expect(troubles(await examine())).not.toEqual(expect.arrayContaining([expect.stringContaining('cursors')]));
    await pool.query(`insert into etl_admin.etl_store (site_id) values ($1) on conflict do nothing`, [siteId]);
    await pool.query(
      `insert into etl_admin.etl_cursor (site_id, task_code, time_cursor) values
        ($1, 'ODS_PAYMENT', now() - interval '27 hours'), ($1, 'ODS_REFUND', now() - interval '25 hours')`,
      [siteId],
    );
    await pool.query(
      `insert into etl_admin.etl_run (run_id, command, status, host, process_id, started_at)
        values (gen_random_uuid(), 'run', 'RUNNING', $1, 4242, now() - interval '1 hour')`,
      [hostname()],
    );
    await pool.query(
      `insert into etl_admin.etl_lease (site_id, token, holder, host, since, heartbeat_at)
        values ($1, 1, 'run 4242', $2, now() - interval '1 hour', now() - interval '1 minute')`,
      [siteId, hostname()],
    );
    await pool.query(
      `insert into etl_admin.etl_quarantine (site_id, target_table, entry_key, rule, reason, raw, source_file, page_no,
        record_index, first_seen_at, last_seen_at) values ($1, 'payment_transactions', 'k', 'no-key', 'r', '{}', 'f', 1, 0, now(), now())`,
      [siteId],
    );
    await pool.query(
      `insert into etl_admin.etl_drift (site_id, ods_table, kind, path, first_seen_at, last_seen_at, rows_affected, rows_checked)
        values ($1, 'payment_transactions', 'new-field', 'x', now(), now(), 1, 1),
          ($1, 'payment_transactions', 'new-field', 'old', now(), now() - interval '2 days', 1, 1)`,
      [siteId],
    );
    const report = await examine();
    expect(probeIn(report, 'cursors')).toMatchObject({ status: 'warn' });
    expect(probeIn(report, 'cursors').finding).toMatch(/^1 tasks .*ODS_PAYMENT/);
    expect(probeIn(report, 'runs')).toMatchObject({ status: 'warn', finding: expect.stringContaining('process 4242') });
    expect(probeIn(report, 'leases')).toMatchObject({ status: 'warn', finding: expect.stringContaining('run 4242') });
    expect(probeIn(report, 'quarantine').finding).toBe('1 records in quarantine: payment_transactions 1');
    expect(probeIn(report, 'drift').finding).toMatch(/: payment_transactions new-field x$/);
    expect(report.status).toBe('warn');

    await pool.query(`update etl_admin.etl_lease set heartbeat_at = now()`);
    const alive = await examine();
    expect(probeIn(alive, 'leases')).toMatchObject({ status: 'ok', finding: expect.stringContaining('run 4242') });
    expect(probeIn(alive, 'runs').status).toBe('ok');
  });

  it('wants a token for every store of the database, by the name the store gives', async () => {
    await database.pool.query(`insert into etl_admin.etl_store (site_id, token_env) values (77, 'API_TOKEN_NORTH')`);
    expect(probeIn(await examine(), 'tokens-set')).toMatchObject({
      status: 'fail',
      finding: 'no token for store 77 (API_TOKEN_NORTH)',
    });
    const API_TOKEN_NORTH = tokenExpiring(new Date(Date.now() - DAY_MS));
    const report = await examine({ API_TOKEN_NORTH });
    expect(probeIn(report, 'tokens-set').status).toBe('ok');
    expect(probeIn(report, 'token-expiry')).toMatchObject({
      status: 'fail',
      finding: expect.stringContaining('API_TOKEN_NORTH expired'),
    });
    expect(JSON.stringify(report)).not.toContain(API_TOKEN_NORTH);
    await database.pool.query('delete from etl_admin.etl_store where site_id = 77');
  });
});

describe('doctor about upstream', () => {
  it('notices an upstream whose clock is an hour ahead', async () => {
    const server: Server = createServer((_request, response) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString()).end('{}');
    });
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const report = await examine({ API_BASE: `http://127.0.0.1:${port}` });
    expect(probeIn(report, 'api-clock')).toMatchObject({
      status: 'warn',
      finding: expect.stringContaining('ahead of'),
    });
    await new Promise((closed) => void server.close(closed));
  });

  it('sends no token', async () => {
    simulator.resetStats();
    await examine();
    expect(simulator.stats().requests).toBe(0);
  });
});

describe('what a figure means', () => {
  const now = new Date('2026-01-10T00:00:00Z');
  const judge = (leftMs: number, renewable = false): string =>
    judgeToken(tokenExpiring(new Date(now.getTime() + leftMs)), { variable: 'API_TOKEN', now, renewable, soonDays: 3 })
      .status;

  it('a token that has expired fails, one that expires within three days warns', () => {
    expect([judge(-1000), judge(0), judge(1000), judge(3 * DAY_MS), judge(3 * DAY_MS + 1000)]).toEqual([
      'fail',
      'fail',
      'warn',
      'warn',
      'ok',
    ]);
    expect(judge(-1000, true)).toBe('ok');
  });

  it('a token that tells no expiry is as good as any', () => {
    expect(judgeToken('opaque', { variable: 'API_TOKEN', now, renewable: false, soonDays: 3 }).status).toBe('ok');
  });

  it('less than 5 GB free warns, less than 1 GB fails', () => {
    const gigabyte = 1024 ** 3;
    const statuses = [gigabyte - 1, gigabyte, 5 * gigabyte - 1, 5 * gigabyte].map(
      (bytes) => judgeRoom(bytes, 'x').status,
    );
    expect(statuses).toEqual(['fail', 'warn', 'warn', 'ok']);
  });

  it('a clock five seconds off either way warns', () => {
    const statuses = [-5000, -4999, 4999, 5000].map((skew) => judgeSkew(skew, 'x').status);
    expect(statuses).toEqual(['warn', 'ok', 'ok', 'warn']);
  });

  it('Node from 20.19 is new enough', () => {
    const statuses = ['18.20.0', '20.18.9', '20.19.0', '22.0.0'].map((version) => examineNode(version).status);
    expect(statuses).toEqual(['fail', 'fail', 'ok', 'ok']);
  });

  it('a probe that throws fails alone', async () => {
    const results = await runProbes([
      { id: 'bad', examine: () => Promise.reject(new Error('boom')) },
      { id: 'good', examine: () => ({ status: 'ok', finding: 'fine', fix: null }) },
    ]);
    expect(results.map(({ id, status }) => `${id} ${status}`)).toEqual(['bad fail', 'good ok']);
    expect(toReport(results, now).status).toBe('fail');
  });
});
