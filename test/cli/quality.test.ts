import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QualityRun } from '../../src/orchestration/judge-stores.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import type { Status } from '../../src/orchestration/status.ts';
import { type EtlOutcome, runEtl } from '../harness/etl-process.ts';
import { scalar } from '../harness/ods-state.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

let scene: Scene;

beforeAll(async () => {
  // In a checkout whose sources have changed, the first start builds them and says so.
  await runEtl(['--version'], {});
  scene = await Scene.open({ hall: scenarioHall() });
  await scene.run();
}, 90_000);

afterAll(() => scene[Symbol.asyncDispose]());

const etl = (...args: string[]): Promise<EtlOutcome> => runEtl([...args, '--quiet'], scene.environment);

/** One payment more than the till has: PAY-01 does not hold. `cents` takes it back. */
const plant = (cents: number): Promise<unknown> =>
  scene.pool.query(
    `update billiards.fact_payment set pay_amount = pay_amount + $1::numeric / 100 where payment_id = (
       select min(payment_id) from billiards.fact_payment where business_date = '2026-01-02' and payment_method = 4)`,
    [cents],
  );

const UNTIL = '2026-01-31';

describe('feiqiu-etl quality', () => {
  it('runs the checks on the days that have figures, keeps the results, and ends well when nothing is red', async () => {
    const before = await scalar(scene, 'select count(*) from billiards_dws.dws_day_status');
    const ran = await etl('quality', '--json');
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(0);
    const { runId, stores } = JSON.parse(ran.stdout) as QualityRun;
    expect(stores[0]?.days.length).toBe(Number(before));
    const kept = `select count(*) from etl_admin.etl_check_result where run_id = '${runId}'`;
    expect(await scalar(scene, kept)).toBe(String(stores[0]?.results.length));
    expect(await scalar(scene, `select command from etl_admin.etl_run where run_id = '${runId}'`)).toBe('quality run');
  }, 60_000);

  it('ends with code 4 and names check, day and key when a rule is broken', async () => {
    await plant(1);
    const ran = await etl('quality', 'run', '--checks', 'PAY-*', '--from', '2026-01-01', '--to', '2026-01-03');
    expect(ran.code).toBe(4);
    expect(ran.stdout).toMatch(/PAY-01\s+FAIL \(blocking\)\s+1\s+2026-01-02\s+finance\s+\d+: [\d.]+, expected [\d.]+/);
    expect(ran.stdout).toContain('3 business days, 2026-01-01 to 2026-01-03');
  });

  it('finds a day of the span asked for that was never read', async () => {
    const ran = await etl(
      'quality',
      'run',
      '--checks',
      'completeness.windows',
      '--from',
      '2025-12-30',
      '--to',
      '2026-01-01',
    );
    expect(ran.code).toBe(4);
    expect(ran.stdout).toContain('2025-12-30, 2025-12-31');
  });

  it('shows a check with its meaning, SQL, history and failing rows', async () => {
    const { code, stdout } = await etl('quality', 'show', 'pay-01');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^PAY-01 \(invariant, error, blocking, of the day, for finance\)/);
    expect(stdout).toContain('site_id = $siteId::bigint');
    expect(stdout).toMatch(/FAIL\s+1\s+2026-01-01 to 2026-01-03\s+2026-01-02/);
    expect(stdout).toContain('1 of 1 violating rows');
  });

  it('refuses an unknown check with the nearest name', async () => {
    for (const args of [
      ['run', '--checks', 'PAY-1'],
      ['show', 'PAY-1'],
      ['snooze', 'PAY-1', '--until', UNTIL, '--reason', 'x'],
    ]) {
      const { code, stderr } = await etl('quality', ...args);
      expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean PAY-01?')]);
    }
  });

  it('refuses days that exclude each other, that are none, or that are over', async () => {
    const wrong = [
      ['run', '--full', '--from', '2026-01-01'],
      ['run', '--from', '2026-02-30'],
      ['run', '--from', '2026-01-03', '--to', '2026-01-02'],
      ['snooze', 'PAY-01', '--until', '2026-01-02', '--reason', 'late'],
      ['snooze', 'PAY-01', '--until', UNTIL, '--reason', ' '],
    ];
    for (const args of wrong) expect((await etl('quality', ...args)).code, args.join(' ')).toBe(2);
  });

  it('writes the report in every form, and tells by its code that something is red', async () => {
    const file = path.join(scene.folder, 'report.html');
    const page = await etl('quality', 'report', '--format', 'html', '--output', file);
    expect([page.code, page.stdout]).toEqual([4, '']);
    expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*收入桥[\s\S]*<\/html>\n$/);
    const junit = await etl('quality', 'report', '--format', 'junit', '--checks', 'PAY-*');
    expect(junit.stdout).toMatch(/^<\?xml[\s\S]*name="PAY-01">\s*<failure/);
    const markdown = await etl('quality', 'report', '--format', 'markdown', '--lang', 'en', '--checks', 'PAY-02');
    expect(markdown.stdout).toContain('**Recognised revenue**');
    const json = JSON.parse((await etl('quality', 'report', '--json')).stdout) as {
      stores: { tables: object[]; payments: object[] }[];
    };
    expect(json.stores[0]?.tables.length).toBeGreaterThan(0);
    expect(json.stores[0]?.payments.length).toBeGreaterThan(0);
  });

  it('counts a snooze at once, lists it, and wakes the check again', async () => {
    const report = (): Promise<EtlOutcome> => etl('quality', 'report', '--checks', 'PAY-01');
    expect((await report()).code).toBe(4);
    const snoozed = await etl('quality', 'snooze', 'PAY-01', '--until', UNTIL, '--reason', 'till was counted wrong');
    expect(snoozed.stdout).toMatch(/PAY-01\s+all\s+2026-01-31T16:00:00Z\s+\S+\s+till was counted wrong/);
    expect((await report()).code).toBe(0);
    expect((await etl('quality', 'list', '--checks', 'PAY-01')).stdout).toMatch(
      /PAY-01\s+error\s+yes\s+finance\s+SNOOZED/,
    );
    expect((await etl('quality', 'wake', 'PAY-01')).stdout).toContain('counts again');
    expect((await etl('quality', 'snoozes')).stdout).toBe('no check is snoozed\n');
    expect((await report()).code).toBe(4);
  });
});

