import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sleep } from '../../src/base/clock.ts';
import { readQueue } from '../../src/orchestration/queue/job-queue.ts';
import { ensureQueue } from '../../src/orchestration/queue/run-worker.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { ensureStores } from '../../src/orchestration/stores.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { type EtlProcess, runEtl, startEtl } from '../harness/etl-process.ts';
import { scalar } from '../harness/ods-state.ts';
import { OPENING, Scene } from '../harness/scenario.ts';
import { openWire } from '../harness/wire.ts';

const STORES = 2;
const LATENCY_MS = 200;

let scene: Scene;
let sites: readonly string[];
let processes: EtlProcess[];

/** Nothing but one schedule of two quick tasks, so that a day is a short one. */
const ONE_SCHEDULE = `insert into etl_admin.etl_schedule (site_id, name, action, cron, tasks, enabled)
select 0, name, action, '10 */2 * * *', case name when 'fast' then 'ODS_PAYMENT,ODS_REFUND' end, name = 'fast'
from (values ('fast', 'load'), ('nightly', 'load'), ('weekly', 'load'), ('yearly', 'load'), ('report', 'report'), ('prune', 'prune')) s(name, action)`;

beforeAll(async () => {
  // Builds what the processes run, once.
  await runEtl(['--version'], {});
});

beforeEach(async () => {
  const hall = createHalls({ seed: 17, storeCount: STORES, openingDate: OPENING, visitsPerDay: 4 });
  sites = [hall.siteIdAt(0), hall.siteIdAt(1)];
  processes = [];
  scene = await Scene.open({ hall, simulator: { latencyMs: LATENCY_MS } });
  await scene.inWorkplace({}, async (place) => {
    await ensureQueue(place);
    await ensureStores(scene.pool, sites, place.config, TASKS);
  });
  for (const [i, siteId] of sites.entries())
    await scene.pool.query('update etl_admin.etl_store set token_env = $2 where site_id = $1', [siteId, `TOKEN_${i}`]);
  await scene.pool.query(ONE_SCHEDULE);
});

afterEach(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await Promise.all(processes.map(({ ended }) => ended));
  await scene[Symbol.asyncDispose]();
});

/** What a process needs; `tokens` replaces those of the stores, null leaves one out. */
function environment(tokens: Readonly<Record<string, string | null>> = {}): Record<string, string> {
  const all = Object.fromEntries(sites.map((siteId, i) => [`TOKEN_${i}`, scene.simulator.tokenFor(siteId)]));
  const given = Object.entries({ ...all, ...tokens }).flatMap(([name, value]) =>
    value === null ? [] : [[name, value]],
  );
  // A chain: each store has a variable of its own, and none is that of the process.
  const { API_TOKEN: _token, STORE_ID: _store, ...rest } = scene.environment;
  return { ...rest, ...Object.fromEntries(given) };
}

function start(args: readonly string[], env = environment()): EtlProcess {
  const process = startEtl(args, env);
  processes.push(process);
  return process;
}

const worker = (env?: Record<string, string>): EtlProcess => start(['worker', '--concurrency', '2'], env);

async function stopped(process: EtlProcess): Promise<string> {
  process.child.kill('SIGTERM');
  const { code, stderr } = await process.ended;
  expect(code, stderr).toBe(0);
  return stderr;
}

/** `outcome` of the schedule of each store, in order of the stores. */
async function outcomes(): Promise<(string | null)[]> {
  const { rows } = await scene.pool.query<{ site_id: string; outcome: string | null }>(
    `select site_id, outcome from etl_admin.etl_schedule_state where name = 'fast' and ended_at is not null`,
  );
  return sites.map((siteId) => rows.find(({ site_id }) => site_id === siteId)?.outcome ?? null);
}

const eventually = (check: () => Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 45_000, interval: 100 });

const endWith = (...expected: (string | null)[]): Promise<void> =>
  eventually(async () => expect(await outcomes()).toEqual(expected));

const enqueueAll = async (): Promise<void> => {
  expect(await runEtl(['schedule', '--queue', '--once', '--quiet'], environment())).toMatchObject({ code: 0 });
};

const jobs = async (): Promise<readonly string[]> =>
  ((await readQueue(scene.pool))?.jobs ?? []).map(({ siteId, lane, state }) => `${siteId} ${lane} ${state}`);

