import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../src/base/clock.ts';
import { Cancelled } from '../../src/base/errors.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { type Schedule, type ScheduleChange } from '../../src/orchestration/schedule/schedule.ts';
import {
  readScheduleStates,
  readSchedules,
  resetSchedule,
  setSchedule,
} from '../../src/orchestration/schedule/schedule-store.ts';
import { runScheduler } from '../../src/orchestration/schedule/scheduler.ts';
import { readStalestSlice } from '../../src/orchestration/schedule/slice.ts';
import { loadStores } from '../../src/orchestration/stores.ts';
import type { Workplace } from '../../src/orchestration/workplace.ts';
import { hallRows, liveRows, scalar, TABLES } from '../harness/ods-state.ts';
import { Scene, type SceneRun, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
const COMMANDS = `select string_agg(command || ' ' || status, ', ' order by started_at) from etl_admin.etl_run`;
const MINUTE_MS = 60_000;

/** What is due now, done by a scheduler that ends then. Returns the runs it was told of. */
async function scheduleOnce(
  scene: Scene,
  how: SceneRun & { readonly refresh?: (place: Workplace) => Workplace } = {},
): Promise<(RunReport | Error)[]> {
  const told: (RunReport | Error)[] = [];
  await scene.inWorkplace(how, (place) =>
    runScheduler(place, {
      stores: 2,
      once: true,
      storeIds: null,
      refresh: () => how.refresh?.(place) ?? place,
      hooks: {
        afterRun: async (_, _store, outcome) => void told.push(outcome),
        report: async () => 'sent',
        prune: async () => 'pruned',
        watch: async () => undefined,
      },
    }),
  );
  return told;
}

async function stateOf({ pool }: Scene, name: string) {
  return (await readScheduleStates(pool)).find((state) => state.name === name);
}

describe('the scheduler', () => {
  it('loads a new store at once, and later what has become due, all of it once', async () => {
    await using scene = await Scene.open({ hall });
    await scheduleOnce(scene);
    expect(await scalar(scene, COMMANDS)).toBe('schedule fast SUCCESS');
    await scheduleOnce(scene);
    expect(await scalar(scene, COMMANDS)).toBe('schedule fast SUCCESS');
    // A night later, the machine was off: the rings of the night and the report of the morning.
    scene.advanceTo('2026-01-05 09:00:00');
    await scheduleOnce(scene);
    expect(await scalar(scene, COMMANDS)).toBe('schedule fast SUCCESS, schedule fast+nightly+weekly SUCCESS');
    expect(await stateOf(scene, 'report')).toMatchObject({ outcome: 'SUCCESS', message: 'sent' });
    expect(await stateOf(scene, 'prune')).toBeDefined();
    // The stock report of a closed day keeps the stock of the moment of asking.
    const tables = TABLES.filter((table) => table !== 'goods_stock_summary');
    expect(await liveRows(scene, tables)).toEqual(await hallRows(scene, tables));
  });

  it('tries again what did not finish, only what is left of it, and then is content', async () => {
    await using scene = await Scene.open({
      hall,
      misbehave: 'down=payment_transactions',
      settings: { API_RETRIES: '0' },
    });
    await scheduleOnce(scene);
    const failed = await stateOf(scene, 'fast');
    expect(failed).toMatchObject({ outcome: 'PARTIAL', retries: 0, message: expect.stringContaining('ODS_PAYMENT') });
    expect(Date.parse(failed?.retryAt ?? '') - Date.parse(failed?.endedAt ?? '')).toBe(10 * MINUTE_MS);
    await scheduleOnce(scene);
    expect((await stateOf(scene, 'fast'))?.outcome).toBe('PARTIAL');

    scene.simulator.setMisbehaviour('');
    scene.clock.advance(11 * MINUTE_MS);
    const [report] = (await scheduleOnce(scene)) as RunReport[];
    expect(report?.tasks.filter(({ code }) => code.startsWith('ODS')).map(({ code }) => code)).toEqual(['ODS_PAYMENT']);
    expect(await stateOf(scene, 'fast')).toMatchObject({ outcome: 'SUCCESS', retryAt: null, retries: 1 });
  });

  it('takes a token that was renewed meanwhile, without being started anew', async () => {
    await using scene = await Scene.open({ hall });
    const expired = scene.simulator.tokenFor(scene.siteId, { expiresInSeconds: 1 });
    scene.clock.advance(5_000);
    const [error] = await scheduleOnce(scene, { settings: { API_TOKEN: expired } });
    expect(error).toBeInstanceOf(Error);
    expect(await stateOf(scene, 'fast')).toMatchObject({ outcome: expect.stringContaining('TOKEN') });

    scene.clock.advance(11 * MINUTE_MS);
    const fresh = (place: Workplace): Workplace => ({
      ...place,
      config: { ...place.config, values: { ...place.config.values, API_TOKEN: scene.environment['API_TOKEN'] } },
    });
    await scheduleOnce(scene, { settings: { API_TOKEN: expired }, refresh: fresh });
    expect(await stateOf(scene, 'fast')).toMatchObject({ outcome: 'SUCCESS' });
  });

  it('shares the work with another one: each start is done by one of them', async () => {
    await using scene = await Scene.open({ hall });
    const told = await Promise.all([scheduleOnce(scene), scheduleOnce(scene), scheduleOnce(scene)]);
    expect(told.flat()).toHaveLength(1);
    expect(await scalar(scene, COMMANDS)).toBe('schedule fast SUCCESS');
  });

  it('takes up a start whose process has died', async () => {
    await using scene = await Scene.open({ hall });
    await scheduleOnce(scene);
    await scene.pool.query(
      `update etl_admin.etl_schedule_state set ended_at = null, outcome = null where name = 'fast'`,
    );
    scene.clock.advance(2 * MINUTE_MS);
    await scheduleOnce(scene);
    expect(await stateOf(scene, 'fast')).toMatchObject({ outcome: 'SUCCESS', retries: 1 });
  });
});

describe('schedules', () => {
  const set = (scene: Scene, name: string, change: ScheduleChange, siteId: string | null = null): Promise<Schedule> =>
    setSchedule(scene.pool, name, { siteId, change });
  const cronOf = async (scene: Scene, name: string, siteId = scene.siteId): Promise<string | undefined> =>
    (await readSchedules(scene.pool))(siteId).find((schedule) => schedule.name === name)?.cron;

  it('of a store win over those of all, and those over the shipped ones; a reset gives them back', async () => {
    await using scene = await Scene.open({ hall });
    await set(scene, 'nightly', { cron: '0 3 * * *' });
    await set(scene, 'nightly', { cron: '0 2 * * *' }, scene.siteId);
    expect([await cronOf(scene, 'nightly'), await cronOf(scene, 'nightly', '99')]).toEqual(['0 2 * * *', '0 3 * * *']);
    await resetSchedule(scene.pool, 'nightly', scene.siteId);
    expect(await cronOf(scene, 'nightly')).toBe('0 3 * * *');
    await resetSchedule(scene.pool, 'nightly', null);
    expect(await cronOf(scene, 'nightly')).toBe('40 4 * * *');
    await expect(resetSchedule(scene.pool, 'nightly', null)).rejects.toMatchObject({ code: 'UNKNOWN_SCHEDULE' });
  });

  it('are refused when they cannot be', async () => {
    await using scene = await Scene.open({ hall });
    await expect(set(scene, 'mine', { tasks: 'ORDERS' })).rejects.toThrow('say when with --cron');
    await expect(set(scene, 'No!', { cron: '* * * * *' })).rejects.toMatchObject({ code: 'BAD_SCHEDULE' });
    await expect(set(scene, 'fast', { cron: 'x' })).rejects.toMatchObject({ code: 'BAD_CRON' });
    await expect(set(scene, 'yearly', { sliceDays: 365 })).rejects.toThrow(
      '--slice 365 must be less than --reread 365',
    );
    await expect(set(scene, 'fast', { quietHours: '7' })).rejects.toMatchObject({ code: 'BAD_QUIET_HOURS' });
  });
});

it('a resident scheduler looks after the alerts every hour, whatever is due', async () => {
  await using scene = await Scene.open({ hall });
  const stop = new AbortController();
  const { clock } = scene;
  const looks: number[] = [];
  // Nobody waits: the time goes on by as much as was to be waited for.
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (ms < HOUR_MS) return clock.sleep(ms, signal);
    clock.advance(ms);
  };
  await scene.inWorkplace({ signal: stop.signal }, async (place) => {
    for (const { name } of (await readSchedules(scene.pool))(scene.siteId)) {
      await setSchedule(scene.pool, name, { siteId: null, change: { enabled: false } });
    }
    const now = clock.now().getTime();
    const watched = { ...place, clock: { now: () => clock.now(), sleep } };
    await runScheduler(watched, {
      stores: 1,
      once: false,
      storeIds: null,
      refresh: () => watched,
      hooks: {
        afterRun: async () => undefined,
        report: async () => 'sent',
        prune: async () => 'pruned',
        watch: async () => {
          looks.push(Math.round((clock.now().getTime() - now) / HOUR_MS));
          if (looks.length === 3) stop.abort(new Cancelled('enough'));
        },
      },
    });
  });
  expect(looks).toEqual([1, 2, 3]);
});

