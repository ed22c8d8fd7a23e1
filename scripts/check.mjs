// npm run check: everything a change must pass. Every step runs even when an earlier one failed, so that one look shows
// all there is to mend. A failed step counts as one failure in the closing line.
import { findChromium } from './lib/chromium.mjs';
import { runVisibly } from './lib/run.mjs';
import { tool } from './lib/tools.mjs';
import { closeWith, runTestsTwice } from './lib/vitest.mjs';

const STEPS = ['format:check', 'lint', 'typecheck', 'typecheck:web'];

const failures = [];
for (const name of STEPS) {
  process.stdout.write(`\n> ${name}\n`);
  if ((await runVisibly(tool(name))) !== 0) failures.push(name);
}
process.stdout.write('\n> test\n');
const counts = addUp(await runTestsTwice([], process.argv.slice(2)), await runInBrowser());
process.stdout.write('\n> bench --guard\n');
// By itself, behind everything else: it tells by how much one thing is faster than another.
if ((await runVisibly({ file: process.execPath, args: ['--import', 'tsx', 'bench/run.ts', '--guard'] })) !== 0) {
  failures.push('bench --guard');
}
closeWith({ ...counts, failures: [...failures, ...counts.failures] });

/** The pages need a browser; without one they are left out, and said to be. */
async function runInBrowser() {
  const chromium = findChromium();
  process.stdout.write('\n> pages in a browser\n');
  if (chromium !== undefined) {
    process.env.CHROMIUM = chromium;
    return await runTestsTwice(['--mode', 'e2e']);
  }
  process.stdout.write(
    'SKIPPED: no Chromium is installed (Debian: apt-get install chromium), so no page was looked at\n',
  );
  return { passed: 0, skipped: 0, failures: [], unsteady: [] };
}

function addUp(one, other) {
  return {
    passed: one.passed + other.passed,
    skipped: one.skipped + other.skipped,
    failures: [...one.failures, ...other.failures],
    unsteady: [...one.unsteady, ...other.unsteady],
  };
}
