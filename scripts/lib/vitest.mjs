// Runs vitest and counts what it did.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runVisibly } from './run.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Runs the tests with the given vitest arguments.
 * @returns How many passed and were skipped, and `failures`: a line each, at least one whenever anything went wrong.
 */
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

/** Ends a test command: what failed, once more where the last lines are looked at, then the counts. */
export function closeWith({ passed, failures, skipped }) {
  if (failures.length > 0) process.stdout.write(`\nfailed:\n${failures.map((line) => `  ${line}\n`).join('')}`);
  const counts = `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  process.stdout.write(`${counts}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

function countsOf(report, code) {
  const result = readReport(report);
  if (result === undefined) return { passed: 0, skipped: 0, failures: ['vitest ended before it could report'] };
  const passed = result.numPassedTests;
  const skipped = result.numPendingTests + result.numTodoTests;
  const failures = result.testResults.flatMap(failuresOf);
  if (failures.length === 0 && passed === 0) failures.push('no test ran');
  // An unhandled rejection or a failed teardown fails without a failed test.
  if (failures.length === 0 && code !== 0) failures.push(`vitest ended with code ${code} though no test failed`);
  return { passed, skipped, failures };
}

/** The failed tests of a file, or the file itself when it failed as a whole, for example while being imported. */
function failuresOf(file) {
  if (file.status !== 'failed') return [];
  const name = relative(ROOT, file.name);
  const tests = file.assertionResults.filter((test) => test.status === 'failed');
  // What a hook threw is only in the output above.
  if (tests.length === 0) return [`${name}: ${firstLine(file.message) || 'a hook failed'}`];
  return tests.map((test) => `${name} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
}

function firstLine(message = '') {
  return message.split('\n', 1)[0];
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // vitest ended before it could report
  }
}
