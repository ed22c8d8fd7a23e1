// npm test: runs the tests, passes arguments on to vitest, ends with "N passed, N failed".
import { runTests, summaryLine } from './lib/vitest.mjs';

const counts = await runTests(process.argv.slice(2));
process.stdout.write(`${summaryLine(counts)}\n`);
process.exitCode = counts.failed > 0 ? 1 : 0;
