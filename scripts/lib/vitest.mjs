// Runs vitest and counts what it did.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runVisibly } from './run.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Runs the tests with the given vitest arguments; resolves with the counts, `failed` > 0 whenever anything went wrong. */
export async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'feiqiu-etl-report-'));
  const report = join(folder, 'report.json');
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const code = await runVisibly(
      { file: process.execPath, args: [vitest, 'run', ...reporters, ...args] },
      { cwd: ROOT },
    );
    return countsOf(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The line that ends every test command. */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function countsOf(report, code) {
  const result = readReport(report);
  if (result === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const passed = result.numPassedTests;
  const skipped = result.numPendingTests + result.numTodoTests;
  const failed = result.numFailedTests + brokenFiles(result);
  // An unhandled rejection, a failed teardown or an empty run fails without a failed test.
  const nothingRan = passed + failed === 0;
  return { passed, skipped, failed: failed === 0 && (code !== 0 || nothingRan) ? 1 : failed };
}

/** Files that failed as a whole, for example while being imported. */
function brokenFiles(result) {
  const isBroken = (file) =>
    file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed');
  return result.testResults.filter(isBroken).length;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // vitest ended before it could report
  }
}
