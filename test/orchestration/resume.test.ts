import { describe, expect, it, vi } from 'vitest';
import { Cancelled } from '../../src/base/errors.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { planResumption } from '../../src/orchestration/resume.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { hallRows, liveRows, scalar } from '../harness/ods-state.ts';
import { notWell, OPENING, Scene, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
const WINDOWS = 'select count(*)::text from etl_admin.etl_window';
const DOWN = { hall, misbehave: 'down=payment_transactions', settings: { API_RETRIES: '0' } } as const;

async function resume(scene: Scene, runId: string): Promise<RunReport> {
  const { runId: _, storeIds: _ids, ...left } = await planResumption(scene.pool, runId, TASKS);
  return scene.run({ ...left, command: 'resume', tasksNamed: true });
}

describe('runs resume', () => {
  it('does what failed and what reads it, and nothing else; then nothing is left', async () => {
    await using scene = await Scene.open(DOWN);
    const broken = await scene.run();
    scene.simulator.setMisbehaviour('');
    scene.simulator.resetStats();
    const report = await resume(scene, broken.runId.slice(0, 8));
    expect(notWell(report)).toEqual([]);
    expect(report.tasks.map(({ code }) => code)).toEqual([
      'ODS_PAYMENT',
      'DWD_PAYMENT',
      'QUEUE_REREADS',
      'DWS_PUBLISH',
      'DWS_QUALITY_CHECK',
    ]);
    expect(Object.keys(scene.simulator.stats().byTable)).toEqual(['payment_transactions']);
    expect(await liveRows(scene)).toEqual(await hallRows(scene));
    expect((await planResumption(scene.pool, report.runId, TASKS)).storeIds).toEqual([]);
  });

  it('does not read windows again that were complete', async () => {
    await using scene = await Scene.open({ hall, settings: { WINDOW_MAX_DAYS: '1' }, simulator: { latencyMs: 60 } });
    const stop = new AbortController();
    const range = { from: OPENING, to: '2026-01-03' };
    const under = scene.run({ only: ['ODS_PAYMENT'], range, signal: stop.signal });
    await vi.waitUntil(async () => Number(await scalar(scene, WINDOWS)) > 0, { timeout: 10_000, interval: 5 });
    stop.abort(new Cancelled('enough'));
    const broken = await under;
    const readBefore = Number(await scalar(scene, WINDOWS));
    expect([broken.status, readBefore < 3]).toEqual(['CANCELLED', true]);
    expect(notWell(await resume(scene, broken.runId))).toEqual([]);
    expect(await scalar(scene, WINDOWS)).toBe('3');
    expect(await scalar(scene, `select count(distinct window_from)::text from etl_admin.etl_window`)).toBe('3');
  });

  it('refuses a dry run and a run whose record does not say what it was to do', async () => {
    await using scene = await Scene.open({ hall });
    const dry = await scene.run({ only: ['ODS_PAYMENT'], dryRun: true });
    await expect(planResumption(scene.pool, dry.runId, TASKS)).rejects.toMatchObject({ code: 'NOT_RESUMABLE' });
    await expect(planResumption(scene.pool, 'ffff', TASKS)).rejects.toMatchObject({ code: 'UNKNOWN_RUN' });
    await scene.pool.query(`update etl_admin.etl_run set dry_run = false, arguments = '{"backfill": "3"}'`);
    await expect(planResumption(scene.pool, dry.runId, TASKS)).rejects.toThrow('backfill resume 3');
  });
});
