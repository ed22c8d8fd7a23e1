/** For tests of the test tools: vitest without a database. */
const config = { test: { include: ['src/**/*.test.ts'] } };

export { config as default };
