import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { LEGACY_VIEWS } from '../../src/catalog/ods-table.ts';
import { TYPED_TABLES } from '../../src/catalog/warehouse.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { parseMapping } from '../../src/compare/mapping.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { SETTING_NAMES, SETTINGS } from '../../src/config/settings.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { runEtl } from '../harness/etl-process.ts';
import { blocksOf, commandsOf, pages, ROOT, readPage, tableBelow } from './markdown.ts';

const READMES = [
  { file: 'README.md', where: '## Where the data is', codes: '## Exit codes' },
  { file: 'README.zh-CN.md', where: '## 数据在哪里', codes: '## 退出码' },
];

const unquoted = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '');

/** As GitHub makes them: lower case, no punctuation but hyphens and low lines, hyphens for spaces. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\-_ ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(file: string): string[] {
  const links = [...readPage(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [target = '', anchor] = link.split('#');
    const found = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
    if (!existsSync(path.join(ROOT, found))) return true;
    return anchor !== undefined && !anchorsOf(readPage(found)).includes(anchor);
  });
}

describe('every page', () => {
  test.each(pages())('%s: links lead somewhere', (file) => {
    expect(brokenLinks(file)).toEqual([]);
  });

  test.each(pages())('%s: names no folder of the machine it was written on, and no registry', (file) => {
    expect(readPage(file).match(/\/(?:work|root|tmp|home)\/[\w.-]*|registry\.npm\w+\.\w+/g) ?? []).toEqual([]);
  });

  test.each(pages())('%s: every source it names is there', (file) => {
    const named = [...readPage(file).matchAll(/`((?:src|test|scripts|bin)\/[\w./-]+)(?<!\.py)`/g)].map(
      ([, one = '']) => one,
    );
    const planned = file.startsWith('docs/extending.')
      ? ['src/tasks/payment-days-task.ts', 'src/models/percent-type.ts', 'src/simulator/samples']
      : [];
    expect(named.filter((one) => !planned.includes(one) && !existsSync(path.join(ROOT, one)))).toEqual([]);
  });

  test.each(pages())('%s: every task it names exists', (file) => {
    const codes = new Set(TASKS.map((task) => task.code));
    const settings = new Set<string>(SETTING_NAMES);
    const named = readPage(file).match(/\bODS_[A-Z_]+[A-Z]\b(?!\*)/g) ?? [];
    expect(named.filter((name) => !codes.has(name) && !settings.has(name))).toEqual([]);
  });
});

describe.each(READMES)('$file', ({ file, where, codes }) => {
  const text = readPage(file);

  test('lists the tasks, tables and views of the catalog', () => {
    const listed = tableBelow(text, where).map((row) => row.slice(0, 4).map(unquoted));
    const viewOf = new Map(Object.entries(LEGACY_VIEWS).map(([view, table]) => [table, view]));
    expect(listed).toEqual(ENDPOINTS.map((one) => [one.task, one.table, viewOf.get(one.table) ?? '', one.zh]));
  });

  test('lists the exit codes of the program', () => {
    const listed = tableBelow(text, codes).map(([code]) => Number(code));
    expect(listed).toEqual(Object.values(EXIT));
  });

  test('shows settings that the program reads without complaint', () => {
    const config = loadConfig({ flags: {}, env: {}, readFile: () => blocksOf(text, 'ini').join('\n') });
    expect(config.warnings).toEqual([]);
    expect(config.values.STORE_ID).toBe('2790685415443269');
    expect(config.values.PG_DSN).toBeDefined();
  });

  test('shows in its commands every command that the program has', async () => {
    const { stdout } = await runEtl(['--help'], {});
    const all = [...(stdout.split('Commands:')[1] ?? '').matchAll(/^ {2}([\w-]+)/gm)].map(([, name = '']) => name);
    const shown = commandsOf(text).join('\n');
    expect(all.length).toBeGreaterThan(10);
    // help explains itself; demo has an npm script; init happens by itself; it, history, scaffold (docs/extending.md), users of the dashboard and the tools of a move are told in docs/operations*.md, worker and queue in docs/scale-out.md
    const elsewhere = [
      'help',
      'demo',
      'init',
      'history',
      'scaffold',
      'compare',
      'import-legacy',
      'users',
      'worker',
      'queue',
    ];
    expect(all.filter((name) => !elsewhere.includes(name) && !shown.includes(`npm run etl -- ${name}`))).toEqual([]);
  });
});

describe('the other pages', () => {
  const literals = sourceText();

  test('operations explains messages that the program really prints', () => {
    const fragments = tableBelow(readPage('docs/operations.md'), '## When a message appears').map(([one]) =>
      unquoted(one),
    );
    expect(fragments.length).toBeGreaterThan(10);
    expect(fragments.filter((fragment) => !literals.includes(fragment))).toEqual([]);
  });

  test('the migration guide lists the views of the program', () => {
    const listed = tableBelow(readPage('docs/migration-guide.md'), '## Tables').map((row) => row.map(unquoted));
    expect(Object.fromEntries(listed)).toEqual(LEGACY_VIEWS);
  });

  test('the mappings of the migration guide and of deploy are ones that compare understands', () => {
    const shown = blocksOf(readPage('docs/migration-guide.md'), 'json');
    const texts = [...shown, readFileSync(path.join(ROOT, 'deploy/compare-python.json'), 'utf8')];
    const targets = texts.flatMap((text) => Object.values(parseMapping('a page', () => text).tables ?? {}));
    const tables = new Set(TYPED_TABLES.map(({ name }) => name.replace('billiards.', '')));
    expect(targets.flatMap(({ to }) => to ?? []).filter((name) => !tables.has(name))).toEqual([]);
    expect(texts.length).toBe(2);
  });

  test('the migration guide names settings that exist', () => {
    const cells = tableBelow(readPage('docs/migration-guide.md'), '## Settings').map((row) => row.join(' '));
    const named = cells.join(' ').match(/`[A-Z][A-Z_]+`/g) ?? [];
    const aliases = Object.values(SETTINGS).flatMap((one) => ('aliases' in one ? one.aliases : []));
    const known = [...SETTING_NAMES, ...aliases, 'JSON'];
    expect(named.map(unquoted).filter((name) => !known.some((one) => one === name))).toEqual([]);
  });

  test.each(pages())('%s names flags that the program has', (file) => {
    const said = literals + readFileSync(path.join(ROOT, 'test/run/tests.ts'), 'utf8');
    // Of the benchmark, of the runner of tests, and of pytest.
    const others = ['--quick', '--guard', '--records', '--repetitions', '--profile', '--bail', '--cov', '--cov-report'];
    const flags = [...readPage(file).matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag);
    expect(flags.filter((flag) => !others.includes(flag) && !new RegExp(`'(-\\w, )?${flag}\\b`).test(said))).toEqual(
      [],
    );
  });

  test('the entries of deploy start the scheduler, by the scripts of the project, with flags that it has', async () => {
    const { stdout } = await runEtl(['schedule', '--help'], {});
    for (const file of ['feiqiu-etl.service', 'feiqiu-etl.cron', 'feiqiu-etl.schtasks.bat']) {
      const text = readFileSync(path.join(ROOT, 'deploy', file), 'utf8');
      const [, script = '', rest = ''] = text.match(/[\\/](run_etl\.(?:sh|bat)) (schedule\b[^>"\r\n]*)/) ?? [];
      expect(existsSync(path.join(ROOT, script)) && script !== '').toBe(true);
      const flags = rest.match(/--[\w-]+/g) ?? [];
      expect(flags.filter((flag) => !stdout.includes(flag))).toEqual([]);
    }
  });

  test('the architecture has a rule for every folder that has code', () => {
    const text = readPage('docs/architecture.md');
    const folders = readdirSync(path.join(ROOT, 'src')).filter((dir) => hasCode(path.join(ROOT, 'src', dir)));
    expect(folders.filter((dir) => !text.includes(`### \`src/${dir}\``))).toEqual([]);
  });
});

function hasCode(dir: string): boolean {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).some((file) => file.endsWith('.ts'));
}

/** All string literals of the product, with literals that are joined over lines in one piece. */
function sourceText(): string {
  const dir = path.join(ROOT, 'src');
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  return files.map((file) => readFileSync(path.join(dir, file), 'utf8').replace(/['`]\s*\+\s*['`]/g, '')).join('\n');
}
