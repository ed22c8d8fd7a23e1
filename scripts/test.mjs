// npm test: runs the tests, passes arguments on to vitest, ends with what failed and "N passed, N failed".
import { closeWith, runTests } from './lib/vitest.mjs';

closeWith(await runTests(process.argv.slice(2)));
