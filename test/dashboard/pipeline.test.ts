import { hostname } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { toSiteId } from '../../src/base/ids.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { JobAnswer, LogAnswer, PipelineAnswer, RunAnswer, RunsAnswer } from '../../src/dashboard/api/pipeline.ts';
import { outcomeOfExit } from '../../src/dashboard/server/steer/jobs.ts';
import { connectClient } from '../../src/database/connection.ts';
import { acquireLease } from '../../src/database/lease.ts';
import { useTestDashboard, type Visitor } from '../harness/dashboard.ts';
import { urlOfDatabase, useTestDatabase } from '../harness/database.ts';
import { useRunningUpstream } from '../harness/running-upstream.ts';

const database = useTestDatabase('dashboard_pipeline');
const upstream = useRunningUpstream();
const dashboard = useTestDashboard(database, { settings: () => upstream.settings });
const OTHER = '4242';

let operator: Visitor;

beforeAll(async () => {
  const insert = `insert into etl_admin.etl_store (site_id, store_name, token_env) values ($1, $2, 'API_TOKEN')`;
  await database.pool.query(insert, [upstream.siteId, 'Eight']);
  await database.pool.query(insert, [OTHER, 'Elsewhere']);
  operator = await dashboard.visit('operator');
});

const codeOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error?: { code: string } }).error?.code ?? '';

async function now(by: Visitor): Promise<PipelineAnswer> {
  return (await (await by.get('/pipeline?store=all')).json()) as PipelineAnswer;
}

/** Waits until every process that was started has ended, and returns what became of the newest. */
async function ended(by: Visitor): Promise<PipelineAnswer['jobs'][number]> {
  for (let tries = 0; tries < 300; tries += 1) {
    const { jobs } = await now(by);
    const [newest] = jobs;
    if (newest !== undefined && jobs.every(({ endedAt }) => endedAt !== null)) return newest;
    await systemClock.sleep(200);
  }
  throw new Error('the process did not end');
}

const startJob = async (by: Visitor, path: string, body: object): Promise<JobAnswer> => {
  const response = await by.post(path, body);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as JobAnswer;
};

