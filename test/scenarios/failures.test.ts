import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { LockedError } from '../../src/base/errors.ts';
import { toSiteId } from '../../src/base/ids.ts';
import { endpointOfTable } from '../../src/catalog/endpoints.ts';
import { exitCodeOfRun } from '../../src/cli/exit-codes.ts';
import { acquireLease } from '../../src/database/lease.ts';
import { hallRows, liveRows, odsState, rowVersions, scalar, TABLES } from '../harness/ods-state.ts';
import { notWell, Scene, scenarioHall, taskOf } from '../harness/scenario.ts';

const hall = scenarioHall();
const without = (...names: string[]): string[] => TABLES.filter((table) => !names.includes(table));

describe('an endpoint that is down for good', () => {
  it('fails its own task, which says why; every other table lands; the next run brings it', async () => {
    await using scene = await Scene.open({
      hall,
      misbehave: 'down=payment_transactions',
      settings: { API_RETRIES: '0' },
    });
    const report = await scene.run();
    expect(exitCodeOfRun(report)).toBe(3);
    expect(notWell(report)).toEqual([
      expect.stringMatching(/^ODS_PAYMENT FAILED /),
      'DWD_PAYMENT SKIPPED DEPENDENCY_FAILED',
      // No day is published without its payments.
      'DWS_PUBLISH WARNING CHECK_FAILED',
      'DWS_QUALITY_CHECK WARNING CHECK_FAILED',
    ]);
    expect(taskOf(report, 'ODS_PAYMENT').message).toMatch(/503/);
    const others = without('payment_transactions');
    expect(await liveRows(scene, others)).toEqual(await hallRows(scene, others));
    expect(await liveRows(scene, ['payment_transactions'])).toEqual({ payment_transactions: {} });

    scene.simulator.setMisbehaviour('');
    expect((await scene.run()).status).toBe('SUCCESS');
    expect(await liveRows(scene)).toEqual(await hallRows(scene));
  });

  it('skips the tasks that read what it should have brought, with the reason', async () => {
    await using scene = await Scene.open({
      hall,
      misbehave: 'down=settlement_records',
      settings: { API_RETRIES: '0' },
    });
    const report = await scene.run();
    expect(report.status).toBe('PARTIAL');
    expect(taskOf(report, 'ODS_SETTLEMENT_TICKET')).toMatchObject({ status: 'SKIPPED', requests: 0 });
    expect(taskOf(report, 'ODS_SETTLEMENT_TICKET').message).toContain('ODS_ORDER_SETTLE');
    const [broken, ...others] = notWell(report);
    const dependants = others.filter((line) => !line.startsWith('DWS_'));
    expect(others.filter((line) => line.startsWith('DWS_'))).toEqual([
      'DWS_PUBLISH WARNING CHECK_FAILED',
      'DWS_QUALITY_CHECK WARNING CHECK_FAILED',
    ]);
    expect(broken).toMatch(/^ODS_ORDER_SETTLE FAILED /);
    expect(dependants).toHaveLength(7);
    for (const dependant of dependants) expect(dependant).toMatch(/ SKIPPED DEPENDENCY_FAILED$/);
    const stored = `select status || ' ' || error from etl_admin.etl_task_run where task_code = 'ODS_SETTLEMENT_TICKET'`;
    expect(await scalar(scene, stored)).toMatch(/^SKIPPED .*ODS_ORDER_SETTLE/);
  });
});

describe('tickets that are refused', () => {
  it('are a warning; they are left alone for a day and then asked again', async () => {
    await using scene = await Scene.open({ hall, misbehave: 'M-TICKET-1400' });
    const only = ['ODS_ORDER_SETTLE', 'ODS_SETTLEMENT_TICKET'];
    const first = await scene.run({ only });
    expect(exitCodeOfRun(first)).toBe(0);
    expect(taskOf(first, 'ODS_SETTLEMENT_TICKET')).toMatchObject({ status: 'WARNING', errorCode: 'OPTIONAL_REFUSED' });
    expect(taskOf(first, 'ODS_SETTLEMENT_TICKET').requests).toBeGreaterThan(0);

    scene.simulator.setMisbehaviour('');
    scene.advanceTo('2026-01-04 20:00:00');
    const sameDay = await scene.run({ only });
    expect(taskOf(sameDay, 'ODS_SETTLEMENT_TICKET')).toMatchObject({ status: 'WARNING', requests: 0 });
    expect(Object.keys((await liveRows(scene))['settlement_ticket_details'] ?? {})).toEqual([]);

    scene.advanceTo('2026-01-05 09:30:00');
    const nextDay = await scene.run({ only });
    expect(taskOf(nextDay, 'ODS_SETTLEMENT_TICKET').status).toBe('SUCCESS');
    expect(await liveRows(scene, ['settlement_ticket_details'])).toEqual(
      await hallRows(scene, ['settlement_ticket_details']),
    );
  });
});

