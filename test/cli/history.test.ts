import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RebuildReport } from '../../src/orchestration/rebuild-history.ts';
import { type EtlOutcome, runEtl } from '../harness/etl-process.ts';
import { scalar } from '../harness/ods-state.ts';
import { OPENING, Scene, scenarioHall } from '../harness/scenario.ts';

let scene: Scene;
let right: string[];

/** Two days, between which members vanish. */
beforeAll(async () => {
  // In a checkout whose sources have changed, the first start builds them and says so.
  await runEtl(['--version'], {});
  scene = await Scene.open({ hall: scenarioHall() });
  await scene.run();
  scene.advanceTo('2026-01-05 09:00:00');
  scene.simulator.setMisbehaviour('M-VANISH=0.03;table:member_profiles');
  await scene.run({ range: { from: OPENING, to: null } });
  right = await members();
}, 60_000);

afterAll(() => scene[Symbol.asyncDispose]());

beforeEach(() => scene.pool.query(`update billiards.dim_member set nickname = 'broken' where version = 1`));

async function members(): Promise<string[]> {
  const sql = `select (to_jsonb(d) - '_load_id')::text as line from billiards.dim_member d order by member_id, valid_from`;
  const { rows } = await scene.pool.query<{ line: string }>(sql);
  return rows.map((row) => row.line);
}

const rebuild = (...args: string[]): Promise<EtlOutcome> =>
  runEtl(['history', 'rebuild', ...args, '--quiet'], scene.environment);

describe('feiqiu-etl history rebuild', () => {
  it('shows what differs and writes nothing, unless it is told to', async () => {
    expect(await scalar(scene, 'select count(*) from billiards.dim_member where version > 1')).not.toBe('0');
    const broken = await members();
    const shown = await rebuild('dim_member', '--sample', '2');
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/dim_member: \d+ members, \d+ differ: 0 versions to add, \d+ changed, 0 removed/);
    expect(shown.stdout).toMatch(/nickname: broken → \S+/);
    expect(shown.stdout).toContain('Nothing was written');
    expect(await members()).toEqual(broken);

    expect(await rebuild('DWD_DIM_MEMBER', '--yes')).toMatchObject({ code: 0 });
    expect(await members()).toEqual(right);
    expect((await rebuild('member')).stdout).toContain('all as ODS says');
    expect(
      await scalar(
        scene,
        `select string_agg(dry_run::text, ' ' order by started_at) from etl_admin.etl_run
      where command = 'history rebuild'`,
      ),
    ).toBe('true false true');
  });

  it('from a day on leaves what was before, and says so', async () => {
    await scene.pool.query(`update billiards.dim_member set nickname = 'wrong' where is_current`);
    const { code, stdout } = await rebuild('dim_member', '--from', '2026-01-05', '--yes', '--json');
    expect(code).toBe(0);
    const { stores } = JSON.parse(stdout) as RebuildReport;
    expect(stores[0]?.leftBefore).toBeGreaterThan(0);
    const wrong = `select count(*) from billiards.dim_member where nickname in ('wrong', 'broken')`;
    expect(await scalar(scene, `${wrong} and valid_to > '2026-01-05 08:00:00+08'`)).toBe('0');
    expect(await scalar(scene, `${wrong} and valid_to = '2026-01-05 08:00:00+08'`)).not.toBe('0');
    await rebuild('dim_member', '--yes');
    expect(await members()).toEqual(right);
  });

  it('from an archive knows what ODS has lost', async () => {
    await scene.pool.query(`delete from billiards_ods.member_profiles; delete from billiards_ods.member_profiles_history;
      delete from etl_admin.etl_window where task_code = 'ODS_MEMBER'`);
    const preview = await rebuild('dim_member', '--from-archive', scene.archive);
    expect(preview.stdout).toMatch(/\d+ differ: 0 versions to add, \d+ changed, 0 removed/);
    expect(await scalar(scene, 'select count(*) from billiards_ods.member_profiles')).toBe('0');
    expect(await rebuild('dim_member', '--from-archive', scene.archive, '--yes')).toMatchObject({ code: 0 });
    expect(await members()).toEqual(right);
  });

  it.each([
    [['dim_membr'], 'Did you mean dim_member?'],
    [['dim_date'], 'no dimension with a history is called "dim_date"'],
    [['dim_member', '--from', 'yesterday'], 'is not a date'],
    [['dim_member', '--yes', '--dry-run'], 'exclude each other'],
    [['dim_member', '--sample', 'all'], '--sample "all"'],
    [['dim_member', '--from-archive', '/nowhere'], '/nowhere'],
  ])('%j ends with code 2 and says what is wrong', async (args, said) => {
    const { code, stderr } = await rebuild(...args);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });
});
