import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SETTING_NAMES } from '../../src/config/settings.ts';
import { runEtl } from '../harness/etl-process.ts';
import { ROOT } from './markdown.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const DOCKERFILE = read('deploy/Dockerfile');
const COMPOSE = read('deploy/compose.yaml');

/** The words of `[serve, --port, '8790']`. */
const wordsOf = (list: string): string[] => list.split(',').map((word) => word.trim().replaceAll(/^['"]|['"]$/g, ''));

const COMMANDS = [...COMPOSE.matchAll(/^ {4}command: \[(.*)\]$/gm)].map(([, list = '']) => wordsOf(list));

describe('no container engine runs these files here, so what they name is looked up', () => {
  test.each(COMMANDS)('compose: %s and its options are there', async (...words) => {
    const [command = '', ...rest] = words;
    const { stdout, code } = await runEtl([command, '--help'], {});
    expect(code).toBe(0);
    for (const flag of rest.filter((word) => word.startsWith('--'))) expect(stdout).toContain(`${flag} `);
  });

  test('compose: every service of the scheme is there, and each command is one of ours', () => {
    const services = [...COMPOSE.slice(COMPOSE.indexOf('\nservices:')).matchAll(/^ {2}(\w+):$/gm)].map(
      ([, name]) => name,
    );
    expect(services).toEqual(['database', 'init', 'scheduler', 'worker', 'dashboard', 'database', 'data']);
    expect(COMMANDS).toHaveLength(4);
  });

  test('every setting they set is one', () => {
    const ofCompose = [...COMPOSE.matchAll(/^ {4}([A-Z_]+): /gm)].map(([, name]) => name);
    const ofImage = [...(/^ENV (.*)$/m.exec(DOCKERFILE)?.[1] ?? '').matchAll(/([A-Z_]+)=/g)].map(([, name]) => name);
    const others = ['NODE_ENV', 'POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD'];
    const named = [...ofCompose, ...ofImage].filter((name) => !others.includes(name ?? ''));
    expect(named).toContain('PG_DSN');
    expect(named.filter((name) => !(SETTING_NAMES as readonly string[]).includes(name ?? ''))).toEqual([]);
  });

  test('every path they copy is in the project, or made by the build', () => {
    const copied = [...DOCKERFILE.matchAll(/^COPY (?:--from=build \/build\/)?(.*) \S+$/gm)]
      .flatMap(([, sources = '']) => sources.split(' '))
      .filter(
        (source) => source !== '.' && source !== 'dist' && !source.startsWith('--from') && !source.startsWith('/'),
      );
    expect(copied.length).toBeGreaterThan(4);
    expect(copied.filter((source) => !existsSync(path.join(ROOT, source)))).toEqual([]);
    expect(COMPOSE).toContain('dockerfile: deploy/Dockerfile');
  });

  test('the image runs as a user without rights, and its health check is a command of ours', async () => {
    expect(DOCKERFILE).toMatch(/^USER node$/m);
    const check = /CMD node bin\/feiqiu-etl\.mjs (.*) "\$PG_DSN"/.exec(DOCKERFILE)?.[1] ?? '';
    const { stdout } = await runEtl(['db', 'check', '--help'], {});
    expect(check).toBe('db check --dsn');
    expect(stdout).toContain('--dsn ');
  });
});
