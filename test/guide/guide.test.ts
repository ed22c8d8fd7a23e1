import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FACTS } from '../../src/catalog/facts.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { SETTING_NAMES, SETTINGS } from '../../src/config/settings.ts';
import { ENTRIES } from '../../src/guide/chapters.ts';
import { guidePages } from '../../src/guide/render-page.ts';
import { runEtl } from '../harness/etl-process.ts';

const ROOT = new URL('../../', import.meta.url);
/** The pages say sentences, and codes only of their server. */
const PAGES = path.join('dashboard', 'web');
const SOURCES = sources();

/** Where the program gives a code of its own to an error. */
const THROWN =
  /new (?:ConfigError|TransientError|ApiAuthError|ContractViolation|LockedError|EtlError)\(\s*'([A-Z_]+)'/g;
/** Where it gives one to the end of a task, or to an answer of its own; codes of tasks and groups have other places. */
const ENDED = [
  /status: '(?:INCOMPLETE|WARNING)',\s*code: '([A-Z_]+)'/g,
  /status: 'WARNING' as const,\s*code: '([A-Z_]+)'/g,
  /\bskip\([^,]+, '([A-Z_]+)'/g,
  /errorCode: [^,\n]*'([A-Z_]+)'/g,
  /error_code = '([A-Z_]+)'/g,
  /const (?:LIMIT_CODE|CHECK_FAILED|RETRY_LATER) = '([A-Z_]+)'/g,
  /= \{ code: '([A-Z_]+)', message/g,
  /: Named = \{\s*code: '([A-Z_]+)',\s*zh:/g,
  /error: \{ code: '([A-Z_]+)'/g,
  /status: 5\d\d, code: '([A-Z_]+)'/g,
  /super\('([A-Z_]+)'/g,
  /new RequestRefused\(\s*\d+,\s*'([A-Z_]+)'/g,
];

function sources(): string {
  const dir = new URL('src/', ROOT);
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return files
    .filter(
      (file) =>
        file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('guide') && !file.startsWith(PAGES),
    )
    .map((file) => readFileSync(new URL(file.replaceAll(path.sep, '/'), dir), 'utf8'))
    .join('\n');
}

const codesOf = (pattern: RegExp): string[] => [...SOURCES.matchAll(pattern)].map(([, code = '']) => code);

/** Rules of the quarantine: those every record is held to, those of typed columns, those of single tables. */
function quarantineRules(): string[] {
  const [ofRecords = ''] = codesOf(/type QuarantineRule = ([^;]+);/g);
  const [ofColumns = ''] = codesOf(/const TYPED_RULES = \[([^\]]+)\]/g);
  const named = [...`${ofRecords} ${ofColumns}`.matchAll(/'([a-z_]+)'/g)].map(([, rule = '']) => rule);
  return [...named, ...FACTS.flatMap(({ rules }) => rules.map(({ id }) => id))];
}

describe('the guide', () => {
  const shown = new Set([
    ...codesOf(THROWN),
    ...ENDED.flatMap(codesOf),
    ...quarantineRules(),
    ...Object.values(EXIT).map(String),
    // Said by the guide itself, which is left out of the sources.
    'UNKNOWN_CODE',
  ]);
  const known = ENTRIES.map(({ code }) => code);

  test('explains every code that the program shows: add an entry to src/guide/entries', () => {
    expect(shown.size).toBeGreaterThan(150);
    expect([...shown].filter((code) => !known.includes(code))).toEqual([]);
  });

  test('explains no code that nothing shows, and none twice', () => {
    expect(known.filter((code) => !shown.has(code))).toEqual([]);
    expect(known.filter((code, i) => known.indexOf(code) !== i)).toEqual([]);
  });

  test('says meaning, cause and what to do in both languages', () => {
    const empty = ENTRIES.filter(({ zh, en }) => [zh, en].some((one) => Object.values(one).includes('')));
    expect(empty).toEqual([]);
    expect(ENTRIES.filter(({ zh }) => !/\p{Script=Han}/u.test(zh.means + zh.todo))).toEqual([]);
  });

  test('names settings that exist', () => {
    const aliases = Object.values(SETTINGS).flatMap((one) => ('aliases' in one ? one.aliases : []));
    const others = ['API_TOKEN_SECOND', 'NODE_EXTRA_CA_CERTS'];
    const allowed = new Set<string>([...SETTING_NAMES, ...aliases, ...known, ...others]);
    const words = Object.values(guidePages()).flatMap((text) => text.match(/\b[A-Z]{2,}(?:_[A-Z]+)+\b/g) ?? []);
    expect([...new Set(words)].filter((word) => !allowed.has(word))).toEqual([]);
  });

  test.each(Object.entries(guidePages()))('%s is the one made from it: npm run generate', (file, text) => {
    expect(readFileSync(new URL(file, ROOT), 'utf8') === text).toBe(true);
  });
});

describe('feiqiu-etl explain', () => {
  test('prints a code in both languages, in any letter case', async () => {
    const { code, stdout } = await runEtl(['explain', 'db_unreachable'], {});
    expect(code).toBe(0);
    expect(stdout).toContain('the database cannot be reached');
    expect(stdout).toContain('连不上数据库');
  });

  test('prints it as data, and all codes without one', async () => {
    const { stdout } = await runEtl(['explain', '75', '--json'], {});
    expect(JSON.parse(stdout)).toMatchObject({ code: '75', en: { todo: 'wait, or use "run --wait"' } });
    const all = await runEtl(['explain'], {});
    expect(ENTRIES.filter(({ code }) => !all.stdout.includes(code))).toEqual([]);
  });

  test('suggests the nearest code for one that is not known', async () => {
    const { code, stderr } = await runEtl(['explain', 'DB_UNREACHABEL'], {});
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean DB_UNREACHABLE?');
  });
});
