/** Tests by name, as in `npm run tests -- --suite online`. */
export const SUITES = {
  /** Full loads: against the simulator, or with `--mode OFFLINE` from an archive. */
  online: ['test/scenarios/online-offline.test.ts', 'test/scenarios/one-week.test.ts', 'test/api'],
  /** Loads from files alone: an archive, plain files, files named in Chinese. */
  offline: ['test/scenarios/online-offline.test.ts', 'test/scenarios/replay-files.test.ts', 'test/api/plain'],
  /** Everything that works on PostgreSQL, room by room. */
  integration: ['test/database', 'test/loaders', 'test/orchestration', 'test/quality', 'test/scd'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SuiteName = keyof typeof SUITES;

export const SUITE_NAMES = Object.keys(SUITES) as readonly SuiteName[];
