import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { connectClient } from '../../src/database/connection.ts';
import { stopEmbedded } from '../../src/database/embedded/stop.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type OpenDatabaseOptions, openDatabase } from '../../src/database/open.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('open');

function optionsFor(pgDsn: string | undefined, dataRoot: string): OpenDatabaseOptions {
  return { pgDsn, dataRoot, poolSize: 2, clock: systemClock, report: () => undefined };
}

test('without PG_DSN the embedded database is started, migrated and stopped again', async () => {
  const dataRoot = await mkdtemp(join(tmpdir(), 'feiqiu-open-'));
  const opened = await openDatabase(optionsFor('  ', dataRoot));
  expect(opened).toMatchObject({ kind: 'embedded', place: expect.stringMatching(/^feiqiu@127\.0\.0\.1:\d+\/feiqiu$/) });
  expect(opened.serverVersionNum).toBeGreaterThanOrEqual(180000);
  expect((await migrate(opened.pool)).applied).toContain('0001-etl-admin.sql');
  await opened.close();
  await expect(connectClient(opened.url)).rejects.toMatchObject({ code: 'DB_UNREACHABLE' });
  await rm(dataRoot, { recursive: true });
});

test('the one that started the embedded database leaves it up for another that is using it', async () => {
  const dataRoot = await mkdtemp(join(tmpdir(), 'feiqiu-open-'));
  const starter = await openDatabase(optionsFor(undefined, dataRoot));
  const user = await openDatabase(optionsFor(undefined, dataRoot));
  await starter.close();
  expect((await user.pool.query('select 1')).rowCount).toBe(1);
  await user.close();
  await stopEmbedded({ dataRoot, clock: systemClock });
  await rm(dataRoot, { recursive: true });
});

test('with PG_DSN that server is used, and left running', async () => {
  await using opened = await openDatabase(optionsFor(database.url, '/nowhere'));
  expect(opened.kind).toBe('server');
  const { rows } = await opened.pool.query('select current_database() as name');
  expect(rows).toEqual([{ name: database.name }]);
  await opened.close();
  expect((await database.pool.query('select 1')).rowCount).toBe(1);
});

test('a malformed PG_DSN is refused before anything is started', async () => {
  await expect(openDatabase(optionsFor('postgres//nonsense', '/nowhere'))).rejects.toMatchObject({ code: 'BAD_DSN' });
});
