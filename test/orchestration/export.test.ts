import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { selectTables } from '../../src/orchestration/export/select-tables.ts';
import { runEtl } from '../harness/etl-process.ts';
import { Scene, scenarioHall } from '../harness/scenario.ts';

interface Report {
  readonly folder: string;
  readonly files: readonly {
    readonly file: string;
    readonly rows: number;
    readonly sha256: string;
    readonly marked: number;
  }[];
  readonly notes: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

describe('a loaded hall', () => {
  let scene: Scene;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-export-'));
    scene = await Scene.open({ hall: scenarioHall() });
    await scene.run();
  }, 90_000);

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function exported(...words: string[]): Promise<Report & { readonly code: number | null }> {
    const { code, stdout, stderr } = await runEtl(['export', ...words, '--json'], scene.environment);
    if (stdout === '') throw new Error(stderr);
    return { ...(JSON.parse(stdout) as Report), code };
  }

  const rowsOf = async (sql: string): Promise<Record<string, string | null>[]> =>
    (await scene.pool.query<Record<string, string | null>>(sql)).rows;

  test('CSV keeps ids, amounts and Chinese exactly, and a manifest says what it is', async () => {
    const { files, code } = await exported('fact_payment', '--output', path.join(folder, 'p.csv'));
    expect(code).toBe(0);
    const text = await readFile(path.join(folder, 'p.csv'), 'utf8');
    expect(text.startsWith('\uFEFFsite_id,')).toBe(true);
    const [head = [], ...lines] = parseCsv(text.slice(1));
    const rows = await rowsOf(
      'select payment_id::text, pay_amount::text from billiards.fact_payment order by site_id, payment_id',
    );
    const at = (name: string): number => head.indexOf(name);
    expect(lines.map((line) => [line[at('payment_id')], line[at('pay_amount')]])).toEqual(
      rows.map((row) => [row['payment_id'], row['pay_amount']]),
    );
    expect(rows.length).toBeGreaterThan(30);
    const manifest = JSON.parse(await readFile(path.join(folder, 'p.csv.manifest.json'), 'utf8')) as object;
    expect(manifest).toEqual(files[0]);
    expect(manifest).toMatchObject({ table: 'billiards.fact_payment', rows: rows.length, range: null, stores: null });
    if (process.platform !== 'win32') expect((await stat(path.join(folder, 'p.csv'))).mode & 0o777).toBe(0o600);
  });

  test('a range takes business days, of facts, marts and raw records alike', async () => {
    const words = ['fact_settlement', 'dws_site_day_summary', 'settlement_records', 'dim_table'];
    const { files, notes } = await exported(...words, '--from', '2026-01-02', '--to', '2026-01-02', '--output', folder);
    expect(files.map(({ file }) => file)).toEqual([
      'settlement_records_2026-01-02_2026-01-02.csv',
      'dim_table.csv',
      'fact_settlement_2026-01-02_2026-01-02.csv',
      'dws_site_day_summary_2026-01-02_2026-01-02.csv',
    ]);
    const day = `business_date = '2026-01-02'`;
    const [facts] = await rowsOf(`select count(*) as n from billiards.fact_settlement where ${day}`);
    const [raw] = await rowsOf(`select count(*) as n from billiards_ods.settlement_records
where event_time >= '2026-01-02 08:00:00' and event_time < '2026-01-03 08:00:00'`);
    expect(files.map(({ rows }) => rows)).toEqual([Number(raw?.['n']), expect.any(Number), Number(facts?.['n']), 1]);
    expect(Number(facts?.['n'])).toBeGreaterThan(5);
    expect(notes.join()).toContain('belong to no business day: dim_table');
  });

