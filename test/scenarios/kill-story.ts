import { expect, vi } from 'vitest';
import type { HallSource } from '../../src/simulator/hall-source.ts';
import { type EtlProcess, runEtl, startEtl } from '../harness/etl-process.ts';
import { hallRows, liveRows, odsState, scalar, TABLES } from '../harness/ods-state.ts';
import { Scene, type SceneOptions } from '../harness/scenario.ts';

interface Morning {
  readonly at: string;
  readonly misbehave: string;
  readonly kills: number;
  /** Kills fall within so many milliseconds after the first request, so that a slow machine meets them at work as well. */
  readonly withinMs: number;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Twenty kills in all, each morning's load being let through to its end after its share. The first morning one task works
 * at a time, so that half of the kills meet the database at work, and without overlap, so that nothing read twice can
 * hide what was lost. The others have several tasks at once, rows that change, and rows that vanish.
 */
const MORNINGS: readonly Morning[] = [
  {
    at: '2026-01-04 09:00:00',
    misbehave: 'M-LATE-EDIT=0.3;hours:20',
    kills: 10,
    withinMs: 700,
    settings: { TASK_CONCURRENCY: '1', WINDOW_OVERLAP_HOURS: '0' },
  },
  {
    at: '2026-01-05 09:00:00',
    misbehave: 'M-LATE-EDIT=0.3;hours:20',
    kills: 5,
    withinMs: 400,
    settings: {},
  },
  {
    at: '2026-01-06 09:00:00',
    misbehave: 'M-VANISH=0.03;table:member_profiles',
    kills: 5,
    withinMs: 400,
    settings: {},
  },
];

const SCENE: Omit<SceneOptions, 'hall'> = {
  simulator: { latencyMs: 5 },
  settings: { API_PAGE_SIZE: '20', WINDOW_MAX_DAYS: '1', WINDOW_OVERLAP_HOURS: '30' },
};

/** What an undisturbed run leaves, a run killed at twenty random moments and then let through must leave as well. */
export async function expectKillsHarmless(hall: HallSource, seed: number): Promise<void> {
  // In a checkout whose sources have changed, the first start builds them; that is not what is killed here.
  await runEtl(['--version'], {});
  await using undisturbed = await Scene.open({ ...SCENE, hall, simulator: {} });
  await using killed = await Scene.open({ ...SCENE, hall });
  const random = randomFrom(seed);
  for (const morning of MORNINGS) {
    for (const scene of [undisturbed, killed]) {
      scene.advanceTo(morning.at);
      scene.simulator.setMisbehaviour(morning.misbehave);
    }
    expect((await undisturbed.run()).status).toBe('SUCCESS');
    await killRepeatedly(killed, morning, random);
    expect(await startLoad(killed, morning).ended).toMatchObject({ code: 0 });
    expect(await liveRows(killed)).toEqual(await liveRows(undisturbed));
  }
  const columns = 'source_id, payload, content_hash, is_deleted';
  expect(await odsState(killed, columns)).toEqual(await odsState(undisturbed, columns));
  expect(await scalar(undisturbed, 'select count(*) from billiards_ods.member_profiles where is_deleted')).not.toBe(
    '0',
  );
  expect(await scalar(killed, CURSORS)).toEqual(await scalar(undisturbed, CURSORS));
  expect(await strayNumbers(killed)).toEqual([]);
  for (const book of ['etl_run', 'etl_task_run']) {
    expect(await scalar(killed, `select count(*) from etl_admin.${book} where status = 'RUNNING'`)).toBe('0');
  }
  const diedAtWork = `select count(distinct run_id) from etl_admin.etl_task_run where error_code = 'PROCESS_DIED'`;
  expect(Number(await scalar(killed, diedAtWork))).toBeGreaterThan(6);
  await expectReplayable(killed);
}

/** Starts the program again and again and kills it: one time in five while it starts. One that was quicker is no kill. */
async function killRepeatedly(scene: Scene, morning: Morning, random: () => number): Promise<void> {
  for (let done = 0; done < morning.kills; ) {
    await forgetHeartbeat(scene);
    const before = scene.simulator.stats().requests;
    const { child, ended } = startLoad(scene, morning);
    if (random() > 0.2) await Promise.race([ended, firstRequest(scene, before).catch(() => undefined)]);
    const timer = setTimeout(() => child.kill('SIGKILL'), random() * morning.withinMs);
    const { code, signal, stderr } = await ended;
    clearTimeout(timer);
    if (signal === 'SIGKILL') done += 1;
    else expect({ code, stderr }).toMatchObject({ code: 0 });
  }
  await forgetHeartbeat(scene);
}

async function firstRequest(scene: Scene, before: number): Promise<void> {
  const asked = (): void => expect(scene.simulator.stats().requests).toBeGreaterThan(before);
  await vi.waitFor(asked, { timeout: 20_000, interval: 5 });
}

function startLoad(scene: Scene, { settings }: Morning): EtlProcess {
  // A machine's clock does not go back, and a process started later is later.
  scene.clock.advance(30_000);
  return startEtl(['run', '--wait', '30', '--quiet'], { ...scene.environment, ...settings });
}

/** As if the fifteen seconds had passed after which a silent holder may be replaced. */
async function forgetHeartbeat(scene: Scene): Promise<void> {
  await scene.pool.query(`update etl_admin.etl_lease set heartbeat_at = heartbeat_at - interval '1 minute'`);
}

/** Cursors of both scenes were moved by runs minutes apart. */
const CURSORS = `select jsonb_object_agg(task_code, jsonb_build_array(date_trunc('hour', time_cursor), id_cursor is not null))
from etl_admin.etl_cursor`;

/** Tables whose rows carry a load number that their counter has not given out. */
async function strayNumbers(scene: Scene): Promise<string[]> {
  const found: string[] = [];
  for (const table of TABLES) {
    const rows = `select load_id from billiards_ods.${table} union all select load_id from billiards_ods.${table}_history`;
    const stray = `select count(*) from (${rows}) r where load_id < 1 or load_id > coalesce((select last_load_id
from etl_admin.etl_load_counter where table_name = '${table}'), 0)`;
    if ((await scalar(scene, stray)) !== '0') found.push(table);
  }
  return found;
}

/** What the killed processes left of the archive is enough to build the same rows again. */
async function expectReplayable(killed: Scene): Promise<void> {
  await using again = await Scene.open({ ...SCENE, hall: killed.hall, simulator: {} });
  await again.replay(killed.archive);
  expect(await liveRows(again)).toEqual(await liveRows(killed));
  again.advanceTo('2026-01-06 09:00:00');
  const settlements = ['settlement_records', 'payment_transactions'];
  expect(await liveRows(again, settlements)).toEqual(await hallRows(again, settlements));
}

/** mulberry32: the same moments in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
