import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TSC = pathToFileURL(join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')).href;
const VITE = pathToFileURL(join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')).href;
const EMPTY_LOCK = JSON.stringify({ lockfileVersion: 3, packages: {} });

let checkout = '';

function write(file: string, text: string): void {
  mkdirSync(dirname(join(checkout, file)), { recursive: true });
  writeFileSync(join(checkout, file), text);
}

function read(file: string): string {
  return readFileSync(join(checkout, file), 'utf8');
}

function has(file: string): boolean {
  return existsSync(join(checkout, file));
}

function ready(...flags: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [join(checkout, 'scripts/ready.mjs'), ...flags], { encoding: 'utf8' });
}

function readyInBackground(): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [join(checkout, 'scripts/ready.mjs')]);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, said }));
  });
}

/** The id of a process that has just ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

/** A small checkout: our scripts, a little source, the compiler, and nothing else to install. */
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'feiqiu-etl 台球 '));
  for (const file of ['scripts', 'tsconfig.json', 'tsconfig.build.json']) {
    cpSync(join(ROOT, file), join(checkout, file), { recursive: true });
  }
  write('package.json', JSON.stringify({ name: 'small', version: '1.0.0', type: 'module' }));
  write('package-lock.json', EMPTY_LOCK);
  write('node_modules/.package-lock.json', EMPTY_LOCK);
  // Stand-ins, never links: the npm that some tests start would clear out the real packages through a link.
  write('node_modules/typescript/package.json', JSON.stringify({ type: 'module' }));
  write('node_modules/typescript/bin/tsc', `import ${JSON.stringify(TSC)};\n`);
  write('node_modules/@types/node/index.d.ts', 'export {};\n');
  write('src/answer.ts', 'export const answer: number = 42;\n');
  write('src/deep/ask.ts', "import { answer } from '../answer.ts';\nexport const ask = (): number => answer;\n");
  write('src/answer.test.ts', 'export {};\n');
  write('src/deep/query.sql', 'select 1;\n');
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