  test('personal data stay at home unless they are asked for', async () => {
    const { notes } = await exported('dim_member', '--output', path.join(folder, 'm.csv'));
    expect(notes.join()).toMatch(/dim_member without personal data .*mobile/);
    const [head] = parseCsv((await readFile(path.join(folder, 'm.csv'), 'utf8')).slice(1));
    expect(head).not.toContain('mobile');
    expect(await exported('dim_member', '--columns', 'mobile')).toMatchObject({
      code: 2,
      error: { code: 'PERSONAL_COLUMN' },
    });
    await exported('dim_member', '--personal', '--output', path.join(folder, 'm.csv'));
    const [all] = parseCsv((await readFile(path.join(folder, 'm.csv'), 'utf8')).slice(1));
    expect(all).toContain('mobile');
  });

  test('a text that a spreadsheet would run is marked, and counted', async () => {
    await scene.pool.query(
      `update billiards.fact_payment set _source_id = '=1+1"x' where payment_id = (select min(payment_id) from billiards.fact_payment)`,
    );
    const file = path.join(folder, 'f.csv');
    const columns = ['--columns', '_source_id,payment_id,pay_time'];
    expect((await exported('fact_payment', ...columns, '--output', file)).files[0]?.marked).toBe(1);
    expect(await readFile(file, 'utf8')).toContain(`"'=1+1""x",`);
    expect((await exported('fact_payment', ...columns, '--formulas', '--output', file)).files[0]?.marked).toBe(0);
    expect(await readFile(file, 'utf8')).toContain(`"=1+1""x",`);
    expect(await readFile(file, 'utf8')).toMatch(/,\d{16,},2026-01-0\d \d\d:\d\d:\d\d\+08:00\r\n/);
    await exported('fact_payment', ...columns, '--excel', '--output', file);
    expect(await readFile(file, 'utf8')).toMatch(/,"=""\d{16,}""",2026-01-0\d \d\d:\d\d:\d\d\r\n/);
  });

  test('JSON lines hold long numbers as texts, and upstream records as they are', async () => {
    const file = path.join(folder, 's.jsonl');
    await exported('settlement_records', '--personal', '--output', file);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const rows = await rowsOf(
      'select site_id::text, payload::text, source_id from billiards_ods.settlement_records order by site_id, source_id',
    );
    expect(lines.length).toBe(rows.length);
    for (const [i, line] of lines.entries()) {
      const { site_id, source_id, fetched_at } = JSON.parse(line) as Record<string, unknown>;
      expect([site_id, source_id]).toEqual([rows[i]?.['site_id'], rows[i]?.['source_id']]);
      expect(fetched_at).toMatch(/^2026-01-04T\d\d:\d\d:\d\d(\.\d+)?\+08:00$/);
      expect(line).toContain(`"payload":${rows[i]?.['payload']}`);
    }
  });

  test('Parquet holds every typed table value for value', async () => {
    for (const table of [
      'fact_settlement',
      'dim_member_card',
      'dim_table',
      'dws_site_day_summary',
      'dws_discount_day_detail',
    ]) {
      const file = path.join(folder, `${table}.parquet`);
      await exported(table, '--personal', '--output', file);
      const buffer = await asyncBufferFromFile(file);
      const schema = (await parquetMetadataAsync(buffer)).schema.slice(1);
      const found = await parquetReadObjects({ file: buffer });
      const name = table.startsWith('dws_') ? `billiards_dws.${table}` : `billiards.${table}`;
      const { columns, table: meant } = selectTables(
        { tables: [table], layer: null, columns: null, personal: true, byStore: false },
        ENDPOINTS,
      ).tables[0] ?? { columns: [], table: { key: [] } };
      const order = meant.key.join(', ');
      const rows = await rowsOf(
        `select ${columns.map((column) => `${column.name}::text`).join(', ')} from ${name} t order by ${order.replaceAll(/(\w+)/g, 't.$1')}`,
      );
      expect(found.length, table).toBe(rows.length);
      expect(rows.length, table).toBeGreaterThan(0);
      for (const [i, row] of rows.entries()) {
        for (const { name: column, type } of columns) {
          const element = schema.find((one) => one.name === column);
          const value = (found[i] as Record<string, Parameters<typeof plainOf>[0]>)[column];
          expect(plainOf(value, element?.scale, type), `${table}.${column} of row ${i}`).toBe(
            expectedOf(row[column] ?? null, type),
          );
        }
      }
    }
    const { schema } = await parquetMetadataAsync(
      await asyncBufferFromFile(path.join(folder, 'fact_settlement.parquet')),
    );
    expect(schema.find(({ name }) => name === 'pay_amount' || name === 'consume_money')).toMatchObject({
      converted_type: 'DECIMAL',
      precision: 18,
      scale: 2,
    });
  });

