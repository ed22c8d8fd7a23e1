import { expect } from 'vitest';
import type { HallSource } from '../../src/simulator/hall-source.ts';
import { startEtl } from '../harness/etl-process.ts';
import { hallRows, liveRows, odsState, scalar, TABLES } from '../harness/ods-state.ts';
import { OPENING, Scene, type SceneOptions } from '../harness/scenario.ts';

/** Kills before each morning's load is let through to its end: twenty in all. */
const MORNINGS = [
  { at: '2026-01-04 09:00:00', kills: 8, misbehave: 'M-LATE-EDIT=0.3;hours:20' },
  { at: '2026-01-05 09:00:00', kills: 6, misbehave: 'M-LATE-EDIT=0.3;hours:20' },
  { at: '2026-01-06 09:00:00', kills: 6, misbehave: 'M-VANISH=0.03;table:member_profiles' },
] as const;
/** From before the program has opened its database to the end of a load. */
const KILL_MS = { least: 150, most: 1300 } as const;

const SCENE: Omit<SceneOptions, 'hall'> = {
  simulator: { latencyMs: 40 },
  settings: { API_PAGE_SIZE: '20', WINDOW_MAX_DAYS: '1', WINDOW_OVERLAP_HOURS: '30' },
};

/** What an undisturbed run leaves, a run killed at twenty random moments and then let through must leave as well. */
export async function expectKillsHarmless(hall: HallSource, seed: number): Promise<void> {
  await using undisturbed = await Scene.open({ ...SCENE, hall, simulator: {} });
  await using killed = await Scene.open({ ...SCENE, hall });
  const random = randomFrom(seed);
  for (const { at, kills, misbehave } of MORNINGS) {
    for (const scene of [undisturbed, killed]) {
      scene.advanceTo(at);
      scene.simulator.setMisbehaviour(misbehave);
    }
    expect((await undisturbed.run()).status).toBe('SUCCESS');
    await killRepeatedly(killed, kills, random);
    const outcome = await startEtl(['run', '--wait', '30', '--quiet'], killed.environment).ended;
    expect(outcome).toMatchObject({ code: 0 });
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

/** Starts the program again and again and kills it; when it was quicker, the next one reads everything anew. */
async function killRepeatedly(scene: Scene, kills: number, random: () => number): Promise<void> {
  let range: readonly string[] = [];
  for (let done = 0; done < kills; ) {
    await forgetHeartbeat(scene);
    // A machine's clock does not go back, and a process started later is later.
    scene.clock.advance(30_000);
    const { child, ended } = startEtl(['run', '--wait', '30', '--quiet', ...range], scene.environment);
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_MS.least + random() * (KILL_MS.most - KILL_MS.least));
    const { code, signal, stderr } = await ended;
    clearTimeout(timer);
    if (signal === 'SIGKILL') done += 1;
    else {
      expect({ code, stderr }).toMatchObject({ code: 0 });
      range = ['--from', OPENING];
    }
  }
  await forgetHeartbeat(scene);
  scene.clock.advance(30_000);
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
