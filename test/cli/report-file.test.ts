import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openReportFile } from '../../src/cli/report-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-report-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('touches nothing before the report is written, and leaves nothing but the report', async () => {
  const file = path.join(folder, 'new', 'report.html');
  await mkdir(path.dirname(file));
  const report = await openReportFile(file);
  expect(await readdir(path.dirname(file))).toEqual([]);
  await report.write('figures');
  expect(await readdir(path.dirname(file))).toEqual(['report.html']);
  expect(await readFile(file, 'utf8')).toBe('figures\n');
});

it('replaces the file behind a link, and keeps who may read it', async () => {
  const [file, link] = [path.join(folder, 'old.html'), path.join(folder, 'link.html')];
  await writeFile(file, 'older and longer');
  await chmod(file, 0o600);
  await symlink(file, link);
  await (await openReportFile(link)).write('new');
  expect([await readFile(file, 'utf8'), (await stat(file)).mode & 0o777]).toEqual(['new\n', 0o600]);
});

it('writes into a device', async () => {
  await (await openReportFile('/dev/null')).write('figures');
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
});

it.each([
  ['missing/report.html', 'no such file or directory'],
  ['.', 'it is a folder'],
  ['plain/report.html', 'is no folder'],
])('refuses %s before the work, and says why', async (name, why) => {
  await writeFile(path.join(folder, 'plain'), '');
  const file = path.join(folder, name);
  await expect(openReportFile(file)).rejects.toThrow(`--output ${path.resolve(file)} cannot be written: `);
  await expect(openReportFile(file)).rejects.toThrow(why);
});
