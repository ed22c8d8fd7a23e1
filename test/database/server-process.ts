// A process of its own that starts or attaches to an embedded server, prints what it got as one line of JSON, and
// stops it when its input ends. Started by embedded.test.ts, which may kill it instead.
import { systemClock } from '../../src/base/clock.ts';
import { EtlError } from '../../src/base/errors.ts';
import { readPlatformPackage } from '../../src/database/embedded/platform-package.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';

const [dataRoot = '', packageRoot] = process.argv.slice(2);
const findPackage = packageRoot === undefined ? {} : { findPackage: () => readPlatformPackage(packageRoot) };
try {
  const server = await startEmbedded({ dataRoot, clock: systemClock, report: () => undefined, ...findPackage });
  process.stdout.write(`${JSON.stringify(server)}\n`);
  for await (const _ of process.stdin) continue;
  await server.stop();
} catch (error) {
  if (!(error instanceof EtlError)) throw error;
  process.stdout.write(`${JSON.stringify({ code: error.code, message: error.message })}\n`);
}