describe('the build', () => {
  it('compiles the sources, leaves tests out, and carries SQL along', () => {
    expect(ready().status).toBe(0);
    expect(read('dist/deep/ask.js')).toContain("from '../answer.js'");
    expect(read('dist/deep/query.sql')).toBe('select 1;\n');
    expect(has('dist/answer.test.js')).toBe(false);
  });

  it('points source maps at the sources', () => {
    ready();
    expect(JSON.parse(read('dist/deep/ask.js.map'))).toMatchObject({ sources: ['../../src/deep/ask.ts'] });
  });

  it('is silent and idle when nothing changed', () => {
    ready();
    expect(ready()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('notices changed, added and deleted files', () => {
    ready();
    write('src/answer.ts', 'export const answer = 43;\n');
    write('src/deep/query.sql', 'select 2;\n');
    write('src/more.ts', 'export const more = 1;\n');
    ready();
    expect([read('dist/answer.js'), read('dist/deep/query.sql')].join()).toMatch(/43[^]*select 2/);
    expect(has('dist/more.js')).toBe(true);
    rmSync(join(checkout, 'src/more.ts'));
    ready();
    expect(has('dist/more.js')).toBe(false);
  });

  it('does not stand in the way of an unfinished edit with a type error', () => {
    write('src/answer.ts', "export const answer: number = 'not yet';\n");
    expect(ready().status).toBe(0);
  });

  it('fails loudly on a syntax error and keeps the last good build', () => {
    ready();
    write('src/answer.ts', 'export const answer = = 1;\n');
    const { status, stderr } = ready();
    expect(status).toBe(1);
    expect(stderr).toContain('answer.ts');
    expect(read('dist/answer.js')).toContain('42');
    expect(has('.ready.lock')).toBe(false);
  });

  it('is made once when many commands start together', async () => {
    const runs = await Promise.all(Array.from({ length: 6 }, readyInBackground));
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(runs.filter(({ said }) => said.includes('building dist/'))).toHaveLength(1);
    expect(has('dist/answer.js')).toBe(true);
  });

  it('takes over the lock of a command that was killed', () => {
    write('.ready.lock/owner', `${hostname()} ${deadPid()} 00000000`);
    expect(ready().status).toBe(0);
    expect(has('dist/answer.js')).toBe(true);
    expect(has('.ready.lock')).toBe(false);
  });
});

describe('the pages of the dashboard', () => {
  beforeEach(() => {
    write('node_modules/vite/package.json', JSON.stringify({ type: 'module' }));
    write('node_modules/vite/bin/vite.js', `import ${JSON.stringify(VITE)};\n`);
    write('src/dashboard/web/index.html', '<!doctype html><script type="module" src="./main.ts"></script>\n');
    write('src/dashboard/web/main.ts', "import { word } from '../api/word.ts';\ndocument.title = word;\n");
    write('src/dashboard/api/word.ts', "export const word: string = 'break';\n");
  });

  const built = (): string[] => readdirSync(join(checkout, 'dist/dashboard/web'), { recursive: true }).map(String);
  const scriptOf = (files: readonly string[]): string =>
    read(`dist/dashboard/web/${files.find((file) => file.endsWith('.js')) ?? ''}`);

  it('are built from a fresh checkout, each file compressed as well, once', () => {
    expect(ready()).toMatchObject({ status: 0, stderr: expect.stringContaining('building the pages') });
    const files = built();
    expect(scriptOf(files)).toContain('break');
    for (const file of files.filter((one) => /\.(html|js)$/.test(one))) {
      expect(files).toEqual(expect.arrayContaining([`${file}.br`, `${file}.gz`]));
    }
    expect(ready()).toMatchObject({ status: 0, stderr: '' });
  });

  it('are built again when a type they share with the server changes, and leave nothing of the old ones', () => {
    ready();
    const before = built();
    write('src/dashboard/api/word.ts', "export const word: string = 'rack them';\n");
    ready();
    expect(scriptOf(built())).toContain('rack them');
    expect(built()).toHaveLength(before.length);
  });

  it('stay as they were when a page cannot be built', () => {
    ready();
    write('src/dashboard/web/main.ts', 'document.title = = 1;\n');
    expect(ready()).toMatchObject({ status: 1, stderr: expect.stringContaining('main.ts') });
    expect(scriptOf(built())).toContain('break');
  });
});

describe('dependencies', () => {
  /** A dependency that needs no registry. */
  function dependOnFolder(): void {
    write('vendor/ball/package.json', JSON.stringify({ name: 'ball', version: '1.0.0' }));
    write(
      'package.json',
      JSON.stringify({ name: 'small', version: '1.0.0', dependencies: { ball: 'file:vendor/ball' } }),
    );
    const packages = {
      '': { name: 'small', version: '1.0.0', dependencies: { ball: 'file:vendor/ball' } },
      'node_modules/ball': { resolved: 'vendor/ball', link: true },
      'vendor/ball': { version: '1.0.0' },
    };
    write('package-lock.json', JSON.stringify({ name: 'small', version: '1.0.0', lockfileVersion: 3, packages }));
  }

  it('are installed when there are none, once, and the lock file stays as it is', () => {
    rmSync(join(checkout, 'node_modules'), { recursive: true });
    dependOnFolder();
    const lockFile = read('package-lock.json');
    const { status, stderr } = ready('--deps');
    expect(stderr).toMatch(/installing dependencies \(no node_modules yet\) … \d+\.\d s/);
    expect(status).toBe(0);
    expect(has('node_modules/ball/package.json')).toBe(true);
    expect(read('package-lock.json')).toBe(lockFile);
    expect(ready('--deps')).toMatchObject({ status: 0, stderr: '' });
  });

  it('are installed again when the lock file asks for something else', () => {
    ready('--deps');
    dependOnFolder();
    expect(ready('--deps').stderr).toContain('dependencies differ from package-lock.json');
    expect(has('node_modules/ball/package.json')).toBe(true);
  });

  it('are left alone when only the date of the lock file changed', () => {
    ready('--deps');
    write('package-lock.json', EMPTY_LOCK);
    expect(ready('--deps')).toMatchObject({ status: 0, stderr: '' });
  });
});
