import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EtlOutcome, runEtl } from '../harness/etl-process.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SAMPLE = fileURLToPath(new URL('sample.json', import.meta.url));
/** What a checkout has and a copy does not need. */
const LEFT_OUT = new Set([
  'node_modules',
  '.git',
  'dist',
  'logs',
  'data',
  'export',
  'coverage',
  'test-artifacts',
  '.env',
]);

let folder: string;
let copy: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'feiqiu-scaffold-'));
  copy = path.join(folder, 'checkout');
  for (const name of readdirSync(ROOT).filter((one) => !LEFT_OUT.has(one) && !one.startsWith('.dist-'))) {
    cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'dir');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly code: number;
  /** Data on stdout; when it failed, all it said. */
  readonly said: string;
}

/** Runs a program of the copy. */
async function inCopy(program: string, ...args: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, NO_COLOR: '1', ETL_SKIP_DOTENV: '1', VITEST: undefined };
  return await run(process.execPath, [path.join(copy, program), ...args], { cwd: copy, env }).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, said: stdout + stderr }),
  );
}

const refusal = async (...args: readonly string[]): Promise<string> => {
  const { code, said } = await inCopy('bin/feiqiu-etl.mjs', 'scaffold', ...args);
  expect(code).toBe(2);
  return said;
};

/** An answer about people, flat, without a total, and with numbers that tell who they are. */
function coaches(): string {
  const coach = (id: number): object => ({
    id,
    siteId: 2_799_990_000_000_002,
    coachName: `某${id}`,
    phone: 13_900_000_000 + id,
    idCard: `31010119900101${id}X`,
    hourPrice: '88.50',
    level: id,
    version: 1,
    enabled: true,
    tags: [`某${id}`],
    createTime: '2024-01-02 03:04:05',
  });
  const file = path.join(folder, 'coaches.json');
  writeFileSync(file, JSON.stringify({ code: 0, data: { coachList: [coach(1), coach(2)] } }));
  return file;
}

const ENDPOINT = ['endpoint', '--from', SAMPLE, '--path', '/Tournament/GetTournamentEntries', '--name', '赛事报名'];

