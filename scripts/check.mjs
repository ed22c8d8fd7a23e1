// npm run check: everything a change must pass. Every step runs even when an earlier one failed, so that one look shows
// all there is to mend. A failed step counts as one failure in the closing line.
import { runVisibly } from './lib/run.mjs';
import { tool } from './lib/tools.mjs';
import { runTests, summaryLine } from './lib/vitest.mjs';

const STEPS = ['format:check', 'lint', 'typecheck', 'typecheck:web'];

const failedSteps = [];
for (const name of STEPS) {
  process.stdout.write(`\n> ${name}\n`);
  if ((await runVisibly(tool(name))) !== 0) failedSteps.push(name);
}
process.stdout.write('\n> test\n');
const counts = await runTests(process.argv.slice(2));
if (failedSteps.length > 0) process.stdout.write(`not passed: ${failedSteps.join(', ')}\n`);
const failed = counts.failed + failedSteps.length;
process.stdout.write(`${summaryLine({ ...counts, failed })}\n`);
process.exitCode = failed > 0 ? 1 : 0;
