import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES } from '../../src/config/settings.ts';
import { makeProgram } from '../harness/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const COMPOSE = read('deploy/compose.yaml');
const DOCKERFILE = read('deploy/Dockerfile');
/** What a container is started with beside the program. */
const NOT_OURS = new Set(['NODE_ENV', 'POSTGRES_PASSWORD', 'POSTGRES_USER', 'POSTGRES_DB']);

/** No container engine is at hand where this runs; what the files name is checked against what there is. */
describe('the files for containers', () => {
  const commands = [
    ...[...COMPOSE.matchAll(/^ {4}command: (\[.*\])$/gm)].map(([, list = '']) => JSON.parse(list) as string[]),
    ...[...DOCKERFILE.matchAll(/CMD (\[.*\])$/gm)].map(([, list = '']) => JSON.parse(list) as string[]),
  ].map((words) => (words[0] === 'feiqiu-etl' ? words.slice(1) : words));

  it('start commands that exist, with options that exist', async () => {
    const program = await makeProgram();
    expect(commands.length).toBe(6);
    for (const words of commands) expect(unknownIn(program, words)).toEqual([]);
    expect(unknownIn(program, ['worker', '--speed', '4'])).toEqual(['--speed']);
  });

  it('set settings that exist', () => {
    const names = [
      ...[...COMPOSE.matchAll(/^ {4}([A-Z_]+): /gm)].map(([, name = '']) => name),
      ...[...DOCKERFILE.matchAll(/([A-Z_]+)=/g)].map(([, name = '']) => name),
    ];
    const known = new Set<string>(SETTING_NAMES);
    expect(names).toContain('PG_DSN');
    expect(names.filter((name) => !known.has(name) && !NOT_OURS.has(name))).toEqual([]);
  });

  it('copy files that exist, and build the package the way npm does', () => {
    const [, list = ''] = /^COPY (package\.json .*) \.\/$/m.exec(DOCKERFILE) ?? [];
    expect(list.split(' ').filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename, files } = { filename: '', files: [] }] = JSON.parse(packed) as readonly {
      readonly filename: string;
      readonly files: readonly { readonly path: string }[];
    }[];
    expect(filename).toMatch(/^feiqiu-etl-.*\.tgz$/);
    expect(files.map((file) => file.path)).toContain('bin/feiqiu-etl.mjs');
  });
});

/** The words of a command line that the program does not know. */
function unknownIn(program: Command, words: readonly string[]): string[] {
  let command = program;
  const unknown: string[] = [];
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word);
    if (next !== undefined) command = next;
    else if (word.startsWith('--') && !command.options.some((option) => option.long === word)) unknown.push(word);
  }
  return unknown;
}
