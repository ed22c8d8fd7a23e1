import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertServerVersion, isMigrated, migrate } from '../../src/database/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../harness/database.ts';

let database: TestDatabase;
let directory = '';

beforeEach(async () => {
  database = await createTestDatabase('migrate');
  await database.pool.query('drop schema etl_admin cascade');
  directory = await mkdtemp(join(tmpdir(), 'feiqiu-migrations-'));
  await writeFile(
    join(directory, '0001-first.sql'),
    'create table public.one (n int);\ninsert into public.one values (1);\n',
  );
  await writeFile(join(directory, '0002-second.sql'), `create table public.two (n int);\nselect pg_sleep(0.2);\n`);
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true });
});

function inOwnProcess(): Promise<string[]> {
  const script = fileURLToPath(new URL('./migrate-process.ts', import.meta.url));
  const args = ['--import', import.meta.resolve('tsx'), script, database.url, directory];
  return promisify(execFile)(process.execPath, args).then(({ stdout }) => JSON.parse(stdout) as string[]);
}

async function ledger(): Promise<unknown[]> {
  const { rows } = await database.pool.query('select number, name from etl_admin.etl_migration order by number');
  return rows;
}

const BOTH = [
  { number: 1, name: '0001-first.sql' },
  { number: 2, name: '0002-second.sql' },
];

test('files are applied in order, once, and recorded', async () => {
  expect(await migrate(database.pool, { directory })).toEqual({
    applied: ['0001-first.sql', '0002-second.sql'],
    version: 2,
  });
  expect(await migrate(database.pool, { directory })).toEqual({ applied: [], version: 2 });
  expect(await ledger()).toEqual(BOTH);
  expect((await database.pool.query('select n from public.one')).rows).toEqual([{ n: 1 }]);
});

test('of processes that migrate an empty database at once each file is applied by exactly one', async () => {
  const applied = await Promise.all([inOwnProcess(), inOwnProcess(), inOwnProcess()]);
  expect(applied.flat().toSorted()).toEqual(['0001-first.sql', '0002-second.sql']);
  expect(await ledger()).toEqual(BOTH);
});

test('of two pools racing over the ledger itself, twenty times, none fails', async () => {
  for (let round = 0; round < 20; round++) {
    await database.pool.query('drop schema if exists etl_admin cascade; drop table if exists public.one, public.two');
    await writeFile(join(directory, '0002-second.sql'), 'create table public.two (n int);\n');
    await Promise.all([1, 2, 3, 4].map(() => migrate(database.pool, { directory })));
    expect(await ledger()).toEqual(BOTH);
  }
});

test('a file that fails leaves nothing behind, and the next start applies it', async () => {
  const second = join(directory, '0002-second.sql');
  await writeFile(second, 'create table public.two (n int);\nselect 1/0;\n');
  await expect(migrate(database.pool, { directory })).rejects.toThrow('division by zero');
  expect(await ledger()).toEqual(BOTH.slice(0, 1));
  await writeFile(second, 'create table public.two (n int);\n');
  expect((await migrate(database.pool, { directory })).applied).toEqual(['0002-second.sql']);
});

test('a database migrated by a newer release is refused', async () => {
  await migrate(database.pool, { directory });
  await rm(join(directory, '0002-second.sql'));
  await expect(migrate(database.pool, { directory })).rejects.toMatchObject({
    name: 'ConfigError',
    code: 'DB_NEWER',
    message: expect.stringContaining('0002-second.sql'),
  });
});

test('an applied file that changed since is named; other line ends are no change', async () => {
  await migrate(database.pool, { directory });
  const first = join(directory, '0001-first.sql');
  await writeFile(first, 'create table public.one (n int);\r\ninsert into public.one values (1);\r\n');
  await expect(migrate(database.pool, { directory })).resolves.toMatchObject({ applied: [] });
  await writeFile(first, 'create table public.one (n bigint);\n');
  await expect(migrate(database.pool, { directory })).rejects.toMatchObject({
    code: 'MIGRATION_CHANGED',
    message: expect.stringContaining('0001-first.sql'),
  });
});

test('a gap in the numbers and a badly named file are mistakes of ours that stop everything', async () => {
  await writeFile(join(directory, '0004-fourth.sql'), 'select 1');
  await expect(migrate(database.pool, { directory })).rejects.toThrow(/0004-fourth.sql.*number 3/);
  await rm(join(directory, '0004-fourth.sql'));
  await writeFile(join(directory, 'third.sql'), 'select 1');
  await expect(migrate(database.pool, { directory })).rejects.toThrow(/third.sql is not named/);
});

test('PostgreSQL 14 is refused by its version, 15 is not', () => {
  expect(() => assertServerVersion(140011)).toThrow(/PostgreSQL 14\.11; PostgreSQL 15 or newer/);
  expect(() => assertServerVersion(150000)).not.toThrow();
});

test('a look tells whether anything is left to apply, and applies nothing', async () => {
  expect(await isMigrated(database.pool, directory)).toBe(false);
  const { rows } = await database.pool.query(`select to_regnamespace('etl_admin')::text as made`);
  expect(rows).toEqual([{ made: null }]);
  await migrate(database.pool, { directory });
  expect(await isMigrated(database.pool, directory)).toBe(true);
  await writeFile(join(directory, '0003-third.sql'), 'create table public.three (n int);');
  expect(await isMigrated(database.pool, directory)).toBe(false);
});
