import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** From the bottom up, as docs/architecture.md draws it; folders on one level must not know each other. */
const LEVELS = [
  ['base'],
  ['models'],
  ['catalog'],
  ['loaders', 'scd', 'quality'],
  ['tasks'],
  ['orchestration'],
  ['dashboard'],
  ['cli'],
];
const BESIDE_MODELS: Readonly<Record<string, readonly string[]>> = {
  config: ['base'],
  database: ['base'],
  simulator: ['base'],
  api: ['base', 'models', 'catalog'],
};
const READERS_OF: Readonly<Record<string, readonly string[]>> = {
  config: ['tasks', 'orchestration', 'dashboard', 'cli'],
  database: ['loaders', 'scd', 'quality', 'tasks', 'orchestration', 'dashboard', 'cli'],
  api: ['loaders', 'scd', 'quality', 'tasks', 'orchestration', 'dashboard', 'cli'],
  simulator: ['cli'],
};
const FOLDERS = [...LEVELS.flat(), ...Object.keys(BESIDE_MODELS)];

function levelOf(folder: string): number {
  return LEVELS.findIndex((level) => level.includes(folder));
}

function isAllowed(from: string, to: string): boolean {
  if (BESIDE_MODELS[from] !== undefined) return BESIDE_MODELS[from].includes(to);
  if (READERS_OF[to] !== undefined) return READERS_OF[to].includes(from);
  return levelOf(to) < levelOf(from);
}

const PAIRS = FOLDERS.flatMap((from) => FOLDERS.filter((to) => to !== from).map((to) => [from, to] as const));

/** One file a rule: what it holds, where it stands, and the rule that must fire. */
const OFFENCES: readonly (readonly [rule: string, file: string, code: string])[] = [
  [
    'typescript(no-floating-promises)',
    'src/tasks/floating.ts',
    'async function work() {}\nexport function start() { work(); }',
  ],
  [
    'typescript(switch-exhaustiveness-check)',
    'src/tasks/switch.ts',
    "export function f(x: 'a' | 'b') { switch (x) { case 'a': return 1; } return 2; }",
  ],
  ['typescript(no-explicit-any)', 'src/tasks/any.ts', 'export function f(x: any) { return x; }'],
  [
    'eslint(max-params)',
    'src/tasks/params.ts',
    'export const f = (...x: number[]) => x;\nexport function g(a: 1, b: 1, c: 1, d: 1, e: 1) { return [a, b, c, d, e]; }',
  ],
  ['eslint(max-lines)', 'src/tasks/long-file.ts', `export const X = 1;\n${'// line\n'.repeat(400)}`],
  [
    'eslint(max-lines-per-function)',
    'src/tasks/long-function.ts',
    `export function f() {\n${'  void 0;\n'.repeat(60)}}\n`,
  ],
  [
    'eslint(complexity)',
    'src/tasks/complex.ts',
    `export function f(x: number) {\n${Array.from({ length: 13 }, (_, i) => `if (x === ${i}) return ${i};`).join('\n')}\nreturn -1; }`,
  ],
  ['import(no-default-export)', 'src/tasks/default.ts', 'export default 1;'],
  [
    'import(no-cycle)',
    'src/tasks/circle-a.ts',
    "import { b } from './circle-b.ts';\nexport const a = (): number => b();",
  ],
  ['eslint(no-console)', 'src/tasks/console.ts', "console.error('x');"],
  ['node(no-process-env)', 'src/tasks/env.ts', "export const x = process.env['HOME'];"],
  ['house(raw-clock)', 'src/tasks/new-date.ts', 'export const x = new Date();'],
  ['house(raw-clock)', 'src/simulator/date-now.ts', 'export const x = Date.now();'],
  ['house(process-exit)', 'src/tasks/exit.ts', 'export const x = () => process.exit(1);'],
  [
    'vitest(expect-expect)',
    'test/asserts-nothing.test.ts',
    "import { it } from 'vitest';\nit('cannot fail', () => {});",
  ],
  [
    'vitest(no-focused-tests)',
    'test/focused.test.ts',
    "import { expect, it } from 'vitest';\nit.only('hides the others', () => expect(1).toBe(1));",
  ],
  ['house(layers)', 'src/attic/unknown-folder.ts', "export { value } from '../base/value.ts';"],
  ['house(layers)', 'src/base/lazy.ts', "export const later = () => import('../cli/value.ts');"],
  [
    'house(layers)',
    'src/base/type-only.ts',
    "import type { Value } from '../cli/value.ts';\nexport const x: Value = 1;",
  ],
  ['house(layers)', 'src/tasks/from-test.ts', "export { helper } from '../../test/helper.ts';"],
];

/** The same code in the places where it belongs. */
const AT_HOME: readonly (readonly [file: string, code: string])[] = [
  ['src/base/clock.ts', 'export const now = () => new Date();'],
  ['src/config/env.ts', "export const x = process.env['HOME'];"],
  ['src/cli/main.ts', "console.log(process.env['HOME']);\nprocess.exitCode = 1;"],
  ['src/tasks/given-date.ts', "export const x = new Date('2025-01-01T00:00:00Z');"],
  ['test/anything.test.ts', "import { value } from '../src/cli/value.ts';\nexport const x = [value, Date.now()];"],
];

interface Finding {
  readonly code: string;
  readonly filename: string;
  readonly message: string;
}

let findings: readonly Finding[] = [];
let folder = '';

function write(file: string, code: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), code);
}

function lint(): readonly Finding[] {
  const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const args = [oxlint, '--type-aware', '--format=json', 'src', 'test'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  try {
    return (JSON.parse(stdout) as { readonly diagnostics: readonly Finding[] }).diagnostics;
  } catch (cause) {
    throw new Error(`oxlint did not answer with JSON: ${stdout.slice(0, 500)}${stderr.slice(0, 500)}`, { cause });
  }
}

function codesIn(file: string): string[] {
  return findings.filter((finding) => finding.filename.replaceAll('\\', '/') === file).map((finding) => finding.code);
}

// A small project of its own with our configuration and our tools.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feiqiu-etl-lint-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'scripts/lint']) {
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  for (const name of FOLDERS) write(`src/${name}/value.ts`, 'export const value = 1;\nexport type Value = 1;\n');
  for (const [from, to] of PAIRS) write(`src/${from}/to-${to}.ts`, `export { value } from '../${to}/value.ts';\n`);
  write('test/helper.ts', 'export const helper = 1;\n');
  write('src/tasks/circle-b.ts', "import { a } from './circle-a.ts';\nexport const b = (): number => a();\n");
  for (const [, file, code] of OFFENCES) write(file, code);
  for (const [file, code] of AT_HOME) write(file, code);
  findings = lint();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lint', () => {
  it.each(FOLDERS)('lets src/%s import just what lies below it', (from) => {
    const others = FOLDERS.filter((to) => to !== from);
    const refused = others.filter((to) => codesIn(`src/${from}/to-${to}.ts`).includes('house(layers)'));
    expect(refused).toEqual(others.filter((to) => !isAllowed(from, to)));
  });

  it.each(OFFENCES)('raises %s in %s', (rule, file) => {
    expect(codesIn(file)).toContain(rule);
  });

  it.each(AT_HOME)('has nothing against %s', (file) => {
    expect(codesIn(file)).toEqual([]);
  });
});
