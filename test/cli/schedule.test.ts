import { expect, it } from 'vitest';
import { runEtl, startEtl } from '../harness/etl-process.ts';
import { hallRows, liveRows, scalar } from '../harness/ods-state.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
const STATE = `select concat_ws(' ', outcome, retry_at is not null) from etl_admin.etl_schedule_state where name = 'fast'`;
const OPEN = `select count(*)::text from etl_admin.etl_run where status = 'RUNNING'`;

it('a scheduler that is asked to stop ends its window or rolls it back, and the next one goes on', async () => {
  await using scene = await Scene.open({ hall, simulator: { latencyMs: 40 } });
  const scheduler = startEtl(['schedule'], scene.environment);
  await scheduler.says('fast: starting');
  const asked = performance.now();
  scheduler.child.kill('SIGTERM');
  const { code, stderr } = await scheduler.ended;
  expect([code, performance.now() - asked < 15_000]).toEqual([0, true]);
  expect(stderr).toContain('SIGTERM: stopping after the present step');
  expect([await scalar(scene, OPEN), await scalar(scene, STATE)]).toEqual(['0', 'CANCELLED t']);

  expect(await runEtl(['schedule', '--once'], scene.environment)).toMatchObject({ code: 0 });
  expect(await scalar(scene, STATE)).toBe('SUCCESS f');
  expect(await liveRows(scene)).toEqual(await hallRows(scene));
});

it('says what is wrong before it stays', async () => {
  const base = { STORE_ID: '2790685415443269', LOG_ROOT: '/tmp/feiqiu-etl-test-schedule' };
  expect(await runEtl(['schedule'], base)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('API_BASE is not set'),
  });
  const upstream = { ...base, API_BASE: 'http://127.0.0.1:9', API_TOKEN: 'x.y.z' };
  expect(await runEtl(['schedule'], { ...upstream, PG_DSN: 'nonsense' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('PG_DSN'),
  });
  const noDatabase = { ...upstream, PG_DSN: 'postgresql://u:secret@127.0.0.1:9/none' };
  const once = await runEtl(['schedule', '--once'], noDatabase);
  expect(once.code).not.toBe(0);
  expect(once.stderr).not.toContain('secret');
});