describe('a fact, a dimension, a mart and a check, in a copy of the sources', () => {
  const written = new Set<string>();
  const write = async (...args: readonly string[]): Promise<void> => {
    const { code, said } = await inCopy('bin/feiqiu-etl.mjs', 'scaffold', ...args, '--json');
    if (code !== 0) throw new Error(said);
    const { files } = JSON.parse(said) as { readonly files: readonly { readonly file: string }[] };
    for (const { file } of files) written.add(file);
  };

  beforeAll(async () => {
    await write(...ENDPOINT);
    await write('endpoint', '--from', coaches(), '--path', '/Coach/GetCoachList', '--name', '教练', '--dimension');
    await write('mart', 'entries-by-type', '--from-fact', 'tournament_entry', '--grain', 'day,entry_type');
    await write('check', 'house.big_entry', '--family', 'law', '--fact', 'tournament_entry');
  }, 60_000);

  test('the program compiles, and lint and formatter have nothing to say about the files', async () => {
    const sources = [...written].filter((file) => file.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(10);
    expect(await inCopy('node_modules/typescript/bin/tsc', '-p', '.')).toEqual({ code: 0, said: '' });
    expect(await inCopy('node_modules/oxlint/bin/oxlint', '--type-aware', ...sources)).toMatchObject({ code: 0 });
    expect(await inCopy('node_modules/@biomejs/biome/bin/biome', 'check', ...sources)).toMatchObject({ code: 0 });
  }, 60_000);

  test('their tests pass: the simulator sends the sample, and its rows are in fact, mart and check', async () => {
    const tests = ['loaders/tournament-entries', 'loaders/coach', 'loaders/entries-by-type', 'quality/house-big-entry'];
    const files = tests.map((name) => `test/${name}.test.ts`);
    expect(files.filter((file) => !existsSync(path.join(copy, file)))).toEqual([]);
    const ofCatalog = [
      'src/catalog/facts.test.ts',
      'src/catalog/dimensions.test.ts',
      'src/catalog/left-in-ods.test.ts',
    ];
    const outcome = await inCopy('node_modules/vitest/vitest.mjs', 'run', ...files, ...ofCatalog);
    expect(outcome).toMatchObject({ code: 0 });
  }, 120_000);

  test('nothing of the sample but its shape is in the sources', () => {
    const texts = [...written]
      .filter((file) => /samples\/|endpoints\/|test\//.test(file))
      .map((file) => {
        return readFileSync(path.join(copy, file), 'utf8');
      });
    expect(texts.join('').match(/某.|139\d+|27999\d+|0[12]X?'|2024-/g)).toBeNull();
    expect(texts.join('')).toContain("player_mobile: '1990000");
  });

  test('what is there is not written over', async () => {
    expect(await refusal(...ENDPOINT)).toContain('the catalog has an endpoint of the table tournament_entries');
    expect(await refusal('mart', 'entries-by-type', '--from-fact', 'fact_payment')).toContain(
      'src/catalog/marts/entries-by-type.ts is there already',
    );
    expect(await refusal('check', 'house.big_entry', '--family', 'law', '--mart', 'site_day_summary')).toContain(
      'there is a check house.big_entry',
    );
  }, 30_000);
});

describe('wrong input', () => {
  const refused = async (...args: readonly string[]): Promise<EtlOutcome> => {
    const outcome = await runEtl(['scaffold', ...args], {});
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    return outcome;
  };
  const sampleWith = (text: string): string => {
    const file = path.join(folder, 'wrong.json');
    writeFileSync(file, text);
    return file;
  };

  test.each([
    ['no JSON', '{"data":\n [1,}', 'line 2, column 5'],
    ['no records', '{"code":0,"data":{"list":[]}}', 'no record in data.list'],
    ['no list', '{"code":401,"msg":"expired"}', 'no list'],
    ['no key', '{"data":[{"name":"x"}]}', 'none can be the key'],
    ['no time', '{"data":[{"id":1}]}', '--dimension'],
  ])('a sample with %s says so', async (_what, text, said) => {
    const { stderr } = await refused('endpoint', '--from', sampleWith(text), '--table', 'things');
    expect(stderr).toContain(said);
  });

  test.each([
    [['endpoint', '--from', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['endpoint', '--from', SAMPLE, '--key', 'idd'], 'Did you mean id?'],
    [['endpoint', '--from', SAMPLE, '--time', 'remark'], 'those that are: create_time'],
    [['endpoint', '--from', SAMPLE, '--table', 'A b'], '"A b" is no name for a table'],
    [['endpoint', '--from', SAMPLE, '--path', '/Site/GetAllOrderSettleList'], 'settlement_records reads it'],
    [['endpoint', '--from', SAMPLE, '--dir', tmpdir()], 'is no checkout of feiqiu-etl'],
    [['mart', 'm-x', '--from-fact', 'fact_paymnt'], 'Did you mean fact_payment?'],
    [['mart', 'm-x', '--from-fact', 'fact_payment', '--measure', 'pay_amont'], 'Did you mean pay_amount?'],
    [['check', 'bad id', '--family', 'law', '--fact', 'fact_payment'], 'house.free_play'],
    [['check', 'a.b', '--family', 'lw', '--fact', 'fact_payment'], 'Did you mean law?'],
    [['check', 'a.b', '--family', 'law'], 'either --fact TABLE or --mart TABLE'],
  ])('%j is refused: %s', async (args, said) => {
    expect((await refused(...args)).stderr).toContain(said);
  });

  test('a dry run shows the files and writes none', async () => {
    const { code, stdout } = await runEtl(['scaffold', ...ENDPOINT, '--table', 'dry_things', '--dry-run'], {});
    expect(code).toBe(0);
    expect(stdout).toContain("table: 'dry_things'");
    expect(existsSync(path.join(ROOT, 'src/catalog/endpoints/dry-things.ts'))).toBe(false);
  });
});
