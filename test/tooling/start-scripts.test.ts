import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const isWindows = process.platform === 'win32';

/** cmd.exe, unlike exec, splits what is not quoted. */
const quoted = (text: string): string => (isWindows ? `"${text}"` : text);

let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'feiqiu etl 台球 ')));
  for (const name of ['run_etl.sh', 'run_etl.bat']) cpSync(join(ROOT, name), join(folder, name));
  mkdirSync(join(folder, 'bin'));
  const echo = 'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]));\nprocess.exit(3);\n';
  writeFileSync(join(folder, 'bin', 'feiqiu-etl.mjs'), echo);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the start script of this platform', () => {
  it('passes arguments and exit code on, and runs in its own folder, wherever it is called from', () => {
    const script = join(folder, isWindows ? 'run_etl.bat' : 'run_etl.sh');
    const args = ['--tasks', 'ORDERS,PAYMENTS', 'two words'];
    const { stdout, status } = spawnSync(quoted(script), args.map(quoted), {
      cwd: tmpdir(),
      encoding: 'utf8',
      shell: isWindows,
    });
    expect(JSON.parse(stdout)).toEqual([folder, ...args]);
    expect(status).toBe(3);
  });
});

describe('run_etl.bat', () => {
  it('has the line ends cmd.exe wants', () => {
    expect(readFileSync(join(ROOT, 'run_etl.bat'), 'utf8').replaceAll('\r\n', '')).not.toContain('\n');
  });
});
