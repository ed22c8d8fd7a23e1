import { configDefaults, defineConfig } from 'vitest/config';

const MINUTE_MS = 60_000;

const INCLUDED: Readonly<Record<string, readonly string[]>> = {
  soak: ['test/**/*.soak.ts'],
  e2e: ['test/**/*.e2e.ts'],
  test: ['src/**/*.test.ts', 'test/**/*.test.ts'],
};

/** A cluster serves no dashboard (docs/scale-out.md), so its tests would only fail there. */
const onCitus = (process.env['TEST_CITUS_DSN'] ?? '') !== '';
const EXCLUDED = onCitus ? ['test/dashboard/**'] : [];
if (onCitus) process.stderr.write(`on a cluster (TEST_CITUS_DSN) these are skipped: ${EXCLUDED.join(', ')}\n`);

/** `--mode soak` runs the long scenarios (`*.soak.ts`) instead of the tests, `--mode e2e` those in a browser (`*.e2e.ts`). */
const config = defineConfig(({ mode }) => ({
  test: {
    include: [...(INCLUDED[mode] ?? INCLUDED['test'] ?? [])],
    exclude: [...configDefaults.exclude, ...EXCLUDED],
    pool: 'forks',
    // One PostgreSQL and two cores are shared by all test files; more workers only wait for each other.
    maxWorkers: 2,
    // How long a slow machine may take; what must be quick is held to it by the test itself.
    testTimeout: mode === 'soak' ? 240 * MINUTE_MS : MINUTE_MS,
    hookTimeout: mode === 'soak' ? 10 * MINUTE_MS : 2 * MINUTE_MS,
    globalSetup: ['test/harness/global-setup.ts'],
    // A test must not depend on the settings of whoever runs it.
    env: { ETL_SKIP_DOTENV: '1', NO_COLOR: '1' },
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/**/*.test.ts'],
      reporter: ['text-summary', 'html', 'lcovonly'],
    },
  },
}));

export { config as default };