describe('a run started from a page', () => {
  test('is a process of its own, whose run, tasks and log can be looked at', async () => {
    const { runsVersion } = await now(operator);
    expect((await now(operator)).runsVersion).toBe(runsVersion);
    const { job } = await startJob(operator, '/jobs/run', {
      store: upstream.siteId,
      tasks: 'ODS_MEMBER,DWD_DIM_MEMBER',
    });
    expect(job).toMatchObject({ outcome: 'RUNNING', user: 'operator-1' });
    expect(job?.command).toBe(`run --stores ${upstream.siteId} --tasks ODS_MEMBER,DWD_DIM_MEMBER`);
    const done = await ended(operator);
    expect(done, done.said.join('\n')).toMatchObject({ outcome: 'DONE', isStopping: false });

    const { runs } = (await (await operator.get(`/runs?store=${upstream.siteId}`)).json()) as RunsAnswer;
    expect(runs.map(({ runId }) => runId)).toEqual(done.runIds);
    expect(runs[0]).toMatchObject({ status: 'SUCCESS', tasks: 2, badTasks: 0, isCutOff: false });
    expect((await now(operator)).runsVersion).not.toBe(runsVersion);

    const id = done.runIds[0] ?? '';
    const run = (await (await operator.get(`/runs/one?id=${id}`)).json()) as RunAnswer;
    expect(run.host).toBe(hostname());
    expect(run.graph).toEqual([
      { code: 'ODS_MEMBER', layer: 0, reads: [] },
      { code: 'DWD_DIM_MEMBER', layer: 1, reads: ['ODS_MEMBER'] },
    ]);
    expect(run.tasks.map(({ code, status }) => [code, status])).toEqual([
      ['ODS_MEMBER', 'SUCCESS'],
      ['DWD_DIM_MEMBER', 'SUCCESS'],
    ]);
    expect(Number(run.tasks[0]?.rowsNew)).toBeGreaterThan(0);
    const log = (await (await operator.get(`/runs/log?id=${id}`)).json()) as LogAnswer;
    expect(log.lines.filter(({ message }) => message === 'task ended')).toHaveLength(2);
  });

  test('makes the list of runs another when it ends, for those who see its store', async () => {
    const limited = await dashboard.visit('operator', [OTHER]);
    const versions = async (): Promise<string[]> => [
      (await now(operator)).runsVersion,
      (await now(limited)).runsVersion,
    ];
    const before = await versions();
    const setStatus = `update etl_admin.etl_run set status = $1`;
    await database.pool.query(setStatus, ['PARTIAL']);
    const after = await versions();
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([false, true]);
    await database.pool.query(setStatus, ['SUCCESS']);
    expect(await versions()).toEqual(before);
  });

  test('never has a secret on its command line', async () => {
    const { jobs } = await now(operator);
    expect(JSON.stringify(jobs)).not.toContain(upstream.settings['API_TOKEN']);
    expect(jobs.map(({ command }) => command).join(' ')).not.toContain('postgres');
  });

  test('is refused to the second of two who press at once, who is told who is at work; stopping ends it', async () => {
    const second = await dashboard.visit('operator');
    const body = { store: upstream.siteId, tasks: 'ODS_*' };
    const answers = await Promise.all([operator.post('/jobs/run', body), second.post('/jobs/run', body)]);
    const refused = answers.find(({ status }) => status === 409);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    expect(await refused?.text()).toMatch(/JOB_RUNNING.*operator-\d+ started \\"run --stores \d+ --tasks ODS_\*/);
    const [started] = answers.filter(({ status }) => status === 200);
    if (started === undefined) throw new Error('neither was started');
    const { job } = (await started.json()) as JobAnswer;
    const holder = async (): Promise<boolean> => (await now(operator)).holders.length > 0;
    await expect.poll(holder, { timeout: 20_000 }).toBe(true);
    const { holders } = await now(operator);
    expect(holders[0]).toMatchObject({ siteId: upstream.siteId, storeName: 'Eight', lane: 'live' });
    expect(holders[0]?.runId).toBe((await now(operator)).jobs[0]?.runIds[0]);

    const stopped = await second.post('/jobs/stop', { id: job?.id });
    expect(stopped.status).toBe(200);
    expect(await ended(operator)).toMatchObject({ outcome: 'CANCELLED', isStopping: true });
    expect(await codeOf(await second.post('/jobs/stop', { id: job?.id }))).toBe('JOB_ENDED');
  }, 60_000);

  test('that was cut short is gone on with; where nothing is left nothing is started', async () => {
    const { runs } = (await (await operator.get('/runs?store=all&show=bad')).json()) as RunsAnswer;
    expect(runs.map(({ status }) => status)).toEqual(['CANCELLED']);
    const cut = (await (await operator.get(`/runs/one?id=${runs[0]?.runId}`)).json()) as RunAnswer;
    const [failed] = cut.tasks.filter(({ errorCode }) => errorCode !== null);
    expect(failed?.advice).toEqual({ zh: expect.stringMatching(/：/), en: expect.stringMatching(/[a-z]/) });
    expect(cut.tasks.filter(({ errorCode, advice }) => (errorCode === null) !== (advice === null))).toEqual([]);
    const { job } = await startJob(operator, '/jobs/resume', { id: runs[0]?.runId });
    expect(job?.command).toBe(`runs resume ${runs[0]?.runId}`);
    const done = await ended(operator);
    expect(done, done.said.join('\n')).toMatchObject({ outcome: 'DONE' });
    expect(await startJob(operator, '/jobs/resume', { id: done.runIds[0] })).toEqual({ job: null });
  }, 60_000);

  test('is refused while another program writes the store, and the answer says which', async () => {
    const holder = { name: 'run 99', host: 'elsewhere' };
    const lease = await acquireLease(database.pool, toSiteId(upstream.siteId), holder, { clock: systemClock });
    try {
      const response = await operator.post('/jobs/run', { store: upstream.siteId });
      expect(response.status).toBe(409);
      expect(await response.text()).toMatch(/LOCKED.*being written by run 99 on elsewhere since/);
    } finally {
      await lease.release();
    }
  });

  test.each([
    ['a task that is none', '/jobs/run', { tasks: 'ODS_NOTHING' }, 'UNKNOWN_TASK'],
    ['an option in place of tasks', '/jobs/run', { tasks: '--api-base=http://evil.example' }, 'BAD_INPUT'],
    ['a date that is none', '/jobs/run', { from: '2026-02-31' }, 'BAD_INPUT'],
    ['a range that runs backwards', '/jobs/backfill', { from: '2026-02-02', to: '2026-02-01' }, 'BAD_RANGE'],
    ['a range and days to read again', '/jobs/run', { from: '2026-02-02', reread: 3 }, 'BAD_INPUT'],
    ['a store that is none', '/jobs/run', { store: '99' }, 'NO_SUCH_STORE'],
    ['a run that is none', '/jobs/resume', { id: 'f3b5a9a0-93a5-4a5f-9d0f-0f3f2f4c9f00' }, 'NO_SUCH_RUN'],
    ['a backfill that is none', '/jobs/backfill/resume', { id: '77' }, 'UNKNOWN_BACKFILL'],
    ['a process of nobody', '/jobs/stop', { id: 'f3b5a9a0-93a5-4a5f-9d0f-0f3f2f4c9f00' }, 'NO_SUCH_JOB'],
  ])('is not started for %s', async (_, path, body, code) => {
    const before = (await now(operator)).jobs.length;
    expect(await codeOf(await operator.post(path, { store: upstream.siteId, ...body }))).toBe(code);
    expect((await now(operator)).jobs).toHaveLength(before);
  });

  test('leaves its mark in the audit', async () => {
    const { rows } = await database.pool.query<{ entry: string }>(
      `select action || ' ' || outcome || ' ' || user_name as entry from etl_admin.dashboard_audit where action like 'job.%'`,
    );
    const entries = new Set(rows.map(({ entry }) => entry));
    for (const entry of ['job.run DONE operator-1', 'job.run REFUSED operator-1', 'job.resume DONE operator-1']) {
      expect(entries).toContain(entry);
    }
  });
});

test('a backfill is started for a gap, and can be looked at and given up', async () => {
  const body = { store: upstream.siteId, from: upstream.openingDate, to: upstream.openingDate, tasks: 'ODS_PAYMENT' };
  const { job } = await startJob(operator, '/jobs/backfill', { ...body, missing: true });
  expect(job?.command).toContain('--missing');
  const done = await ended(operator);
  expect(done.outcome, done.said.join('\n')).toBe('DONE');
  await database.pool.query(
    `insert into etl_admin.etl_backfill (site_id, range_from, range_to, tasks) values ($1, '2025-01-01', '2025-01-02', '{ODS_PAYMENT}')`,
    [OTHER],
  );
  const { backfills } = await now(operator);
  expect(backfills[0]).toMatchObject({ siteId: OTHER, storeName: 'Elsewhere', status: 'OPEN', isAlive: false });
  const id = backfills[0]?.id;
  // Another warehouse on the same server may read a backfill of the same number.
  for (const [name, isAlive] of [
    ['postgres', false],
    [database.name, true],
  ] as const) {
    const reader = await connectClient(urlOfDatabase(database.url, name), { applicationName: 'reader' });
    await reader.query('select pg_advisory_lock(20526, $1)', [id]);
    expect((await now(operator)).backfills[0]?.isAlive, name).toBe(isAlive);
    await reader.end();
  }
  expect((await operator.post('/jobs/backfill/cancel', { id })).status).toBe(200);
  expect(await codeOf(await operator.post('/jobs/backfill/resume', { id }))).toBe('BACKFILL_ENDED');
}, 60_000);

describe('somebody who sees one store only', () => {
  test('sees no run, process or log of another, and starts nothing there', async () => {
    const limited = await dashboard.visit('operator', [OTHER]);
    const { jobs, holders } = await now(limited);
    expect([jobs, holders]).toEqual([[], []]);
    expect(((await (await limited.get('/runs?store=all')).json()) as RunsAnswer).runs).toEqual([]);
    const { jobs: all } = await now(operator);
    const runId = all.flatMap(({ runIds }) => runIds)[0];
    for (const path of ['/runs/one', '/runs/log', '/runs/live']) {
      expect(await codeOf(await limited.get(`${path}?id=${runId}`)), path).toBe('NO_SUCH_RUN');
    }
    expect(await codeOf(await limited.post('/jobs/resume', { id: runId }))).toBe('NO_SUCH_RUN');
    expect(await codeOf(await limited.post('/jobs/run', { store: upstream.siteId }))).toBe('NO_SUCH_STORE');
    expect(await codeOf(await limited.post('/jobs/stop', { id: all[0]?.id }))).toBe('NO_SUCH_JOB');
  });

  test('means their own store by all of them', async () => {
    const limited = await dashboard.visit('operator', [OTHER]);
    const { job } = await startJob(limited, '/jobs/backfill', {
      store: 'all',
      from: '2025-01-01',
      to: '2025-01-01',
      dryRun: true,
    });
    expect(job?.command).toContain(`--stores ${OTHER}`);
    await ended(limited);
  });
});

describe('the list of runs', () => {
  const RUNS = 100_000;

  beforeAll(async () => {
    await database.pool.query(
      `insert into etl_admin.etl_run (run_id, command, arguments, status, host, process_id, started_at, ended_at)
      select gen_random_uuid(), 'run', jsonb_build_object('stores', array['${OTHER}'], 'padding', repeat('x', 300)),
        case when n % 500 = 0 then 'FAILED' else 'SUCCESS' end, 'h', 1, timestamptz '2024-01-01' + n * interval '1 minute',
        timestamptz '2024-01-01' + n * interval '1 minute'
      from generate_series(1, ${RUNS}) n`,
    );
    await database.pool.query(
      `insert into etl_admin.etl_task_run (run_id, site_id, task_code, status, started_at, ended_at, rows_new)
      select run_id, ${OTHER}, 'ODS_MEMBER', 'SUCCESS', started_at, ended_at, 1 from etl_admin.etl_run where host = 'h'`,
    );
    await database.pool.query('analyze etl_admin.etl_run, etl_admin.etl_task_run');
  }, 60_000);

  test('goes page by page without leaving one out or showing one twice', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null && seen.length < 220) {
      const path = `/runs?store=all${next === '' ? '' : `&before=${next}`}`;
      const page = (await (await operator.get(path)).json()) as RunsAnswer;
      seen.push(...page.runs.map(({ runId }) => runId));
      next = page.next;
    }
    const { rows } = await database.pool.query<{ id: string }>(
      'select run_id as id from etl_admin.etl_run order by started_at desc, run_id desc limit $1',
      [seen.length],
    );
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  test.each(['store=all', `store=${OTHER}`, 'store=all&show=bad'])(
    `answers in less than 100 ms among ${RUNS} runs: %s`,
    async (query) => {
      const { rows } = await database.pool.query<{ id: string }>(
        'select run_id as id from etl_admin.etl_run order by started_at limit 1 offset 50000',
      );
      for (const path of [`/runs?${query}`, `/runs?${query}&before=${rows[0]?.id}`]) {
        const times: number[] = [];
        for (let n = 0; n < 5; n += 1) {
          const start = performance.now();
          const response = await operator.get(path);
          await response.text();
          times.push(performance.now() - start);
          expect(response.status).toBe(200);
        }
        expect(Math.min(...times), path).toBeLessThan(100);
      }
    },
  );
});

describe('a page that looks on', () => {
  test('is told the state at once, each change, and when nothing more will come', async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      `insert into etl_admin.etl_run (run_id, command, arguments, status, host, process_id, started_at)
      values (gen_random_uuid(), 'run', '{"tasks": ["ODS_MEMBER", "DWD_DIM_MEMBER"]}', 'RUNNING', 'h', 1, now()) returning run_id as id`,
    );
    const id = rows[0]?.id;
    const task = `insert into etl_admin.etl_task_run (run_id, site_id, task_code, status, started_at) values ($1, ${OTHER}, 'ODS_MEMBER', 'RUNNING', now())`;
    await database.pool.query(task, [id]);
    const response = await operator.get(`/runs/live?id=${id}`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = readEvents(response);
    const states = async () =>
      ((await events.next()).value as RunAnswer).tasks.map(({ code, status }) => `${code} ${status}`);
    expect(await states()).toEqual(['ODS_MEMBER RUNNING', 'DWD_DIM_MEMBER WAITING']);
    await database.pool.query(`update etl_admin.etl_task_run set status = 'SUCCESS' where run_id = $1`, [id]);
    expect(await states()).toEqual(['ODS_MEMBER SUCCESS', 'DWD_DIM_MEMBER WAITING']);
    await database.pool.query(`update etl_admin.etl_run set status = 'CANCELLED', ended_at = now() where run_id = $1`, [
      id,
    ]);
    expect(await states()).toEqual(['ODS_MEMBER SUCCESS']);
    expect((await events.next()).value).toBe('over');
    expect((await events.next()).done).toBe(true);
  });
});

test('did not meet a fault of its own in any of this', () => {
  expect(dashboard.faults).toEqual([]);
});

/** Server-sent events as a browser takes them: data parsed, other events by name. */
async function* readEvents(response: Response): AsyncGenerator {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      const name = /^event: (.*)$/m.exec(event)?.[1];
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (name !== undefined) yield name;
      else if (data !== undefined) yield JSON.parse(data);
    }
  }
}

test('every exit code of the program has an outcome', () => {
  expect(outcomeOfExit(EXIT.ok)).toBe('DONE');
  expect(outcomeOfExit(EXIT.partial)).toBe('PARTIAL');
  expect(outcomeOfExit(EXIT.checkFailed)).toBe('CHECK_FAILED');
  expect(outcomeOfExit(EXIT.locked)).toBe('LOCKED');
  expect(outcomeOfExit(EXIT.cancelled)).toBe('CANCELLED');
  expect(outcomeOfExit(EXIT.failure)).toBe('FAILED');
  expect(outcomeOfExit(EXIT.usage)).toBe('FAILED');
  expect(outcomeOfExit(null)).toBe('CANCELLED');
});
