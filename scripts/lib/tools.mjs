// The development tools and how each is started: by Node directly, which works the same on every platform.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const PROGRAMS = {
  biome: ['@biomejs', 'biome', 'bin', 'biome'],
  oxlint: ['oxlint', 'bin', 'oxlint'],
  tsc: ['typescript', 'bin', 'tsc'],
};
const TOOLS = {
  format: ['biome', 'check', '--write', '.'],
  'format:check': ['biome', 'check', '.'],
  lint: ['oxlint', '--type-aware', '--deny-warnings', '.'],
  typecheck: ['tsc', '-p', 'tsconfig.json'],
  // Pages run in a browser: other globals than everything else.
  'typecheck:web': ['tsc', '-p', 'src/dashboard/web/tsconfig.json'],
};

/** Program and arguments of one tool. */
export function tool(name) {
  const [program, ...args] = TOOLS[name];
  return { file: process.execPath, args: [join(ROOT, 'node_modules', ...PROGRAMS[program]), ...args] };
}
