import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../run/test-command.ts';

/** One of the test tools as a process, without the settings of whoever runs the tests. */
function tool(file: string, ...args: readonly string[]) {
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(ROOT, 'test/run', file), ...args],
    { cwd: ROOT, encoding: 'utf8', env: { PATH, HOME, ETL_SKIP_DOTENV: '1' } },
  );
  return { status, stdout, stderr };
}

describe('npm run tests', () => {
  it('prints the command of a preset with what was given on top', () => {
    const { status, stdout } = tool(
      'tests.ts',
      '--preset',
      'offline_realdb',
      '-k',
      'plain',
      '--pytest-args=-x',
      '--dry-run',
    );
    expect(status).toBe(0);
    expect(stdout).toMatch(/^TEST_MODE=OFFLINE .*online-offline\.test\.ts.* -t plain --bail=1\n$/);
  });

  it('lists the presets', () => {
    expect(tool('tests.ts', '--list-presets').stdout).toMatch(/^offline_realdb: .*\n {4}TEST_MODE=OFFLINE/m);
  });

  it('runs the tests, and ends as they do', { timeout: 60_000 }, () => {
    const args = ['--tests', 'src/config/mask.test.ts', '--runner-args=--config=test/tooling/bare.config.ts'];
    expect(tool('tests.ts', ...args)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/ passed, 0 failed\n$/),
    });
    expect(tool('tests.ts', ...args, '-k', 'no test is called so').status).toBe(1);
  });

  it.each([
    [['--sute', 'x'], '--suite'],
    [['--preset', 'offlin'], 'Did you mean offline?'],
  ])('%j ends with code 2 and one line', (args, hint) => {
    const { status, stderr } = tool('tests.ts', ...args);
    expect([status, stderr.trim().split('\n')]).toEqual([2, [expect.stringContaining(hint)]]);
  });
});

describe('npm run tests:presets', () => {
  it('prints those that run by themselves, and checks all before the first one', () => {
    const { status, stdout } = tool('presets.ts', '--dry-run');
    expect(status).toBe(0);
    expect(stdout.match(/^> \w+$/gm)).toEqual(['> online', '> offline_realdb']);
    const refused = tool('presets.ts', '--preset', 'online', 'offlin', '--dry-run');
    expect([refused.status, refused.stdout]).toEqual([2, '']);
  });
});
