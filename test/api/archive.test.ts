import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, cp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WalkScope } from '../../src/api/archive/walk.ts';
import { createArchiveWriter } from '../../src/api/archive/writer.ts';
import { sleep } from '../../src/base/clock.ts';
import { ArchiveCorrupt } from '../../src/base/errors.ts';
import { toSiteId } from '../../src/base/ids.ts';
import { MEMBERS_SCOPE } from './members.ts';
import {
  makeClient,
  pageOf,
  type Request,
  rawRecords,
  readAll,
  scratchFolder,
  sendJson,
  startUpstream,
  WINDOW,
  walkMembers,
} from './support.ts';

/** A finished walk of 250 invented members in three pages; its folder below the root. */
async function recordWalk(root: string): Promise<{ folder: string; bodies: string[] }> {
  const bodies: string[] = [];
  const upstream = await startUpstream((request, response) => {
    const body = pageOf(rawRecords(250), request);
    if (bodies.length < 3) bodies[Number(request.body['page']) - 1] = body;
    sendJson(response, body);
  });
  const walk = await walkMembers(makeClient(upstream), root);
  return { folder: path.dirname(walk.pages[0]?.file ?? ''), bodies };
}

const header = (scope: Partial<WalkScope>, startedAt: string) => ({
  scope: { ...MEMBERS_SCOPE, ...scope },
  request: { path: '/p', body: '{}' },
  startedAt: new Date(startedAt),
});

describe('the archive', () => {
  it('replays bodies to the byte, with the scope, times and end of the walk', async () => {
    const root = await scratchFolder();
    const { bodies } = await recordWalk(root);
    const [walk, ...others] = await readAll(root);
    expect(others).toEqual([]);
    expect(await Promise.all(walk?.pages.map((page) => page.body()) ?? [])).toEqual(bodies);
    expect(walk).toMatchObject({ scope: MEMBERS_SCOPE, startedAt: '2026-03-02T00:00:00.000Z' });
    expect(walk?.end).toMatchObject({ proven: true, total: 250, rowsSeen: 250 });
    expect(walk?.pages.map((page) => page.pageNo)).toEqual([1, 2, 3]);
  });

  it('lies where the layout says, for its owner only, without the token', async () => {
    const root = await scratchFolder();
    const { folder } = await recordWalk(root);
    expect(folder).toMatch(/^2790685415443269\/member_profiles\/20260302\/20260302T000000000Z-[0-9a-f]{8}$/);
    const names = await readdir(path.join(root, folder));
    expect(names.toSorted()).toEqual([
      '0001-recheck.json.gz',
      '0001.json.gz',
      '0002.json.gz',
      '0003.json.gz',
      'manifest.jsonl',
    ]);
    for (const name of names) expect((await stat(path.join(root, folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(path.join(root, folder))).mode & 0o777).toBe(0o700);
    const manifest = await readFile(path.join(root, folder, 'manifest.jsonl'), 'utf8');
    expect(manifest).not.toContain('plain-token');
    expect(
      manifest
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { kind: string }).kind),
    ).toEqual(['walk', 'page', 'page', 'page', 'recheck', 'walk-end']);
  });

  it('may be copied elsewhere', async () => {
    const [root, copy] = [await scratchFolder(), await scratchFolder()];
    const { bodies } = await recordWalk(root);
    await cp(root, copy, { recursive: true });
    await rm(root, { recursive: true });
    const [walk] = await readAll(copy);
    expect(await walk?.pages[2]?.body()).toBe(bodies[2]);
  });

  it('gives walks in the order in which they started, over stores, tables and days', async () => {
    const root = await scratchFolder();
    const writer = createArchiveWriter(root);
    const starts = [
      [{ table: 'b' }, '2026-03-02T00:00:00.002Z'],
      [{ table: 'a', siteId: toSiteId('7') }, '2026-03-02T00:00:00.001Z'],
      [{ table: 'a' }, '2026-03-01T23:59:59.999Z'],
      [{ table: 'a', window: WINDOW }, '2026-03-02T00:00:00.003Z'],
    ] as const;
    for (const [scope, startedAt] of starts) await (await writer.begin(header(scope, startedAt))).close();
    const walks = await readAll(root);
    expect(walks.map((walk) => walk.startedAt)).toEqual(starts.map(([, startedAt]) => startedAt).toSorted());
    expect(walks[3]?.scope.window).toEqual(WINDOW);
    expect((await readAll(root, { tables: ['a'], siteIds: ['7'] })).map((walk) => walk.scope.siteId)).toEqual(['7']);
    expect(await readAll(`${root}/missing`)).toEqual([]);
  });
});

