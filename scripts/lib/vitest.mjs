// Runs vitest and counts what it did.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runVisibly } from './run.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** More of them are no matter of a busy machine. */
const MOST_ASKED_AGAIN = 3;

/**
 * Runs the tests as `runTests` does, and files that failed once more, with nothing beside them: tests that watch processes
 * and seconds can miss them while others hold both cores. What passes then is told in `unsteady`; what fails twice, or is
 * not of a few files, is failed.
 * @param mode Arguments of vitest for both times; `args` are for the first.
 */
export async function runTestsTwice(mode, args = []) {
  const first = await runTests([...mode, ...args]);
  const files = first.failedFiles;
  if (files.length === 0 || files.length > MOST_ASKED_AGAIN) return { ...first, unsteady: [] };
  process.stdout.write(`\nasked again, with nothing beside it: ${files.map(({ name }) => name).join(', ')}\n`);
  const again = await runTests([...mode, '--no-file-parallelism', ...files.map(({ name }) => name)]);
  const lost = (key) => files.reduce((sum, file) => sum + file[key], 0);
  const elsewhere = first.failures.filter((line) => !files.some(({ failures }) => failures.includes(line)));
  const still = new Set(again.failures.map(testOf));
  return {
    passed: first.passed - lost('passed') + again.passed,
    skipped: first.skipped - lost('skipped') + again.skipped,
    failures: [...elsewhere, ...again.failures],
    failedFiles: again.failedFiles,
    unsteady: files.flatMap(({ failures }) => failures).filter((line) => !still.has(testOf(line))),
  };
}

/**
 * Runs the tests with the given vitest arguments.
 * @returns How many passed and were skipped, and `failures`: a line each, at least one whenever anything went wrong;
 * `failedFiles`: those of them that belong to a file, with what else that file counted.
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

/** Ends a test command: what was not steady and what failed, once more where the last lines are looked at, then the counts. */
export function closeWith({ passed, failures, skipped, unsteady = [] }) {
  if (unsteady.length > 0) {
    process.stdout.write(`\nfailed at first, and passed alone:\n${unsteady.map((line) => `  ${line}\n`).join('')}`);
  }
  if (failures.length > 0) process.stdout.write(`\nfailed:\n${failures.map((line) => `  ${line}\n`).join('')}`);
  const counts = `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  process.stdout.write(`${counts}\n`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

function countsOf(report, code) {
  const result = readReport(report);
  if (result === undefined) {
    return { passed: 0, skipped: 0, failures: ['vitest ended before it could report'], failedFiles: [] };
  }
  const passed = result.numPassedTests;
  const skipped = result.numPendingTests + result.numTodoTests;
  const failedFiles = result.testResults.filter(({ status }) => status === 'failed').map(failedFile);
  const failures = failedFiles.flatMap((file) => file.failures);
  if (failures.length === 0 && passed === 0) failures.push('no test ran');
  // An unhandled rejection or a failed teardown fails without a failed test.
  if (failures.length === 0 && code !== 0) failures.push(`vitest ended with code ${code} though no test failed`);
  return { passed, skipped, failures, failedFiles };
}

function failedFile(file) {
  const name = relative(ROOT, file.name);
  const counted = (...statuses) => file.assertionResults.filter(({ status }) => statuses.includes(status)).length;
  return {
    name,
    passed: counted('passed'),
    skipped: counted('skipped', 'pending', 'todo'),
    failures: failuresOf(file, name),
  };
}

/** The failed tests of a file, or the file itself when it failed as a whole, for example while being imported. */
function failuresOf(file, name) {
  const tests = file.assertionResults.filter((test) => test.status === 'failed');
  // What a hook threw is only in the output above.
  if (tests.length === 0) return [`${name}: ${firstLine(file.message) || 'a hook failed'}`];
  return tests.map((test) => `${name} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
}

/** Of a line of failures, without its message. */
const testOf = (line) => line.split(': ', 1)[0];

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
