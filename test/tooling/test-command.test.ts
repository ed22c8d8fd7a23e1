import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/test.mjs', import.meta.url));
const LIBRARY = new URL('../../scripts/lib/vitest.mjs', import.meta.url).href;
const VITEST = new URL('../../node_modules/vitest/dist/index.js', import.meta.url).href;

let folder = '';

/** Writes a test file, and says with what vitest is to look for it. */
function testFile(code: string, name = 'small'): string[] {
  writeFileSync(join(folder, `${name}.test.mjs`), `import { it, expect } from ${JSON.stringify(VITEST)};\n${code}`);
  writeFileSync(join(folder, 'vitest.config.mjs'), "export default { test: { include: ['*.test.mjs'] } };\n");
  return ['--root', folder, '--config', join(folder, 'vitest.config.mjs')];
}

/** Runs the test command on one test file; answers with the last line and the exit code. */
function runOn(code: string): { readonly lastLine: string | undefined; readonly status: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, ...testFile(code)], { encoding: 'utf8' });
  return { lastLine: stdout.trimEnd().split('\n').at(-1), status };
}

/** Runs the test files as `npm run check` does; answers with its last lines and the exit code. */
function checkOn(where: readonly string[]): { readonly end: string; readonly status: number | null } {
  const code = `import { closeWith, runTestsTwice } from ${JSON.stringify(LIBRARY)};
closeWith(await runTestsTwice(${JSON.stringify(where)}));`;
  const args = ['--input-type=module', '--eval', code];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { end: stdout.trimEnd().split('\n').slice(-4).join('\n'), status };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feiqiu-etl-command-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('npm test', () => {
  it('ends with the counts, skipped ones apart', () => {
    const code = "it('a', () => expect(1).toBe(1));\nit('b', () => expect(1).toBe(1));\nit.skip('c', () => {});";
    expect(runOn(code)).toEqual({ lastLine: '2 passed, 0 failed, 1 skipped', status: 0 });
  });

  it.each([
    ['a failed test', "it('a', () => expect(1).toBe(2));\nit('b', () => expect(1).toBe(1));", '1 passed, 1 failed'],
    ['a file that cannot be loaded', "import './missing.mjs';\nit('a', () => {});", '0 passed, 1 failed'],
    ['a file without tests', '', '0 passed, 1 failed'],
    [
      'an error nobody caught',
      "it('a', async () => {\n  Promise.reject(new Error('lost'));\n  await new Promise((done) => setTimeout(done, 20));\n});",
      '1 passed, 1 failed',
    ],
    ['only skipped tests', "it.skip('a', () => {});", '0 passed, 1 failed, 1 skipped'],
  ])('fails on %s', (_what, code, lastLine) => {
    expect(runOn(code)).toEqual({ lastLine, status: 1 });
  });
});

describe('npm run check', () => {
  const passing = "it('good', () => expect(1).toBe(1));\n";
  const onceFailing = (): string => `import { existsSync, writeFileSync } from 'node:fs';
it('shaky', () => {
  const seen = existsSync(${JSON.stringify(join(folder, 'seen'))});
  writeFileSync(${JSON.stringify(join(folder, 'seen'))}, '');
  expect(seen).toBe(true);
});
`;

  it('asks once more, alone, what failed, and says what passed only then', () => {
    testFile(passing, 'steady');
    const { end, status } = checkOn(testFile(passing + onceFailing()));
    expect(end).toMatch(/failed at first, and passed alone:\n.*small.test.mjs > shaky: .*\n3 passed, 0 failed$/);
    expect(status).toBe(0);
  });

  it('fails on what fails twice, and counts nothing twice', () => {
    testFile(passing, 'steady');
    const { end, status } = checkOn(testFile(`${passing}it('bad', () => expect(1).toBe(2));\n`));
    expect(end).toMatch(/failed:\n.*small.test.mjs > bad: .*\n2 passed, 1 failed$/);
    expect(status).toBe(1);
  });

  it('does not ask again where many files fail', () => {
    for (const name of ['one', 'two', 'three']) testFile("it('bad', () => expect(1).toBe(2));\n", name);
    const { end, status } = checkOn(testFile(onceFailing(), 'four'));
    expect(end).toContain('0 passed, 4 failed');
    expect(status).toBe(1);
  });
});