describe('a worker', { timeout: 90_000 }, () => {
  it('that is asked to stop within a window leaves it whole, and the rest to the next', async () => {
    const days = ['--from', OPENING, '--to', '2026-01-03', '--window', '1', '--tasks', 'ODS_PAYMENT,ODS_REFUND'];
    const queued = await runEtl(['backfill', ...days, '--stores', sites[0] ?? '', '--queue', '--quiet'], environment());
    expect(queued, queued.stderr).toMatchObject({ code: 0 });
    const windows = (status: string): Promise<string | null> =>
      scalar(scene, `select count(*) from etl_admin.etl_wanted_window where status = '${status}'`);
    const first = worker();
    await eventually(async () => expect(await windows('DONE')).toBe('1'));
    // Upstream is being asked for the second window now.
    await sleep(LATENCY_MS / 2);
    const startedAt = performance.now();
    await stopped(first);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(Number(await windows('DONE'))).toBeLessThan(6);
    expect(await windows('FAILED')).toBe('0');
    expect(await jobs()).toEqual([`${sites[0]} backfill waiting`]);
    const second = worker();
    await eventually(async () => expect(await windows('DONE')).toBe('6'));
    await eventually(async () => expect(await jobs()).toEqual([]));
    await stopped(second);
    const runs = `select string_agg(distinct status, ' ' order by status) from etl_admin.etl_run where command = 'backfill'`;
    expect(await scalar(scene, runs)).not.toMatch(/RUNNING|FAILED/);
  });

  it('waits for a database that went away, and goes on with what it had', async () => {
    await using wire = await openWire(scene.database.url);
    await enqueueAll();
    const process = worker({ ...environment(), PG_DSN: wire.url });
    await eventually(async () => expect(await jobs()).toContain(`${sites[0]} live running`));
    // Cut rather than switched off in the server, which ends one connection after the other: between two a run could still
    // be written down as failed, and be tried again much later.
    await wire.cut();
    await process.says('going on in');
    await wire.mend();
    await endWith('SUCCESS', 'SUCCESS');
    await stopped(process);
  });

  it('does the other stores when the token of one is refused, and says which', async () => {
    const [, other = ''] = sites;
    await enqueueAll();
    const process = worker(environment({ TOKEN_1: scene.simulator.tokenFor(other, { expiresInSeconds: -10 }) }));
    await endWith('SUCCESS', 'TOKEN_EXPIRED');
    await eventually(async () => expect(await jobs()).toEqual([]));
    expect(process.child.exitCode).toBeNull();
    expect(await stopped(process)).toContain('TOKEN_1');
  });

  it('without the token of a store leaves it to one that has it', async () => {
    // One that is known but takes no job yet: so the first is asked to do what it cannot.
    await scene.pool.query(`insert into etl_admin.etl_worker (worker_id, host, pid, concurrency, heartbeat_at)
values (gen_random_uuid(), 'elsewhere', 1, 1, now() + interval '1 hour')`);
    await enqueueAll();
    // STORE_ID names a store, and says nothing of where its token is.
    const without = worker({ ...environment({ TOKEN_1: null }), STORE_ID: sites[0] ?? '' });
    await without.says(`store ${sites[1]}: TOKEN_1 is not set for this worker`);
    const having = worker();
    await endWith('SUCCESS', 'SUCCESS');
    for (const process of [without, having]) await stopped(process);
    expect(await jobs()).toEqual([]);
  });

  it('without the token of a store and without others says what is missing', async () => {
    await enqueueAll();
    const process = worker(environment({ TOKEN_1: null }));
    await eventually(async () => expect((await outcomes()).every((outcome) => outcome !== null)).toBe(true));
    expect(await outcomes()).toEqual(['SUCCESS', 'NO_TOKEN']);
    expect(await stopped(process)).toMatch(/TOKEN_1/);
  });
});

describe('two schedulers', { timeout: 90_000 }, () => {
  it('at once start everything once', async () => {
    const schedulers = [start(['schedule', '--queue']), start(['schedule', '--queue'])];
    const workers = [worker(), worker()];
    await endWith('SUCCESS', 'SUCCESS');
    await eventually(async () => expect(await jobs()).toEqual([]));
    for (const process of [...schedulers, ...workers]) await stopped(process);
    const runs = `select string_agg(runs::text, ' ') from (
      select count(distinct run_id) as runs from etl_admin.etl_task_run group by site_id) r`;
    expect(await scalar(scene, runs)).toBe('1 1');
  });
});
