import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { writeArchive } from '../../src/cli/actions/simulate-archive-action.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { listArchivedStores } from '../../src/orchestration/replay-source.ts';
import type { RunOptions } from '../../src/orchestration/run-options.ts';
import type { RunReport } from '../../src/orchestration/run-report.ts';
import { TASK_GROUPS, tasksOfGroup } from '../../src/orchestration/task-groups.ts';
import { writePlain } from '../../src/simulator/plain/write-plain.ts';
import { dwdState } from '../harness/dwd-state.ts';
import { runEtl } from '../harness/etl-process.ts';
import { hallRows, liveRows, odsState, rowVersions, scalar, TABLES } from '../harness/ods-state.ts';
import { HALL_OPTIONS, MORNING, notWell, OPENING, Scene, scenarioHall, taskOf } from '../harness/scenario.ts';

/** As the product reads them, and nothing else of the settings of whoever runs the tests. */
const TEST_SETTINGS = ['TEST_MODE', 'TEST_JSON_ARCHIVE_DIR', 'TEST_JSON_TEMP_DIR'] as const;
const { values, origins } = loadConfig({
  env: Object.fromEntries(TEST_SETTINGS.map((name) => [name, process.env[name]])),
  readFile: () => undefined,
});
/** Both modes, unless one is asked for. */
const MODES = origins.TEST_MODE === 'default' ? (['ONLINE', 'OFFLINE'] as const) : [values.TEST_MODE];
/** A given archive holds some other hall: then only what it implies itself can be asked. */
const isOwnHall = values.TEST_JSON_ARCHIVE_DIR === undefined;

const hall = scenarioHall();
let temporary: string;
let archive: string;

beforeAll(async () => {
  temporary = await mkdtemp(path.join(values.TEST_JSON_TEMP_DIR ?? tmpdir(), 'feiqiu-offline-'));
  archive = values.TEST_JSON_ARCHIVE_DIR ?? path.join(temporary, 'archive');
  if (isOwnHall) await writeArchive(archive, { ...HALL_OPTIONS, days: '3', misbehave: '' });
});

afterAll(() => rm(temporary, { recursive: true, force: true }));

type SomeTasks = Partial<Pick<RunOptions, 'tasks' | 'tasksNamed'>>;

async function replayGiven(scene: Scene, some: SomeTasks = {}): Promise<RunReport> {
  const storeIds = await listArchivedStores(archive);
  return scene.replay(archive, { ...some, ...(storeIds.length === 0 ? {} : { storeIds }) });
}

const LOADS: Readonly<Record<'ONLINE' | 'OFFLINE', (scene: Scene, some?: SomeTasks) => Promise<RunReport>>> = {
  ONLINE: (scene, some = {}) => scene.run({ range: { from: OPENING, to: null }, ...some }),
  OFFLINE: replayGiven,
};

describe.each(MODES)('a full load, %s', (mode) => {
  it('brings every table to the rows of its source, and a second load changes no row', async () => {
    await using scene = await Scene.open({ hall });
    scene.advanceTo('2026-01-04 08:00:00');
    const load = LOADS[mode];
    const first = await load(scene);
    expect(first.status).toBe('SUCCESS');
    expect(notWell(first)).toEqual([]);
    if (mode === 'ONLINE' || isOwnHall) expect(await liveRows(scene)).toEqual(await hallRows(scene));
    const stored = Object.values(await liveRows(scene)).reduce((sum, rows) => sum + Object.keys(rows).length, 0);
    const ods = first.tasks.filter((task) => task.code.startsWith('ODS_'));
    expect(ods.reduce((sum, task) => sum + task.rowsNew, 0)).toBe(stored);
    expect(stored).toBeGreaterThan(500);

    const before = await rowVersions(scene);
    const second = await load(scene);
    expect(second.status).toBe('SUCCESS');
    expect(await rowVersions(scene)).toEqual(before);
    const written = second.tasks.filter((task) => task.rowsNew + task.rowsChanged + task.rowsDeleted > 0);
    expect(written.map((task) => task.code)).toEqual([]);
  });

  it.each(TASK_GROUPS)('of $code alone brings what belongs to it, and nothing else', async (group) => {
    await using scene = await Scene.open({ hall });
    scene.advanceTo('2026-01-04 08:00:00');
    const tasks = tasksOfGroup(group, TASKS);
    const report = await LOADS[mode](scene, { tasks, tasksNamed: true });
    expect(notWell(report)).toEqual([]);
    const ofGroup = new Set(tasks.map(({ code }) => code));
    const filled = ENDPOINTS.filter(({ task }) => ofGroup.has(task)).map(({ table }) => table);
    const live = await liveRows(scene);
    const stored = Object.keys(live).filter((table) => Object.keys(live[table] ?? {}).length > 0);
    expect(stored.filter((table) => !filled.includes(table))).toEqual([]);
    expect(stored.length).toBeGreaterThan(filled.length / 2);
  });
});

