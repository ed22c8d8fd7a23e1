import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/base/errors.ts';
import { AUTO_RUN_PRESETS, PRESETS } from './presets.ts';
import { SUITES } from './suites.ts';
import { buildTestCommand, type Choice, describeCommand, overlay, ROOT } from './test-command.ts';

const ENV = { ETL_SKIP_DOTENV: '1' };
const build = (choice: Choice, env: NodeJS.ProcessEnv = {}) => buildTestCommand(choice, { ...ENV, ...env });

describe('a choice of tests', () => {
  it('is the files of its suites, each once, and the paths given', () => {
    const { args } = build({ suite: ['offline', 'Online'], tests: ['test/api', 'src/config/mask.test.ts'] });
    expect(args).toEqual([...new Set([...SUITES.offline, ...SUITES.online]), 'src/config/mask.test.ts']);
    expect(build({}).args).toEqual([]);
  });

  it('names only files that exist', () => {
    const all = Object.values(SUITES).flat();
    // 'test/api/plain' is the beginning of several names.
    expect(all.filter((file) => !existsSync(path.join(ROOT, file)) && file !== 'test/api/plain')).toEqual([]);
  });

  it.each([
    [{ suite: ['offline'] }, 'OFFLINE'],
    [{ suite: ['online'] }, 'ONLINE'],
    [{ suite: ['offline'], mode: 'online' }, 'ONLINE'],
    [{ suite: ['online', 'offline'] }, undefined],
    [{ suite: ['integration'] }, undefined],
  ] as const)('%j runs in the mode %s', (choice, mode) => {
    expect(build(choice).env['TEST_MODE']).toBe(mode);
  });

  it('takes database and folders from options before the environment', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'feiqiu-archive-'));
    const env = { TEST_DB_DSN: 'postgresql://e@h/env', TEST_JSON_TEMP_DIR: '/from/env' };
    const { env: made } = build({ db_dsn: 'postgresql://f@h/flag', json_archive: dir, env: ['A=b=c'] }, env);
    expect(made).toEqual({
      TEST_DB_DSN: 'postgresql://f@h/flag',
      TEST_JSON_ARCHIVE_DIR: dir,
      TEST_JSON_TEMP_DIR: '/from/env',
      A: 'b=c',
    });
  });

  it('is shown as it could be typed, without passwords', () => {
    const shown = describeCommand(
      build({ suite: ['offline'], keyword: 'full load', db_dsn: 'postgresql://u:hush@h/d', env: ['API_TOKEN=hush'] }),
    );
    expect(shown).toMatch(/^TEST_MODE=OFFLINE .* npm test -- test\/scenarios\/.* -t 'full load'$/);
    expect(shown).not.toContain('hush');
  });
});

describe('a preset', () => {
  it('sets what was not given', () => {
    expect(overlay(['orders'], { mode: 'OFFLINE' })).toMatchObject({ mode: 'OFFLINE', keyword: 'ORDERS' });
    expect(overlay(['orders', 'offline'], {})).toMatchObject({ suite: ['offline'], keyword: 'ORDERS' });
  });

  it.each(Object.keys(PRESETS))('%s can be run', (name) => {
    expect(build(overlay([name], {})).args.length).toBeGreaterThan(0);
  });

  it('is there for each that runs by itself', () => {
    expect(AUTO_RUN_PRESETS).toContain('offline_realdb');
    expect(AUTO_RUN_PRESETS.filter((name) => !(name in PRESETS))).toEqual([]);
  });
});

it.each([
  [{ suite: ['onlin'] }, /"onlin" is no suite\. Did you mean online\?/],
  [{ tests: ['test/nowhere'] }, /"test\/nowhere" is no file/],
  [{ mode: 'HALF' }, /TEST_MODE="HALF".*ONLINE, OFFLINE/],
  [{ keyword: '(' }, /no regular expression/],
  [{ env: ['x'] }, /not NAME=value/],
  [{ json_archive: '/nowhere/at/all' }, /is not there/],
  [{ db_dsn: 'mysql://x' }, /TEST_DB_DSN/],
])('%j is refused', (choice, message) => {
  expect(() => build(choice)).toThrow(ConfigError);
  expect(() => build(choice)).toThrow(message);
});

it('an unknown preset is refused with the nearest', () => {
  expect(() => overlay(['offline_realbd'], {})).toThrow(/Did you mean offline_realdb\?/);
});