  test('all tables of a layer are exported, all as of one moment', async () => {
    const into = path.join(folder, 'dws');
    const { files } = await exported('--layer', 'dws', '--output', into);
    expect(files.length).toBeGreaterThan(10);
    const manifests = (await readdir(into)).filter((name) => name.endsWith('.manifest.json'));
    expect(manifests.length).toBe(files.length);
    const moments = await Promise.all(
      manifests.map(
        async (name) => (JSON.parse(await readFile(path.join(into, name), 'utf8')) as { asOf: string }).asOf,
      ),
    );
    expect(new Set(moments).size).toBe(1);
    expect((await readdir(into)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test.each([
    [[], 'NO_TABLES', /name tables/],
    [['fact_pament'], 'UNKNOWN_TABLE', /fact_payment/],
    [['fact_payment', '--columns', 'pay_amout'], 'UNKNOWN_COLUMN', /pay_amount/],
    [['fact_payment', '--format', 'xlsx'], 'BAD_OPTIONS', /csv, jsonl, parquet/],
    [['fact_payment', '--layer', 'mart'], 'BAD_OPTIONS', /ods, dwd, dws/],
    [['fact_payment', '--from', 'yesterday'], 'BAD_RANGE', /YYYY-MM-DD/],
    [['fact_payment', '--from', '2026-01-02', '--to', '2026-01-01'], 'BAD_RANGE', /lies after/],
    [['fact_payment', 'dim_table', '--output', 'x.csv'], 'BAD_OUTPUT', /name a folder/],
    [['fact_payment', '--output', 'x.csv', '--format', 'parquet'], 'BAD_OUTPUT', /leave one/],
    [['fact_payment', '--format', 'jsonl', '--excel'], 'BAD_OPTIONS', /for csv/],
    [['fact_payment', '--stores', '1'], 'UNKNOWN_STORE', /Known stores/],
    [['dws_chain_day_summary', '--stores', '1'], 'NO_STORE_COLUMN', /leave out --stores/],
    [['fact_payment', '--output', '/dev/null/x'], 'EXPORT_NOT_WRITTEN', /--output/],
  ] as const)('%j is refused with advice', async (words, code, advice) => {
    const { error, code: exit } = await exported(...words);
    expect(error).toMatchObject({ code, message: expect.stringMatching(advice) });
    expect(exit).toBe(2);
  });
});

/** A reader of RFC 4180 of its own, so that the writer is not tested by itself. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|$)/gy;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    const [, raw = '', end] = match;
    lines.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === '\r\n') lines.push([]);
    if (cell.lastIndex >= text.length) break;
  }
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

const isInstant = (type: string): boolean => type.startsWith('timestamptz');

function plainOf(
  value: Date | string | number | bigint | boolean | null | undefined,
  scale: number | undefined,
  type: string,
): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return isInstant(type) ? value.toISOString() : value.toISOString().slice(0, 10);
  if (type.startsWith('numeric(')) return Number(value).toFixed(scale);
  return String(value);
}

function expectedOf(text: string | null, type: string): string | null {
  if (text === null || text.endsWith('infinity')) return null;
  if (isInstant(type)) return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
  if (/^numeric(?!\()/.test(type)) return String(Number(text));
  if (type.startsWith('numeric(')) return Number(text).toFixed(Number(/,(\d+)/.exec(type)?.[1]));
  return text;
}