describe('replay', () => {
  it('of the archive of live runs into an empty database gives what the live runs gave, to the version, and from there the same typed tables', async () => {
    await using live = await Scene.open({ hall, misbehave: 'M-LATE-EDIT=0.3;hours:20' });
    await live.run();
    live.advanceTo('2026-01-05 09:00:00');
    live.simulator.setMisbehaviour('M-VANISH=0.03;table:member_profiles');
    await live.run({ range: { from: OPENING, to: null } });
    const [expected, cursors] = [await odsState(live, VERSION), await scalar(live, TIME_CURSORS)];
    expect(await scalar(live, 'select count(*) from billiards_ods.settlement_records_history')).not.toBe('0');
    expect(await scalar(live, 'select count(*) from billiards_ods.member_profiles where is_deleted')).not.toBe('0');

    await using replayed = await Scene.open({ hall });
    const report = await replayed.replay(live.archive);
    expect(report.status).toBe('SUCCESS');
    expect(await odsState(replayed, VERSION)).toEqual(expected);
    expect(await scalar(replayed, TIME_CURSORS)).toEqual(cursors);
    const typed = await dwdState(live);
    expect(typed['billiards.fact_settlement']?.length).toBeGreaterThan(0);
    expect(await dwdState(replayed)).toEqual(typed);
    expect(replayed.simulator.stats().requests).toBe(0);
  });

  it.runIf(isOwnHall)('that is dry says what it would store in ODS and behind it, and stores nothing', async () => {
    await using scene = await Scene.open({ hall });
    const report = await scene.replay(archive, { dryRun: true });
    const news = (code: string): number => taskOf(report, code).rowsNew;
    expect(news('ODS_PAYMENT')).toBeGreaterThan(0);
    expect(news('DWD_PAYMENT')).toBe(news('ODS_PAYMENT'));
    expect(Object.values(await dwdState(scene)).flat()).toEqual([]);
    expect(Object.values(await liveRows(scene)).flatMap(Object.keys)).toEqual([]);
  });

  it('of an older archive over newer data changes nothing that is newer', async () => {
    await using scene = await Scene.open({ hall, misbehave: 'M-LATE-EDIT=0.3;hours:20' });
    await scene.run();
    const older = path.join(scene.folder, 'older');
    await cp(scene.archive, older, { recursive: true });
    scene.advanceTo('2026-01-05 09:00:00');
    scene.simulator.setMisbehaviour('M-VANISH=0.03;table:member_profiles');
    await scene.run({ range: { from: OPENING, to: null } });
    const before = await rowVersions(scene);
    expect((await scene.replay(older)).status).toBe('SUCCESS');
    expect(await rowVersions(scene)).toEqual(before);
  });

  it('after dropping everything gives the same versions as the live runs left', async () => {
    await using scene = await Scene.open({ hall, misbehave: 'M-LATE-EDIT=0.3;hours:20' });
    await scene.run();
    scene.advanceTo('2026-01-05 09:00:00');
    scene.simulator.setMisbehaviour('M-VANISH=0.03;table:member_profiles');
    await scene.run({ range: { from: OPENING, to: null } });
    const before = await odsState(scene, VERSION);
    const refused = await runEtl(['replay', scene.archive, '--drop-schema-first'], scene.environment);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await odsState(scene, VERSION)).toEqual(before);
    const rebuilt = await runEtl(
      ['replay', scene.archive, '--drop-schema-first', '--yes', '--quiet'],
      scene.environment,
    );
    expect(rebuilt).toMatchObject({ code: 0 });
    expect(await odsState(scene, VERSION)).toEqual(before);
  });

  it('of plain files stores every record of every file, and the same files again change nothing', async () => {
    await using scene = await Scene.open({ hall });
    const dir = path.join(scene.folder, 'plain');
    const written = await writePlain(hall, {
      dir,
      siteIds: [scene.siteId],
      from: `${OPENING} 08:00:00`,
      to: MORNING,
      asOf: MORNING,
    });
    const report = await scene.replay(dir);
    // A plain stock report does not tell its days, and plain files prove no day complete: nothing to publish.
    expect(notWell(report).filter((task) => !task.startsWith('DWS'))).toEqual([
      'DWD_STOCK_REPORT WARNING QUARANTINE_LIMIT',
    ]);
    const [found, expected] = [await liveRows(scene), await hallRows(scene)];
    for (const table of TABLES.filter((name) => name !== 'goods_stock_summary'))
      expect(found[table]).toEqual(expected[table]);
    const stock = written.files.find(({ table }) => table === 'goods_stock_summary');
    expect(Object.keys(found['goods_stock_summary'] ?? {})).toHaveLength(stock?.records ?? -1);

    const before = await rowVersions(scene);
    await scene.replay(dir);
    expect(await rowVersions(scene)).toEqual(before);
  });
});

/** How far each table has been read; what is behind ODS goes by the clock of whoever computes it. */
const TIME_CURSORS = `select jsonb_object_agg(task_code, time_cursor order by task_code) from etl_admin.etl_cursor
where time_cursor is not null and task_code like 'ODS%'`;

/** A version of a record and when it was seen. */
const VERSION = 'source_id, payload, content_hash, fetched_at, is_deleted';
