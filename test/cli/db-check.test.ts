import { type AddressInfo, createServer } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { useTestDatabase } from '../harness/database.ts';
import { type EtlOutcome, runEtl } from '../harness/etl-process.ts';

const database = useTestDatabase('db-check');

beforeAll(() => runEtl(['--version'], {}));

const check = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<EtlOutcome> =>
  runEtl(['db', 'check', ...args], env);

const elsewhere = (change: (url: URL) => void): string => {
  const url = new URL(database.url);
  change(url);
  return url.toString();
};

describe('db check', () => {
  it('asks TEST_DB_DSN, prints the answer and ends with 0', async () => {
    const { code, stdout, stderr } = await check([], { TEST_DB_DSN: database.url });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ok\n1\nOK: .* answered in \d+ ms\n$/);
  });

  it('asks --dsn before it, whatever question', async () => {
    const env = { TEST_DB_DSN: 'postgresql://nobody@127.0.0.1:9/x' };
    const args = ['--dsn', database.url, '--query', 'select count(*) as tasks from etl_admin.etl_task', '--json'];
    expect(JSON.parse((await check(args, env)).stdout)).toMatchObject({ ok: true, rows: [{ tasks: '0' }] });
  });

  it('cannot write', async () => {
    const { code, stdout } = await check(['--dsn', database.url, '--query', 'delete from etl_admin.etl_task']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('this query would write')]);
  });

  it('without any database ends with code 2 and says where to name one', async () => {
    expect(await check([])).toMatchObject({ code: 2, stderr: expect.stringContaining('TEST_DB_DSN is not set') });
  });

  it('names the flag when its string cannot be read', async () => {
    expect(await check(['--dsn', 'nonsense'])).toMatchObject({ code: 2, stderr: expect.stringContaining('(--dsn)') });
  });

  it('names a database that is missing, and one that refuses, without the password', async () => {
    const missing = elsewhere((url) => void (url.pathname = '/no_such_database'));
    expect(await check(['--dsn', missing])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('has no database'),
    });
    const refused = await check(['--dsn', 'postgresql://etl:hush-hush@127.0.0.1:9/x']);
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('nothing listens at 127.0.0.1:9') });
    expect(refused.stdout + refused.stderr).not.toContain('hush-hush');
  });

  it('ends at once when the server asks for a password and there is none', async () => {
    // What PostgreSQL says until it wants to hear the password (SCRAM); then it waits for a minute.
    const answers = ['R\0\0\0\x17\0\0\0\x0aSCRAM-SHA-256\0\0', 'R\0\0\0\x0e\0\0\0\x0br=x,s='];
    const server = createServer((socket) => {
      socket.on('data', () => void socket.write(answers.shift() ?? ''));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const started = performance.now();
    const { code, stdout } = await check(['--dsn', `postgresql://etl@127.0.0.1:${port}/x`]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('asks for a password')]);
    expect(performance.now() - started).toBeLessThan(5_000);
    server.close();
  });
});