describe('an archive that was interrupted', () => {
  it('does not count a body that is not yet in the manifest', async () => {
    const root = await scratchFolder();
    const writer = await createArchiveWriter(root).begin(header({}, '2026-03-02T00:00:00Z'));
    const page = {
      role: 'page',
      pageNo: 1,
      id: null,
      raw: Buffer.from('{}'),
      receivedAt: new Date(0),
      status: 200,
    } as const;
    const kept = await writer.write({ ...page, sha256: '0', attempts: 1 });
    await writer.close();
    const folder = path.join(root, path.dirname(kept.file));
    await writeFile(path.join(folder, '0002.json.gz'), gzipSync('{}'));
    await writeFile(path.join(folder, '0003.json.gz.tmp'), 'half');
    const [walk] = await readAll(root);
    expect(walk?.end).toBeNull();
    expect(walk?.pages.map((archived) => archived.pageNo)).toEqual([1]);
  });

  it('is read to the last whole line, wherever the manifest was cut off', async () => {
    const root = await scratchFolder();
    const { folder } = await recordWalk(root);
    const file = path.join(root, folder, 'manifest.jsonl');
    const manifest = await readFile(file, 'utf8');
    const lineEnds = [...manifest.matchAll(/\n/g)].map((match) => match.index);
    for (let length = manifest.length; length >= 0; length -= 7) {
      await writeFile(file, manifest.slice(0, length));
      const lines = lineEnds.filter((end) => end <= length).length;
      const [walk] = await readAll(root);
      expect(walk === undefined).toBe(lines === 0);
      expect(walk?.end?.proven ?? false).toBe(lines === 6);
      if (lines > 0) expect(walk?.pages).toHaveLength(Math.min(3, lines - 1));
    }
  });
});

describe('an archive whose writer was killed', () => {
  it('holds after each of six kills only whole pages, and an end only where every page is', {
    timeout: 60_000,
  }, async () => {
    const root = await scratchFolder();
    const records = rawRecords(1_950);
    const upstream = await startUpstream((request, response) => sendJson(response, pageOf(records, request)));
    for (let kill = 1; kill <= 6; kill += 1) {
      const start = upstream.requests.length;
      const child = startWalking(upstream.baseUrl, root);
      // Kills spread over the walk: each comes after a few requests more than the one before.
      while (upstream.requests.length < start + kill * 8) await sleep(1);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const walks = await readAll(root);
    expect(walks.length).toBeGreaterThanOrEqual(6);
    expect(walks.filter((walk) => walk.end === null).length).toBeGreaterThanOrEqual(3);
    const page = (body: Request['body']) => pageOf(records, { path: '', headers: {}, text: '', body });
    for (const walk of walks) {
      for (const { pageNo, body } of walk.pages) expect(await body()).toBe(page({ page: pageNo }));
      if (walk.end !== null) expect(walk.pages).toHaveLength(20);
    }
  });

  function startWalking(baseUrl: string, root: string): ChildProcess {
    const script = fileURLToPath(new URL('./walk-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), script, baseUrl, root]);
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  }
});

describe('an archive that is damaged', () => {
  const names = ['0002.json.gz'] as const;

  it.each([
    ['missing', (file: string) => rm(file)],
    ['cut short', async (file: string) => writeFile(file, (await readFile(file)).subarray(0, 40))],
    ['another body', (file: string) => writeFile(file, gzipSync('{"code":0,"data":[]}'))],
    ['not compressed', (file: string) => writeFile(file, '{"code":0}')],
  ])('names the body that is %s and still gives the others', async (_name, damage) => {
    const root = await scratchFolder();
    const { folder, bodies } = await recordWalk(root);
    await damage(path.join(root, folder, names[0]));
    const [walk] = await readAll(root);
    const failure = await walk?.pages[1]?.body().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ArchiveCorrupt);
    expect((failure as ArchiveCorrupt).file).toBe(`${folder}/${names[0]}`);
    expect(await walk?.pages[2]?.body()).toBe(bodies[2]);
  });

  it('names a manifest with a broken line in the middle, and goes on with the other walks if told to', async () => {
    const root = await scratchFolder();
    const { folder } = await recordWalk(root);
    const file = path.join(root, folder, 'manifest.jsonl');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [lines[0], '{"kind":"page","fi', ...lines.slice(1)].join('\n'));
    await (await createArchiveWriter(root).begin(header({}, '2026-03-03T00:00:00Z'))).close();
    await expect(readAll(root)).rejects.toThrow(/manifest.jsonl cannot be read: line 2/);
    const corrupt: string[] = [];
    const walks = await readAll(root, { onCorrupt: (error) => corrupt.push(error.file) });
    expect(walks.map((walk) => walk.startedAt)).toEqual(['2026-03-03T00:00:00.000Z']);
    expect(corrupt).toEqual([`${folder}/manifest.jsonl`]);
  });

  it('does not follow a manifest that points out of its folder', async () => {
    const root = await scratchFolder();
    const { folder } = await recordWalk(root);
    const line = { kind: 'page', pageNo: 9, id: null, file: '../../secret.json.gz', sha256: '0', bytes: 1 };
    await appendFile(path.join(root, folder, 'manifest.jsonl'), `${JSON.stringify(line)}\n`);
    await expect(readAll(root)).rejects.toThrow(ArchiveCorrupt);
  });

  it('of a version to come is refused by name', async () => {
    const root = await scratchFolder();
    const { folder } = await recordWalk(root);
    const file = path.join(root, folder, 'manifest.jsonl');
    await writeFile(`${file}.new`, (await readFile(file, 'utf8')).replace('"version":1', '"version":2'));
    await rename(`${file}.new`, file);
    await expect(readAll(root)).rejects.toThrow(/version 2 is not known/);
  });
});
