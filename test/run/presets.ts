// Combinations of tests that have a name. Add one's own to PRESETS; `npm run tests:presets` runs those of AUTO_RUN_PRESETS.
import { pathToFileURL } from 'node:url';
import type { SuiteName } from './suites.ts';

/** What a preset sets; each field is an option of `npm run tests`, and a given option wins over it. */
export interface Preset {
  /** Suites of suites.ts. */
  readonly suite?: readonly SuiteName[];
  /** Further files or folders of tests. */
  readonly tests?: readonly string[];
  /** TEST_MODE. Default: what the only suite is called. */
  readonly mode?: 'ONLINE' | 'OFFLINE';
  /** TEST_DB_DSN. Default: what the environment or `.env` says, else the embedded PostgreSQL. */
  readonly db_dsn?: string;
  /** TEST_JSON_ARCHIVE_DIR. Default: the tests make an archive of a simulated hall, always the same. */
  readonly json_archive?: string;
  /** TEST_JSON_TEMP_DIR; is made if need be. */
  readonly json_temp?: string;
  /** Only tests whose name has this (a regular expression). */
  readonly keyword?: string;
  /** Arguments for vitest; the common ones of pytest are understood. */
  readonly runner_args?: string;
  /** Further variables, `NAME=value`. */
  readonly env?: readonly string[];
  /** What it is for. */
  readonly preset_meta: string;
}

export const PRESETS: Readonly<Record<string, Preset>> = {
  online: { suite: ['online'], mode: 'ONLINE', preset_meta: 'full loads from the simulator / 在线模式:模拟接口' },
  offline: { suite: ['offline'], mode: 'OFFLINE', preset_meta: 'loads from files / 离线模式:归档 JSON 回放' },
  offline_realdb: {
    suite: ['offline'],
    mode: 'OFFLINE',
    json_temp: 'test-artifacts',
    preset_meta: 'loads from files into the server of TEST_DB_DSN / 离线回放写入真实测试库',
  },
  orders: {
    suite: ['online'],
    mode: 'ONLINE',
    keyword: 'ORDERS',
    preset_meta: 'only what is about orders / 仅订单',
  },
  integration: { suite: ['integration'], preset_meta: 'everything on PostgreSQL / 数据库集成测试' },
  first_failure: {
    suite: ['online', 'offline'],
    mode: 'ONLINE',
    runner_args: '--bail=1 --reporter=verbose',
    preset_meta: 'stop at the first failure / 遇错即停',
  },
};

/** Run one after the other by `npm run tests:presets`. */
export const AUTO_RUN_PRESETS: readonly string[] = ['online', 'offline_realdb'];

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // Not awaited here: what is imported imports this file, and would wait for us for ever.
  void import('./run-presets.ts').then(async ({ runPresets }) => {
    process.exitCode = await runPresets(process.argv.slice(2));
  });
}
