import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison, TableComparison } from '../../src/compare/report.ts';
import { useTestDatabase } from '../harness/database.ts';
import { type EtlOutcome, runEtl } from '../harness/etl-process.ts';

const left = useTestDatabase('compare_left');
const right = useTestDatabase('compare_right');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-compare-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The same tables on both sides, but for what a test plants in one of them. */
const TABLES = `
create schema old;
create table old.fact_order (order_id bigint primary key, site_id bigint, amount numeric(12,2), note text, is_paid boolean, pay_time timestamptz);
insert into old.fact_order select n, 7, n * 1.5, 'n' || n, true, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 hour' from generate_series(1, 200) n;
create table old.dim_member (member_id bigint primary key, name text);
insert into old.dim_member select n, 'm' || n from generate_series(1, 50) n;`;

async function plant(inLeft: string, inRight: string): Promise<void> {
  for (const { pool } of [left, right]) await pool.query(`drop schema if exists old cascade; ${TABLES}`);
  await left.pool.query(inLeft);
  await right.pool.query(inRight);
}

function compare(...more: string[]): Promise<EtlOutcome> {
  const sides = ['--left', left.url, '--right', right.url, '--schema-left', 'old', '--schema-right', 'old'];
  return runEtl(['compare', ...sides, ...more], { LOG_ROOT: path.join(folder, 'logs'), ...heapLimit });
}

/** What the process may hold, where a test limits it. */
let heapLimit: Readonly<Record<string, string>> = {};

async function compared(...more: string[]): Promise<Comparison & { readonly code: number | null }> {
  const { code, stdout, stderr } = await compare('--json', ...more);
  if (stdout === '') throw new Error(stderr);
  return { ...(JSON.parse(stdout) as Comparison), code };
}

function tableOf({ tables }: Comparison, name: string): TableComparison {
  const found = tables.find((table) => table.left === name);
  if (found === undefined) throw new Error(`${name} was not compared`);
  return found;
}

async function mapping(value: unknown): Promise<string> {
  const file = path.join(folder, 'mapping.json');
  await writeFile(file, JSON.stringify(value));
  return file;
}

