import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PlanView } from '../../src/cli/actions/plan-action.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { runEtl } from '../harness/etl-process.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
let scene: Scene;

beforeAll(async () => {
  await runEtl(['--version'], {});
  scene = await Scene.open({ hall, simulator: { latencyMs: 40 } });
}, 120_000);

afterAll(() => scene[Symbol.asyncDispose]());

async function planned(...args: readonly string[]): Promise<PlanView> {
  const { code, stdout, stderr } = await runEtl(['plan', '--format', 'json', ...args], scene.environment);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as PlanView;
}

it('says before the first run that there is no history', async () => {
  const { stdout } = await runEtl(['plan'], scene.environment);
  expect(stdout).toContain(`${TASKS.length} tasks, at least`);
  expect(stdout).toContain('no history yet');
  const plan = await planned();
  expect(plan.total.tasksWithoutHistory).toBe(TASKS.length);
  expect(scene.simulator.stats().requests).toBe(0);
});

it('after two runs tells requests and time of the third within a quarter', { timeout: 120_000 }, async () => {
  await scene.run();
  scene.advanceTo('2026-01-05 09:00:00');
  await scene.run();
  scene.advanceTo('2026-01-06 09:00:00');
  const plan = await planned();
  expect(plan.total.tasksWithoutHistory).toBe(0);
  const third = await scene.run();
  const tookMs = Date.parse(third.endedAt) - Date.parse(third.startedAt);
  const asked = third.tasks.reduce((sum, { requests }) => sum + requests, 0);
  expect(plan.total.requests / asked).toBeGreaterThan(0.75);
  expect(plan.total.requests / asked).toBeLessThan(1.25);
  // The machine of the tests is shared: a quarter holds when nobody else works on it.
  expect(plan.total.ms / tookMs).toBeGreaterThan(0.5);
  expect(plan.total.ms / tookMs).toBeLessThan(2);
});

it('draws a flowchart whose every edge joins tasks it has', async () => {
  const { code, stdout } = await runEtl(
    ['plan', '--format', 'mermaid', '--if-fails', 'ods_order_settle'],
    scene.environment,
  );
  expect(code).toBe(0);
  const [head, ...lines] = stdout.trimEnd().split('\n');
  expect(head).toBe('flowchart LR');
  const nodes = lines.flatMap((line) => /^ {4}(\w+)(?:\["([^"]*)"\]|\(\( \)\))$/.exec(line)?.[1] ?? []);
  const edges = lines
    .flatMap((line) => [/^ {4}(\w+) (?:-->|-\.->) (\w+)$/.exec(line)?.slice(1) ?? []])
    .filter((edge) => edge.length > 0);
  const others = lines.filter((line) =>
    /^ {2}(?:subgraph s0\["[^"]*"\]|end|class \w+ (?:failed|skipped)|classDef .*)$/.test(line),
  );
  expect(nodes.length + edges.length + others.length).toBe(lines.length);
  expect(new Set(nodes).size).toBe(nodes.length);
  for (const task of TASKS) expect(nodes).toContain(`s0_${task.code}`);
  expect(edges.flat().filter((id) => !nodes.includes(id))).toEqual([]);
  for (const task of TASKS) {
    for (const source of task.dependsOn) expect(edges).toContainEqual([`s0_${source}`, `s0_${task.code}`]);
  }
  expect(others).toContain('  class s0_ODS_ORDER_SETTLE failed');
  expect(others).toContain('  class s0_DWD_SETTLEMENT skipped');
  expect(edges.length).toBeLessThan(200);
});

it('shows a table, the chain that decides, what is done side by side, and what a failure takes along', async () => {
  const { stdout } = await runEtl(['plan', '--if-fails', 'ODS_PAYMENT'], scene.environment);
  expect(stdout).toMatch(/ODS_PAYMENT .*~ \d+ .*s .*1 window: /);
  expect(stdout).toMatch(/by former runs about \d+ requests and [\d.]+ s/);
  expect(stdout).toMatch(/the time goes by ODS_\w+ → /);
  expect(stdout).toContain('8 tasks of a store (TASK_CONCURRENCY), 8 requests per token (API_PAGE_CONCURRENCY)');
  expect(stdout).toMatch(/if ODS_PAYMENT fails, 1 task is skipped: DWD_PAYMENT/);
});

it.each([
  [['--if-fails', 'ODS_PAYMNT'], 'Did you mean ODS_PAYMENT?'],
  [['--format', 'mermayd'], 'mermaid'],
])('%j ends with code 2', async (args, hint) => {
  const { code, stderr } = await runEtl(['plan', ...args], scene.environment);
  expect([code, stderr]).toEqual([2, expect.stringContaining(hint)]);
});
