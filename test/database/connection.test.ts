import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type Client, connectClient, createPool } from '../../src/database/connection.ts';
import { isDataException, isTransient, sqlStateOf } from '../../src/database/pg-error.ts';
import { inTransaction, withSavepoint, withTransaction } from '../../src/database/transaction.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('connection');

async function namesIn(client: Client | typeof database.pool): Promise<unknown[]> {
  return (await client.query('select name from tx order by name')).rows.map((row: { name: string }) => row.name);
}

async function freshTable(): Promise<void> {
  await database.pool.query('drop table if exists tx; create table tx (name text primary key)');
}

test('no connection lets the server compile statements, whatever the server is set to', async () => {
  await database.pool.query(`alter database ${database.name} set jit = on`);
  const pool = createPool({ url: database.url, max: 1, applicationName: 'test jit', pipeline: true });
  const client = await connectClient(database.url);
  try {
    for (const one of [pool, client]) expect((await one.query('show jit')).rows).toEqual([{ jit: 'off' }]);
  } finally {
    await pool.end();
    await client.end();
  }
});

describe('what comes back', () => {
  test('64-bit integers, decimals, times and json keep every digit as text', async () => {
    const { rows } = await database.pool.query(`select 9223372036854775807::int8 as big, 12.10::numeric as money,
      '2025-03-01'::date as day, '2025-03-01 10:00:00.123456'::timestamp as local,
      '2025-03-01 10:00:00.123456+00'::timestamptz at time zone 'utc' as utc, '{"id": 9007199254740993, "p": 1.10}'::jsonb as payload,
      '{"id":9007199254740993}'::json as raw, '1 day 2 hours'::interval as span, array[9223372036854775807::int8] as bigs,
      array['2025-03-01'::date] as days, 7::int4 as small, true as yes`);
    expect(rows[0]).toEqual({
      big: '9223372036854775807',
      money: '12.10',
      day: '2025-03-01',
      local: '2025-03-01 10:00:00.123456',
      utc: '2025-03-01 10:00:00.123456',
      payload: '{"p": 1.10, "id": 9007199254740993}',
      raw: '{"id":9007199254740993}',
      span: '1 day 02:00:00',
      bigs: '{9223372036854775807}',
      days: '{2025-03-01}',
      small: 7,
      yes: true,
    });
  });

  test('a json text given as parameter is stored as it is', async () => {
    const text = '{"id": 12345678901234567890123456789, "amount": 12.10}';
    const { rows } = await database.pool.query('select $1::jsonb as payload', [text]);
    expect(rows[0]).toEqual({ payload: text });
  });

  test('a pipelined connection keeps order, and one failing statement fails alone', async () => {
    const client = await connectClient(database.url, { pipeline: true });
    const answers = await Promise.allSettled([
      client.query('select 1 as n'),
      client.query(`select 'x'::int`),
      client.query('select 3 as n'),
    ]);
    expect(answers.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: { code: '22P02' } });
    await client.end();
  });
});

