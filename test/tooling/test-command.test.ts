import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPT = fileURLToPath(new URL('../../scripts/test.mjs', import.meta.url));
const VITEST = new URL('../../node_modules/vitest/dist/index.js', import.meta.url).href;

let folder = '';

/** Runs the test command on one test file; answers with the last line and the exit code. */
function runOn(code: string): { readonly lastLine: string | undefined; readonly status: number | null } {
  writeFileSync(join(folder, 'small.test.mjs'), `import { it, expect } from ${JSON.stringify(VITEST)};\n${code}`);
  writeFileSync(join(folder, 'vitest.config.mjs'), "export default { test: { include: ['*.test.mjs'] } };\n");
  const args = [SCRIPT, '--root', folder, '--config', join(folder, 'vitest.config.mjs')];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { lastLine: stdout.trimEnd().split('\n').at(-1), status };
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