describe('a token that expires in the middle', () => {
  it.each([
    { requests: 9, form: 'http401' },
    { requests: 33, form: 'bodyCode' },
  ])(
    'leaves no window half read after $requests requests ($form), and the next run ends equal',
    async ({ requests, form }) => {
      const misbehave = `M-TOKEN-EXPIRY=${requests};form:${form}`;
      await using scene = await Scene.open({
        hall,
        misbehave,
        settings: { API_PAGE_SIZE: '20', WINDOW_MAX_DAYS: '1' },
      });
      const report = await scene.run();
      expect(['PARTIAL', 'FAILED']).toContain(report.status);
      expect(report.tasks.find((task) => task.status === 'FAILED')?.message).toMatch(/token/i);
      expect(scene.simulator.stats().requests).toBeLessThan(requests + 20);
      await expectCursorsTruthful(scene);

      scene.simulator.setMisbehaviour('');
      expect((await scene.run()).status).toBe('SUCCESS');
      expect(await liveRows(scene)).toEqual(await hallRows(scene));
    },
  );
});

/** Whatever lies before a task's cursor is in its table, and whatever is in a table is right. */
async function expectCursorsTruthful(scene: Scene): Promise<void> {
  const [found, expected] = [await liveRows(scene), await hallRows(scene)];
  const { rows } = await scene.pool.query<{ task_code: string; reached: string }>(
    `select task_code, to_char(time_cursor at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') as reached
from etl_admin.etl_cursor where time_cursor is not null`,
  );
  for (const table of TABLES) {
    const { task, mode, eventTime } = endpointOfTable(table);
    const reached = rows.find((row) => row.task_code === task)?.reached ?? '';
    for (const [key, payload] of Object.entries(expected[table] ?? {})) {
      const stored = found[table]?.[key];
      if (stored !== undefined) expect(stored).toBe(payload);
      else if (mode === 'snapshot') expect(reached).toBe('');
      else if (mode === 'window' && eventTime !== null) expect(timeIn(payload, eventTime) >= reached).toBe(true);
    }
  }
}

function timeIn(payload: string, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], JSON.parse(payload));
  return String(value);
}