describe('what cannot be reached', () => {
  test('a closed port is reported at once, naming host, port and database but never the password', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    await new Promise((done) => probe.close(done));
    const pool = createPool({ url: `postgresql://etl:s3cret@127.0.0.1:${port}/hall`, max: 1, applicationName: 'test' });
    const error = await pool.query('select 1').catch((caught: unknown) => caught as Error);
    expect(error).toMatchObject({
      name: 'TransientError',
      code: 'DB_UNREACHABLE',
      details: { host: '127.0.0.1', port, database: 'hall' },
    });
    expect((error as Error).message).toContain(`host 127.0.0.1, port ${port}, database hall`);
    for (let at: unknown = error; at instanceof Error; at = at.cause)
      expect(`${at.message}${at.stack}`).not.toContain('s3cret');
    await pool.end();
  });

  test('a host that accepts but never answers is given up within ten seconds', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const startedMs = performance.now();
    await expect(connectClient(`postgresql://u@127.0.0.1:${port}/d`)).rejects.toThrow(
      /cannot be reached: no answer within 8 seconds/,
    );
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    silent.close();
  }, 15_000);

  test('a wrong login and a missing database are settings to correct, not outages', async () => {
    // A user nobody has is refused whether the server asks for passwords or, like some test servers, trusts.
    const wrong = new URL(database.url);
    wrong.username = 'nobody_of_this_name';
    await expect(connectClient(wrong.toString())).rejects.toMatchObject({ name: 'ConfigError', code: 'DB_LOGIN' });
    const missing = database.url.replace(database.name, 'no_such_hall');
    await expect(connectClient(missing)).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'DB_MISSING',
      message: expect.stringContaining('no_such_hall'),
    });
  });

  test('a server that does not encrypt is told apart from one that is away', async () => {
    await expect(connectClient(`${database.url}?sslmode=require`)).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'DB_TLS',
      message: expect.stringContaining('sslmode'),
    });
  });

  test('a busy pool waits for a free connection instead of calling the server unreachable', async () => {
    const pool = createPool({ url: database.url, max: 1, applicationName: 'busy' });
    const held = await pool.connect();
    const waiting = pool.query('select 1 as n');
    await held.query('select pg_sleep(0.2)');
    held.release();
    expect((await waiting).rows).toEqual([{ n: 1 }]);
    await pool.end();
  });

  test('a connection that the server ends is a transient error, and the pool goes on with a new one', async () => {
    const pool = createPool({ url: database.url, max: 1, applicationName: 'ended' });
    const killed = await pool.query('select pg_terminate_backend(pg_backend_pid())').catch((error: unknown) => error);
    expect(isTransient(killed)).toBe(true);
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
    await pool.end();
  });
});

describe('transactions', () => {
  test('commit what returns and roll back what throws, passing the error on', async () => {
    await freshTable();
    await withTransaction(database.pool, (client) => client.query(`insert into tx values ('kept')`));
    const failure = withTransaction(database.pool, async (client) => {
      await client.query(`insert into tx values ('lost')`);
      throw new Error('the reason');
    });
    await expect(failure).rejects.toThrow('the reason');
    expect(await namesIn(database.pool)).toEqual(['kept']);
  });

  test('work that hides a failed statement is not taken for committed', async () => {
    await freshTable();
    const hidden = withTransaction(database.pool, async (client) => {
      await client.query(`insert into tx values ('lost')`);
      await client.query('select 1/0').catch(() => undefined);
    });
    await expect(hidden).rejects.toMatchObject({ code: 'COMMIT_ROLLED_BACK' });
    expect(await namesIn(database.pool)).toEqual([]);
  });

  test('a savepoint undoes only its own part', async () => {
    await freshTable();
    await withTransaction(database.pool, async (client) => {
      await client.query(`insert into tx values ('outer')`);
      const bad = withSavepoint(client, 'page_1', async () => {
        await client.query(`insert into tx values ('inner')`);
        await client.query(`select '\\u0000'::jsonb`);
      });
      await expect(bad).rejects.toSatisfy(isDataException);
    });
    expect(await namesIn(database.pool)).toEqual(['outer']);
  });

  test('a connection lost in a transaction reports the loss and is not reused', async () => {
    await freshTable();
    const lost = withTransaction(database.pool, async (client) => {
      await client.query(`insert into tx values ('lost')`);
      await client.query('select pg_terminate_backend(pg_backend_pid())');
    });
    await expect(lost).rejects.toSatisfy((error) => sqlStateOf(error) === '57P01');
    expect(await namesIn(database.pool)).toEqual([]);
  });

  test('a pipelined connection commits what was sent without waiting', async () => {
    await freshTable();
    const client = await connectClient(database.url, { pipeline: true });
    await inTransaction(client, (one) =>
      Promise.all(['a', 'b', 'c'].map((name) => one.query('insert into tx values ($1)', [name]))),
    );
    expect(await namesIn(client)).toEqual(['a', 'b', 'c']);
    await client.end();
  });
});