describe('feiqiu-etl marts', () => {
  it('shows what a rebuild would do, and keeps nothing of it', async () => {
    const dry = await etl('marts', 'rebuild', '--dry-run', '--from', '2026-01-02', '--to', '2026-01-02');
    expect(dry.stdout).toContain('dry run: nothing was kept');
    expect(await scalar(scene, 'select count(*) from etl_admin.etl_dirty_day')).toBe('0');
  });

  it('computes days on which nothing has changed, holds back the one that fails, and status says why', async () => {
    const ran = await etl('marts', 'rebuild');
    expect(ran.code).toBe(4);
    expect(ran.stdout).toMatch(/marts: 2 days published, 1 provisional, 1 held back: 2026-01-02 \(.*PAY-01.*\)/);
    const status = JSON.parse((await etl('status', '--json')).stdout) as Status;
    expect(status.days.map(({ date, status: is }) => [date, is])).toEqual([
      ['2026-01-02', 'STALE'],
      ['2026-01-04', 'PROVISIONAL'],
    ]);
    const shown = (await etl('status')).stdout;
    expect(shown).toMatch(/2026-01-02\s+\d+\s+STALE\s+\S+ \S+\s+failed: .*PAY-01/);
    expect(shown).toMatch(/2026-01-02\s+BLOCKED\s+0\s+rebuild asked \(marts rebuild\); failed .*PAY-01/);
    expect(shown).toMatch(/2026-01-01 to 2026-01-03 \(2\)\s+PUBLISHED/);
  });

  it('publishes the day once it is right again', async () => {
    await plant(-1);
    const report = JSON.parse(
      (await etl('marts', 'rebuild', '--from', '2026-01-02', '--to', '2026-01-02', '--json')).stdout,
    ) as RunReport;
    expect(report.restated).toMatchObject([{ date: '2026-01-02', outcome: 'PUBLISHED' }]);
    expect((JSON.parse((await etl('status', '--json')).stdout) as Status).days).toMatchObject([
      { status: 'PROVISIONAL' },
    ]);
  });

  it('lists the marts and the days that have figures', async () => {
    const { code, stdout } = await etl('marts');
    expect(code).toBe(0);
    expect(stdout).toMatch(/dws_site_day_summary\s+table/);
    expect(stdout).toContain('4 days have figures, 2026-01-01 to 2026-01-04');
  });
});
