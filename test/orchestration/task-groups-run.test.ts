import { expect, test } from 'vitest';
import { TASKS } from '../../src/orchestration/registry.ts';
import { selectTasks } from '../../src/orchestration/select-tasks.ts';
import { runEtl } from '../harness/etl-process.ts';
import { scalar } from '../harness/ods-state.ts';
import { notWell, Scene, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
const PAYMENTS = selectTasks('PAYMENTS', TASKS);
const CODES = PAYMENTS.map((task) => task.code);

test('a group runs from the API to its facts, and plan shows the same tasks with what each of them reads', async () => {
  await using scene = await Scene.open({ hall });
  const { code, stdout } = await runEtl(['plan', '--tasks', 'payments', '--json'], scene.environment);
  expect(code).toBe(0);
  const plan = JSON.parse(stdout) as { readonly tasks: readonly { code: string; dependsOn: readonly string[] }[] };
  expect(plan.tasks.map((task) => [task.code, task.dependsOn])).toEqual(
    PAYMENTS.map((task) => [task.code, task.dependsOn]),
  );

  const report = await scene.run({ tasks: PAYMENTS, tasksNamed: true });
  expect(report.tasks.map((task) => task.code)).toEqual(CODES);
  expect(notWell(report)).toEqual([]);
  expect(await scalar(scene, 'select count(*) from billiards.fact_payment')).not.toBe('0');
  expect(await scalar(scene, 'select count(*) from billiards.dim_member')).not.toBe('0');
  expect(await scalar(scene, 'select count(*) from billiards_ods.settlement_records')).toBe('0');
});

test('a group that etl_task switches off is left out of a run and of its plan, unless it is named', async () => {
  await using scene = await Scene.open({ hall });
  await scene.pool.query(
    `insert into etl_admin.etl_task (task_code, store_id, enabled) values ('PAYMENTS', $1::bigint, false)`,
    [scene.siteId],
  );
  const own = ['ODS_PAYMENT', 'ODS_REFUND', 'DWD_PAYMENT', 'DWD_REFUND'];
  const ran = (await scene.run()).tasks.map((task) => task.code);
  expect(CODES.filter((code) => !ran.includes(code))).toEqual(own);
  expect(await scalar(scene, 'select count(*) from billiards.fact_settlement')).not.toBe('0');
  const named = await scene.run({ tasks: PAYMENTS, tasksNamed: true });
  expect(named.tasks.map((task) => task.code)).toEqual(CODES);
});