it('the slow ring takes the week that was read longest ago, and none when all were read lately', async () => {
  await using scene = await Scene.open({ hall });
  const now = new Date('2026-01-04T01:00:00Z');
  const slice = async (): Promise<unknown> => {
    const [store] = await loadStores(scene.pool, null);
    if (store === undefined) throw new Error('no store');
    return readStalestSlice(scene.pool, store, { rereadDays: 90, sliceDays: 7, now });
  };
  await scene.inWorkplace({}, async () => undefined);
  expect(await slice()).toBeNull();
  await scene.pool.query(
    `insert into etl_admin.etl_window (site_id, task_code, walk_id, window_from, window_to, status, started_at, rows_seen, distinct_keys, load_id)
select $1, 'ODS_ORDER_SETTLE', day::text, day, day + interval '1 day', 'COMPLETE', day + interval '2 days', 0, 0, 0
from generate_series('2025-10-20T00:00:00Z'::timestamptz, '2026-01-03T00:00:00Z', '1 day') day`,
    [scene.siteId],
  );
  expect(await slice()).toEqual({ from: '2025-10-20', to: '2025-10-26' });
  await scene.pool.query(`update etl_admin.etl_window set started_at = '2026-01-01' where window_from < '2025-10-27'`);
  expect(await slice()).toEqual({ from: '2025-10-27', to: '2025-11-02' });
  await scene.pool.query(`update etl_admin.etl_window set started_at = '2026-01-01'`);
  expect(await slice()).toBeNull();
});
