import { mkdir, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { writePlain } from '../../src/simulator/plain/write-plain.ts';
import { runEtl } from '../harness/etl-process.ts';
import { liveRows, odsState, rowVersions, scalar } from '../harness/ods-state.ts';
import { MORNING, OPENING, Scene, scenarioHall } from '../harness/scenario.ts';

const hall = scenarioHall();
let scene: Scene;

// In a checkout whose sources have changed, the first start builds them and says so.
beforeAll(async () => {
  await runEtl(['--version'], {});
  scene = await Scene.open({ hall });
}, 120_000);

afterAll(() => scene[Symbol.asyncDispose]());

/** All answers of the hall as the old project kept them: one file an endpoint, named in Chinese. */
async function chineseFiles(name: string): Promise<{ readonly dir: string; readonly records: Record<string, number> }> {
  const dir = path.join(scene.folder, name);
  const range = { from: `${OPENING} 08:00:00`, to: MORNING, asOf: MORNING };
  const { files } = await writePlain(hall, { dir, siteIds: [scene.siteId], ...range });
  for (const { table, zh } of ENDPOINTS) {
    await rename(path.join(dir, `${table}.json`), path.join(dir, `${zh}.json`));
  }
  return { dir, records: Object.fromEntries(files.map(({ table, records }) => [table, records])) };
}

/** Files of these texts, all written at the same moment. */
async function folderOf(name: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const dir = path.join(scene.folder, name);
  await mkdir(dir);
  for (const [file, text] of Object.entries(files)) {
    await writeFile(path.join(dir, file), text);
    await utimes(path.join(dir, file), 1_770_000_000, 1_770_000_000);
  }
  return dir;
}

const replay = (...args: readonly string[]): ReturnType<typeof runEtl> =>
  runEtl(['replay', ...args, '--quiet'], scene.environment);

it('a folder of files with Chinese names is stored whole, and the second time changes nothing', async () => {
  const { dir, records } = await chineseFiles('chinese');
  expect(await readdir(dir)).toContain('结账记录.json');
  await replay(dir);
  const rows = Object.entries(await liveRows(scene)).map(([table, live]) => [table, Object.keys(live).length]);
  expect(Object.fromEntries(rows)).toEqual(records);
  expect(await scalar(scene, 'select distinct source_file from billiards_ods.settlement_records')).toBe(
    '结账记录.json',
  );
  const before = await rowVersions(scene);
  await replay(dir);
  expect(await rowVersions(scene)).toEqual(before);
}, 60_000);

it('JSON_DOC_DIR and ODS_INCLUDE_FILES say what to read; names in either language mean the same', async () => {
  const dir = await folderOf('chosen', {
    '台桌列表.json': '[{"id":7001,"site_id":0}]',
    '会员档案.json': '[{"id":7002}]',
  });
  const env = { ...scene.environment, JSON_DOC_DIR: dir, ODS_INCLUDE_FILES: 'site_tables_master.json' };
  expect(await runEtl(['replay', '--quiet', '--tasks', 'ODS_*'], env)).toMatchObject({ code: 0, stderr: '' });
  const stored = async (table: string, id: number): Promise<unknown> =>
    scalar(scene, `select count(*) from billiards_ods.${table} where source_id = '${id}'`);
  expect([await stored('site_tables_master', 7001), await stored('member_profiles', 7002)]).toEqual(['1', '0']);
});

it('several files of one table that contradict each other end the same however often they are replayed', async () => {
  const dir = await folderOf('months', {
    '会员档案_2025-11.json': '[{"id":8001,"nickname":"A"}]',
    '会员档案_2025-12.json': '\uFEFF{"code":0,"data":{"tenantMemberInfos":[{"id":8001,"nickname":"B"}]}}',
    '会员档案(1).json': '[{"code":0,"data":{"tenantMemberInfos":[{"id":8002,"nickname":"C"}]}}]',
  });
  expect(await replay(dir, '--tasks', 'ODS_MEMBER')).toMatchObject({ code: 0 });
  const sql = `select payload->>'nickname' || ' ' || source_file from billiards_ods.member_profiles where source_id = '8001'`;
  expect(await scalar(scene, sql)).toBe('B 会员档案_2025-12.json');
  const before = await odsState(scene, 'source_id, payload, fetched_at, source_file, record_index, load_id');
  expect(await replay(dir, '--tasks', 'ODS_MEMBER')).toMatchObject({ code: 0 });
  expect(await odsState(scene, 'source_id, payload, fetched_at, source_file, record_index, load_id')).toEqual(before);
});

describe('what cannot be read is told', () => {
  it('a file whose name says nothing, with what may be meant, and the rest is loaded', async () => {
    const dir = await folderOf('misnamed', { '台桌列表.json': '[{"id":9001}]', '结帐记录.json': '[]' });
    const { code, stderr } = await replay(dir, '--tasks', 'ODS_*');
    expect(code).toBe(0);
    expect(stderr).toMatch(/warning: 结帐记录\.json is left out.*Did you mean 结账记录\?/);
  });

  it('a file in GBK or cut off: its table is INCOMPLETE, the run ends with code 3', async () => {
    const gbk = Buffer.from([0x5b, 0x22, 0xd5, 0xc5, 0xc8, 0xfd, 0x22, 0x5d]);
    const dir = await folderOf('gbk', {
      '会员档案.json': gbk,
      '台桌列表.json': '[{"id":9002}]',
      '退款记录.json': '[{',
    });
    const { code, stdout, stderr } = await replay(dir, '--tasks', 'ODS_*', '--json');
    expect(code).toBe(3);
    expect(stderr).toMatch(/会员档案\.json is not UTF-8 \(it looks like GBK\)/);
    const { tasks } = JSON.parse(stdout) as { tasks: { code: string; status: string }[] };
    expect(tasks.map((task) => `${task.code} ${task.status}`).toSorted()).toEqual([
      'ODS_MEMBER INCOMPLETE',
      'ODS_REFUND INCOMPLETE',
      'ODS_TABLE SUCCESS',
    ]);
  });

  it.each([
    ['an empty folder', {}, [], /there is nothing to replay in .*JSON_DOC_DIR/],
    ['only unknown names', { 'x.json': '[]' }, [], /none of the JSON files in/],
    ['an asked file that is not there', { '会员.json': '[]' }, ['--include', '退款'], /which is not in/],
  ])('%s: code 2, before anything is dropped', async (what, files, args, message) => {
    const dir = await folderOf(what.replaceAll(' ', '-'), files);
    const before = await rowVersions(scene);
    const { code, stderr } = await replay(dir, ...args, '--drop-schema-first', '--yes');
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(await rowVersions(scene)).toEqual(before);
    await rm(dir, { recursive: true });
  });

  it('names of one’s own come from a file', async () => {
    const dir = await folderOf('own', { '桌子.json': '[{"id":9003}]' });
    const file = path.join(scene.folder, 'names.json');
    await writeFile(file, '{"桌子": "site_tables_master"}');
    expect(await replay(dir, '--tasks', 'ODS_*', '--file-names', file)).toMatchObject({ code: 0, stderr: '' });
    await writeFile(file, '{"桌子": "site_table_master"}');
    const refused = await replay(dir, '--file-names', file);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('Did you mean site_tables_master?')]);
    const absent = await replay(dir, '--file-names', `${file}.none`);
    expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining('cannot be read as JSON')]);
  });
});