describe('a hostile page', () => {
  it('lands its good records to the digit and keeps the bad ones in quarantine as they came', async () => {
    const table = 'payment_transactions';
    await using scene = await Scene.open({
      hall,
      misbehave: `hostile=${table}`,
      settings: { QUARANTINE_LIMIT: '0.2' },
    });
    const report = await scene.run();
    // Three payments are missing, so the days they belong to are not published.
    expect(notWell(report)).toEqual(['DWS_PUBLISH WARNING CHECK_FAILED', 'DWS_QUALITY_CHECK WARNING CHECK_FAILED']);
    const [stored, expected] = [(await liveRows(scene))[table] ?? {}, (await hallRows(scene, [table]))[table] ?? {}];
    const lost = Object.keys(expected).filter((key) => !(key in stored));
    const touched = Object.keys(stored).filter((key) => stored[key] !== expected[key]);
    expect(lost).toHaveLength(3);
    expect(new Set(touched.map((key) => /"hostile\w+": \d+/.exec(stored[key] ?? '')?.[0]))).toEqual(
      new Set(['"hostileInteger": 123456789012345678901234567890', '"hostileTwice": 2']),
    );
    const { rows } = await scene.pool.query<{ rule: string; source_id: string | null; raw: string }>(
      'select rule, source_id, raw from etl_admin.etl_quarantine order by rule, raw',
    );
    expect(rows.map(({ rule }) => rule)).toEqual(['missing_key', 'refused_by_database', 'refused_by_database']);
    expect(rows.slice(1).every(({ source_id: key }) => lost.includes(key ?? ''))).toBe(true);
    expect(rows.some(({ raw }) => raw.includes('\\u0000')) && rows.some(({ raw }) => raw.includes('\\ud800'))).toBe(
      true,
    );

    const before = await rowVersions(scene);
    scene.simulator.setMisbehaviour('');
    await scene.run({ range: { from: '2026-01-01', to: null } });
    expect(await liveRows(scene)).toEqual(await hallRows(scene));
    expect(
      await scalar(
        scene,
        `select count(*) from etl_admin.etl_quarantine where status = 'OPEN' and source_id is not null`,
      ),
    ).toBe('0');
    expect((await rowVersions(scene))['member_profiles']).toEqual(before['member_profiles']);
  });

  it('makes the run partial when more records are refused than QUARANTINE_LIMIT allows', async () => {
    await using scene = await Scene.open({ hall, misbehave: 'hostile=payment_transactions' });
    const report = await scene.run({ only: ['ODS_PAYMENT', 'ODS_TABLE'] });
    expect(exitCodeOfRun(report)).toBe(3);
    expect(notWell(report)).toEqual(['ODS_PAYMENT WARNING QUARANTINE_LIMIT']);
    expect(taskOf(report, 'ODS_PAYMENT').message).toMatch(/3 of \d+ .*QUARANTINE_LIMIT/);
  });
});

const BOOKS = ['etl_store', 'etl_task', 'etl_cursor', 'etl_window', 'etl_quarantine', 'etl_drift', 'etl_load_counter'];

async function books(scene: Scene): Promise<Record<string, string | null>> {
  const found: Record<string, string | null> = {};
  for (const table of BOOKS) {
    found[table] = await scalar(scene, `select jsonb_agg(to_jsonb(t) order by to_jsonb(t)) from etl_admin.${table} t`);
  }
  return found;
}

describe('a dry run', () => {
  it('does everything and leaves every table as it was, but for the record of the run', async () => {
    await using scene = await Scene.open({ hall });
    const first = await scene.run({ dryRun: true });
    expect(first.status).toBe('SUCCESS');
    expect(taskOf(first, 'ODS_SETTLEMENT_TICKET').rowsNew).toBeGreaterThan(10);
    expect(Object.values(await odsState(scene, 'source_id')).flat()).toEqual([]);
    expect(existsSync(scene.archive)).toBe(false);

    await scene.run();
    scene.advanceTo('2026-01-05 09:00:00');
    const [rows, kept] = [await rowVersions(scene), await books(scene)];
    const second = await scene.run({ dryRun: true });
    expect(taskOf(second, 'ODS_PAYMENT').rowsNew).toBeGreaterThan(0);
    expect(await rowVersions(scene)).toEqual(rows);
    expect(await books(scene)).toEqual(kept);
    expect(
      await scalar(
        scene,
        `select string_agg(dry_run || ' ' || status, ', ' order by started_at) from etl_admin.etl_run`,
      ),
    ).toBe('true SUCCESS, false SUCCESS, true SUCCESS');
  });
});

describe('two runs on one store', () => {
  it('the second is told who holds the store, or waits until it is free', async () => {
    await using scene = await Scene.open({ hall });
    const holder = { name: 'the other run', host: 'other-machine' };
    const lease = await acquireLease(scene.pool, toSiteId(scene.siteId), holder, { clock: scene.clock });
    const refused = scene.run({ only: ['ODS_TABLE'] });
    await expect(refused).rejects.toThrow(LockedError);
    await expect(refused).rejects.toThrow(/the other run on other-machine/);
    expect(scene.simulator.stats().requests).toBe(0);

    const waiting = scene.run({ only: ['ODS_TABLE'], waitMs: 60_000 });
    const naps = scene.clock.naps;
    await vi.waitFor(() => expect(scene.clock.naps).toBeGreaterThan(naps + 1), { timeout: 10_000 });
    expect(scene.simulator.stats().requests).toBe(0);
    await lease.release();
    expect((await waiting).status).toBe('SUCCESS');
  });
});