describe('compare', () => {
  it('ends with 0 when all is equal, whatever the order of rows and the scale of numbers', async () => {
    await plant(
      'alter table old.fact_order alter amount type numeric(14,4)',
      'create table old.copy as select * from old.dim_member order by member_id desc; truncate old.dim_member; insert into old.dim_member select * from old.copy; drop table old.copy',
    );
    const report = await compared();
    expect(report).toMatchObject({ code: 0, equal: true, oneSided: [] });
    expect(tableOf(report, 'fact_order')).toMatchObject({ rows: { left: '200', right: '200' }, key: ['order_id'] });
  });

  it('finds tables and columns of one side, and says which name may be meant', async () => {
    await plant(
      'create table old.fact_payment (id bigint); alter table old.dim_member add nick_name text',
      'create table old.fact_payments (id bigint); alter table old.dim_member add nickname text',
    );
    const report = await compared();
    expect(report.code).toBe(6);
    expect(report.oneSided).toEqual([
      { side: 'left', name: 'fact_payment', nearest: 'fact_payments' },
      { side: 'right', name: 'fact_payments', nearest: 'fact_payment' },
    ]);
    const file = await mapping({ ignoreTables: { right: ['*s'] } });
    expect((await compared('--mapping', file)).oneSided.map(({ name }) => name)).toEqual(['fact_payment']);
    expect(tableOf(report, 'dim_member').oneSided[0]).toEqual({ side: 'left', name: 'nick_name', nearest: 'nickname' });
  });

  it('finds rows of one side, a changed cent, and NULL in place of an empty text', async () => {
    await plant(
      `delete from old.fact_order where order_id = 17; update old.fact_order set note = '' where order_id = 40`,
      `delete from old.fact_order where order_id in (5, 6);
update old.fact_order set amount = amount + 0.01 where order_id = 30; update old.fact_order set note = null where order_id = 40`,
    );
    const order = tableOf(await compared(), 'fact_order');
    expect(order).toMatchObject({ equal: false, onlyLeft: 2, onlyRight: 1, changed: 2 });
    expect(order.samples.onlyRight).toEqual([{ key: { order_id: '17' } }]);
    expect(new Set(order.samples.onlyLeft.map(({ key }) => key['order_id']))).toEqual(new Set(['5', '6']));
    const changes = order.samples.changed.toSorted((a, b) => Number(a.key['order_id']) - Number(b.key['order_id']));
    expect(changes.map(({ columns }) => columns)).toEqual([
      [{ name: 'amount', left: '45', right: '45.01' }],
      [{ name: 'note', left: '', right: null }],
    ]);
    const figures = (name: string) => order.columns.find((column) => column.left === name);
    expect(figures('amount')).toMatchObject({ changed: 1, sum: { left: '30124.5', right: '30133.51' } });
    expect(figures('note')).toMatchObject({ changed: 1, nulls: { left: '0', right: '1' } });
  });

  it('counts numbers within the tolerance as equal, to the digit', async () => {
    await plant(
      '',
      'update old.fact_order set amount = amount + 0.01 where order_id in (1, 2); update old.fact_order set amount = amount + 0.02 where order_id = 3',
    );
    const [loose, looser] = [await compared('--tolerance', '0.01'), await compared('--tolerance', '0.02')];
    expect(tableOf(loose, 'fact_order')).toMatchObject({ equal: false, changed: 1, tolerated: 2 });
    expect(looser).toMatchObject({ code: 0, equal: true });
    expect(tableOf(looser, 'fact_order').tolerated).toBe(3);
  });

  it('does not compare 0/1 with true/false or a wall time with an instant until a cast says so', async () => {
    await plant(
      `alter table old.fact_order alter is_paid type smallint using 1, alter pay_time type timestamp using pay_time at time zone 'Asia/Shanghai'`,
      '',
    );
    const told = tableOf(await compared(), 'fact_order');
    expect(told.equal).toBe(false);
    expect(told.unlike.map(({ left: column, hint }) => [column, hint])).toEqual([
      ['is_paid', '"boolean"'],
      ['pay_time', '{"zone": "Asia/Shanghai"}'],
    ]);
    const casts = (zone: string) => ({ tables: { fact_order: { casts: { is_paid: 'boolean', pay_time: { zone } } } } });
    expect((await compared('--mapping', await mapping(casts('Asia/Shanghai')))).code).toBe(0);
    const wrong = tableOf(await compared('--mapping', await mapping(casts('Asia/Tokyo'))), 'fact_order');
    expect(wrong.changed).toBe(200);
    expect(wrong.columns.find((column) => column.left === 'pay_time')?.first).toEqual({
      left: '2026-01-01T00:00:00.000000Z',
      right: '2026-01-01T01:00:00.000000Z',
    });
  });

  it('follows a mapping: other names, keys, columns left out', async () => {
    await plant(
      'alter table old.fact_order drop constraint fact_order_pkey',
      `alter table old.fact_order rename to fact_settlement; alter table old.fact_settlement rename order_id to order_settle_id;
alter table old.fact_settlement add _load_id bigint; update old.fact_settlement set amount = 0 where order_settle_id = 9`,
    );
    const file = await mapping({
      ignore: ['_*'],
      tables: {
        fact_order: { to: 'fact_settlement', columns: { order_id: 'order_settle_id' }, key: ['order_id'] },
        dim_member: { to: null },
      },
    });
    const report = await compared('--mapping', file);
    expect(report.oneSided).toEqual([]);
    expect(tableOf(report, 'fact_order')).toMatchObject({
      right: 'fact_settlement',
      changed: 1,
      oneSided: [],
      key: ['order_id'],
    });
  });

  it('compares whole rows where nothing tells them apart, repeated ones included', async () => {
    const log = 'create table old.log (line text); insert into old.log values';
    await plant(`${log} ('a'), ('a'), ('b')`, `${log} ('b'), ('a')`);
    expect(tableOf(await compared('--tables', 'log'), 'log')).toMatchObject({
      key: [],
      onlyLeft: 1,
      onlyRight: 0,
      changed: 0,
      repeatedKeys: { left: 1, right: 0 },
    });
  });

  it('compares a range of time only', async () => {
    await plant('', `update old.fact_order set amount = 0 where order_id = 100`);
    // The 100th order is of 2026-01-05 12:00 in Shanghai.
    const range = ['--tables', 'fact_order', '--time-column', 'pay_time', '--timezone', 'Asia/Shanghai'];
    const before = await compared(...range, '--from', '2026-01-04', '--to', '2026-01-05 12:00:00');
    expect(tableOf(before, 'fact_order')).toMatchObject({
      equal: true,
      ranged: true,
      rows: { left: '36', right: '36' },
    });
    expect((await compared(...range, '--from', '2026-01-05', '--to', '2026-01-05')).code).toBe(6);
  });

  it('writes one HTML page without a script, in both languages, and a table for people', async () => {
    await plant(`update old.dim_member set name = '<script>x</script>' where member_id = 3`, '');
    const file = path.join(folder, 'page.html');
    for (const [lang, title] of [
      ['zh', '数据库比对'],
      ['en', 'Comparison of two databases'],
    ] as const) {
      const { code, stdout } = await compare('--format', 'html', '--lang', lang, '--output', file);
      expect([code, stdout]).toEqual([6, '']);
      const page = await readFile(file, 'utf8');
      expect(page).toContain(`<h1>${title}`);
      expect(page).toContain('&lt;script&gt;');
      expect(page).not.toContain('<script');
    }
    const { stdout } = await compare();
    expect(stdout).toContain('changed: member_id=3: name "<script>x</script>" → m3');
    expect(stdout).toContain('different: 1 of 2 tables differ');
  });

  it('holds no more of a large comparison than of a small one, and finds the one row', async () => {
    const large = `create table old.large as select n as id, md5(n::text) as a, md5((n + 1)::text) as b, n * 0.01 as amount from generate_series(1, 200000) n;
alter table old.large add primary key (id)`;
    heapLimit = { NODE_OPTIONS: '--max-old-space-size=64' };
    await plant(large, `${large}; update old.large set amount = amount + 1`);
    const report = await compared('--tables', 'large');
    expect(tableOf(report, 'large').changed).toBe(200_000);
    await right.pool.query('update old.large set amount = amount - 1 where id <> 4711');
    expect(tableOf(await compared('--tables', 'large'), 'large').samples.changed).toEqual([
      { key: { id: '4711' }, columns: [{ name: 'amount', left: '47.11', right: '48.11' }] },
    ]);
    heapLimit = {};
  }, 60_000);

  it.each([
    [['--left', 'postgresql://u:hush@127.0.0.1:1/x'], 1, /port 1.*--left is right/],
    [['--schema-left', 'olds'], 2, /no tables in the schema "olds"\. Did you mean old\?/],
    [['--tables', 'fact_ordr'], 2, /matches no table of either side\. Did you mean fact_order\?/],
    [['--keys', 'order_id', '--tables', 'dim_member'], 2, /left table dim_member has no column "order_id"/],
    [['--from', 'monday'], 2, /--from "monday" is neither a day nor a time/],
    [['--from', '2026-01-01'], 2, /no table has one to choose by: name it with --time-column/],
    [['--tolerance', '-1'], 2, /--tolerance "-1" is no positive decimal number/],
    [['--mapping', '/nowhere/m.json'], 2, /cannot be read as JSON: ENOENT/],
    [['--output', '/nowhere/report.html'], 2, /--output .* cannot be written: ENOENT/],
  ])('%j is told in one line', async (args, code, message) => {
    await plant('', '');
    const outcome = await compare(...args);
    expect(outcome.stderr.trim().split('\n').at(-1)).toMatch(message);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).not.toContain('hush');
  });

  it.each([
    [{ tables: { fact_ordr: {} } }, /names the table "fact_ordr".* Did you mean fact_order\?/],
    [
      { tables: { fact_order: { casts: { amount: 'float' } } } },
      /tables\.fact_order\.casts\.amount: is no cast: "boolean"/,
    ],
    [{ tables: { fact_order: { casts: { amuont: 'text' } } } }, /no column "amuont".* Did you mean amount\?/],
    [{ table: {} }, /the file: Unrecognized key: "table"/],
    [
      { tables: { fact_order: { casts: { note: { zone: 'UTC' } } } } },
      /holds a value that a cast of --mapping cannot read/,
    ],
  ])('a mapping like %j is refused', async (value, message) => {
    await plant('', '');
    const { code, stderr } = await compare('--mapping', await mapping(value));
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
