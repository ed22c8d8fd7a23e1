import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { connectClient } from '../../src/database/connection.ts';
import { type EmbeddedServer, startEmbedded } from '../../src/database/embedded/start.ts';
import { type EtlOutcome, runEtl } from '../harness/etl-process.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

describe('an embedded database with a loaded store', () => {
  let scene: Scene;
  let dataRoot: string;
  let backups: string;
  let backup = '';

  const etl = (...words: string[]): Promise<EtlOutcome> => {
    const { PG_DSN: _server, ...env } = scene.environment;
    return runEtl(words, { ...env, BACKUP_ROOT: backups });
  };

  const start = (): Promise<EmbeddedServer> => startEmbedded({ dataRoot, clock: systemClock, report: () => undefined });

  /** A hash of the rows of every table. */
  async function fingerprints(): Promise<Record<string, string>> {
    const server = await start();
    const client = await connectClient(server.url);
    try {
      const { rows } = await client.query<{
        name: string;
      }>(`select schemaname || '.' || tablename as name from pg_tables
where schemaname ~ '^(billiards|etl_admin)' order by 1`);
      const found: Record<string, string> = {};
      for (const { name } of rows) {
        const sql = `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${name} t`;
        found[name] = (await client.query<{ hash: string }>(sql)).rows[0]?.hash ?? '';
      }
      return found;
    } finally {
      await client.end();
      await server.stop();
    }
  }

  beforeAll(async () => {
    scene = await Scene.open({ hall: scenarioHall() });
    dataRoot = path.join(scene.folder, 'data');
    backups = path.join(scene.folder, 'backup');
    const { code, stderr } = await etl('run', '--quiet');
    if (code !== 0) throw new Error(stderr);
    const { stdout } = await etl('db', 'backup', '--json');
    backup = (JSON.parse(stdout) as { readonly file: string }).file;
  }, 120_000);

  afterAll(async () => {
    await etl('db', 'stop', '--quiet');
    await scene[Symbol.asyncDispose]();
  });

  test('the backup lies in BACKUP_ROOT, for its owner only, in a form that every tar reads', async () => {
    expect(path.dirname(backup)).toBe(backups);
    expect(path.basename(backup)).toMatch(/^feiqiu-\d{8}T\d{6}Z\.tar\.gz$/);
    if (process.platform !== 'win32') expect((await stat(backup)).mode & 0o777).toBe(0o600);
    expect(await readdir(backups)).toEqual([path.basename(backup)]);
    const tar = gunzipSync(await readFile(backup));
    expect([tar.toString('utf8', 0, 11), tar.toString('utf8', 257, 262)]).toEqual(['backup.json', 'ustar']);
  });

  test('what happened since is undone, table by table, and loading goes on from there', async () => {
    const before = await fingerprints();
    expect(Object.keys(before).length).toBeGreaterThan(80);
    scene.advanceTo('2026-01-06 09:00:00');
    expect((await etl('run', '--quiet')).code).toBe(0);
    const later = await fingerprints();
    expect(later).not.toEqual(before);

    const restored = await etl('db', 'restore', backup, '--yes', '--json');
    expect(restored.code, restored.stderr).toBe(0);
    const { replaced } = JSON.parse(restored.stdout) as { readonly replaced: string };
    expect(path.basename(replaced)).toMatch(/^postgres\.before-restore-/);
    expect(await fingerprints()).toEqual(before);

    const next = await etl('run', '--quiet');
    expect(next.code, next.stderr).toBe(0);
    const data = (all: Record<string, string>) => Object.keys(all).filter((name) => !name.startsWith('etl_admin.'));
    expect(data(await fingerprints())).toEqual(data(later));
    await rm(replaced, { recursive: true });
  }, 120_000);

  test('a running server that nobody uses is stopped and started again; one in use is not touched', async () => {
    const server = await start();
    expect((await etl('db', 'backup', '--output', path.join(backups, 'other.tar.gz'))).code).toBe(0);
    const again = await start();
    expect([again.started, again.pid === server.pid]).toEqual([false, false]);
    const client = await connectClient(again.url, { applicationName: 'a report' });
    try {
      for (const words of [
        ['db', 'backup'],
        ['db', 'restore', backup, '--yes'],
      ]) {
        const { code, stderr } = await etl(...words);
        expect([code, stderr]).toEqual([75, expect.stringContaining('1 connection(s) use it: a report')]);
      }
      expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await client.end();
      await etl('db', 'stop', '--quiet');
    }
  }, 60_000);

  test('a damaged backup is refused before anything is touched', async () => {
    const before = await fingerprints();
    const whole = await readFile(backup);
    const bad = path.join(scene.folder, 'bad.tar.gz');
    const flipped = gunzipSync(whole);
    // One letter of the content behind the header of the first such file.
    flipped.write('7', Math.floor(flipped.indexOf('PG_VERSION') / 512) * 512 + 512);
    const cases = {
      'it ends too early|unexpected end': whole.subarray(0, whole.length - 1000),
      'incorrect header check': Buffer.from('this is not a backup'),
      'is not the file that was backed up': gzipSync(flipped, { level: 1 }),
      'it is not a backup of feiqiu-etl|does not fit its sum': gzipSync(Buffer.alloc(2048, 1)),
      'too early': gzipSync(gunzipSync(whole).subarray(0, 512 * 40)),
    };
    for (const [reason, content] of Object.entries(cases)) {
      await writeFile(bad, content);
      const { code, stderr } = await etl('db', 'restore', bad, '--yes');
      expect([code, stderr], reason).toEqual([2, expect.stringMatching(new RegExp(reason))]);
      expect(stderr).toContain('The database is as it was');
    }
    expect((await etl('db', 'restore', 'nowhere.tar.gz', '--yes')).stderr).toContain('there is no such file');
    expect((await readdir(dataRoot)).filter((name) => /new-|restore/.test(name))).toEqual([]);
    expect(await fingerprints()).toEqual(before);
  }, 90_000);

  test('a backup of another system or major version is refused by name', async () => {
    const plain = gunzipSync(await readFile(backup));
    const other = path.join(scene.folder, 'other.tar.gz');
    // Of the same length, so that the archive stays whole.
    const text = plain.toString('latin1', 0, 1024).replace('"major":18', '"major":17');
    await writeFile(other, gzipSync(Buffer.concat([Buffer.from(text, 'latin1'), plain.subarray(1024)]), { level: 1 }));
    const { code, stderr } = await etl('db', 'restore', other, '--yes');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/was made by PostgreSQL 17 on .*Nothing was changed/)]);
  });

  test('a restore that was killed between the two renames is finished by the next start', async () => {
    const before = await fingerprints();
    await rename(path.join(dataRoot, 'postgres'), path.join(dataRoot, 'postgres.restored'));
    await rename(path.join(dataRoot, 'postgres.json'), path.join(dataRoot, 'postgres.restored.json'));
    expect(await fingerprints()).toEqual(before);
  });

  test('--keep removes older backups of the folder and nothing else', async () => {
    const old = path.join(backups, 'feiqiu-20200101T000000Z.tar.gz');
    await copyFile(backup, old);
    await writeFile(path.join(backups, 'notes.txt'), 'x');
    const { stdout, code, stderr } = await etl('db', 'backup', '--keep', '1', '--json');
    expect(code, stderr).toBe(0);
    const { file, removed } = JSON.parse(stdout) as { readonly file: string; readonly removed: readonly string[] };
    expect(removed).toContain(old);
    const left = (await readdir(backups)).filter((name) => name !== 'other.tar.gz');
    expect(left.toSorted()).toEqual([path.basename(file), 'notes.txt'].toSorted());
  });

  test('a part that lies elsewhere is noticed', async () => {
    const link = path.join(dataRoot, 'postgres', 'pg_tblspc', '999999');
    await symlink(dataRoot, link);
    try {
      const { code, stderr } = await etl('db', 'backup', '--output', path.join(backups, 'link.tar.gz'));
      expect([code, stderr]).toEqual([2, expect.stringContaining('pg_dump')]);
      expect((await readdir(backups)).filter((name) => name.startsWith('link'))).toEqual([]);
    } finally {
      await rm(link);
    }
  });

  test('wrong requests are told what to do', async () => {
    const { environment } = scene;
    const server = await runEtl(['db', 'backup'], environment);
    expect([server.code, server.stderr]).toEqual([2, expect.stringContaining('pg_dump --format=custom')]);
    const unconfirmed = await etl('db', 'restore', backup);
    expect([unconfirmed.code, unconfirmed.stderr]).toEqual([2, expect.stringContaining('add --yes')]);
    const both = await etl('db', 'backup', '--keep', '2', '--output', 'x.tar.gz');
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('leave one of them out')]);
    const blocked = path.join(scene.folder, 'blocked');
    await writeFile(blocked, '');
    const unwritable = await etl('db', 'backup', '--output', path.join(blocked, 'x.tar.gz'));
    expect([unwritable.code, unwritable.stderr]).toEqual([2, expect.stringContaining('BACKUP_ROOT or --output')]);
    const empty = path.join(scene.folder, 'empty');
    await mkdir(empty);
    await chmod(empty, 0o755);
    const nothing = await etl('db', 'backup', '--data-root', empty);
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('Is DATA_ROOT right?')]);
    expect(await readdir(empty)).toEqual([]);
  }, 30_000);
});
