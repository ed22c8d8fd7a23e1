import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runEtl } from '../harness/etl-process.ts';

let folder: string;
let env: Record<string, string>;

// In a checkout whose sources have changed, the first start builds them and says so.
beforeAll(() => runEtl(['--version'], {}));

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-usage-'));
  env = {
    API_BASE: 'http://127.0.0.1:9',
    API_TOKEN: 'sample-token',
    STORE_ID: '1',
    DATA_ROOT: path.join(folder, 'data'),
    EXPORT_ROOT: path.join(folder, 'export'),
    LOG_ROOT: path.join(folder, 'logs'),
  };
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface Mistake {
  readonly what: string;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** What the line must name: the thing, and what is allowed. */
  readonly names: readonly (string | RegExp)[];
}

const MISTAKES: readonly Mistake[] = [
  { what: 'no token', env: { API_TOKEN: '' }, names: ['API_TOKEN', 'store 1'] },
  { what: 'no upstream address', env: { API_BASE: '' }, names: ['API_BASE'] },
  { what: 'a malformed PG_DSN', env: { PG_DSN: 'not a dsn' }, names: ['PG_DSN', /postgres(ql)?:\/\//] },
  { what: 'a malformed --pg-dsn', args: ['--pg-dsn', 'mysql://u:hidden@h/d'], names: ['PG_DSN', /postgres(ql)?:\/\//] },
  { what: 'an unknown task', args: ['--tasks', 'ODS_PAYMNT'], names: ['ODS_PAYMNT', 'ODS_PAYMENT'] },
  { what: 'an unknown flag', args: ['--form', '2026-01-01'], names: ['--form', '--from'] },
  { what: 'an unknown command', args: ['rum'], names: ['rum', 'run'] },
  { what: 'a word too many', args: ['prune', 'all'], names: [/"prune" takes nothing but options, and got 1 word;/] },
  {
    what: 'an unknown command of a command',
    args: ['users', 'ad'],
    names: ['Did you mean add?', 'Commands of "users": list, add'],
  },
  {
    what: 'a password where none belongs',
    args: ['users', 'add', 'ann', 'hidden', '--role', 'admin'],
    names: [/"add" takes [A-Z]+, and got 2 words/],
  },
  {
    what: '--from after --to',
    args: ['--from', '2026-01-03', '--to', '2026-01-01'],
    names: ['--from', '2026-01-03', '2026-01-01'],
  },
  { what: 'a --from that is no date', args: ['--from', '2026-02-30'], names: ['--from', '2026-02-30', 'YYYY-MM-DD'] },
  { what: 'a --wait that is no number', args: ['--wait', 'soon'], names: ['--wait', 'soon', 'seconds'] },
  { what: 'an unknown --source', args: ['--source', 'disk'], names: ['--source', 'disk', 'online', 'archive'] },
  { what: 'a replay of a folder that is not there', args: ['replay', '/nowhere/at/all'], names: ['/nowhere/at/all'] },
  { what: 'a drop without --yes', args: ['replay', '.', '--drop-schema-first'], names: ['--yes'] },
  {
    what: 'a drop in a dry run',
    args: ['replay', '.', '--drop-schema-first', '--yes', '--dry-run'],
    names: ['--dry-run', '--drop-schema-first'],
  },
  { what: 'a setting out of range', env: { TASK_CONCURRENCY: '0' }, names: ['TASK_CONCURRENCY', '1', '32'] },
  { what: 'a store id that is none', env: { STORE_ID: 'main' }, names: ['STORE_ID', 'main'] },
  {
    what: 'a trace in a store that is none',
    args: ['trace', 'dim_site', '--stores', 'abc'],
    names: ['store id "abc"'],
  },
  {
    what: 'a trace in a table that is none',
    args: ['trace', 'fact_pament', '1'],
    names: ['fact_pament', 'Did you mean fact_payment?'],
  },
  { what: 'a trace by a key that is none', args: ['trace', 'fact_payment', 'x'], names: ['payment_id', '"x"'] },
];

describe('what is wrong with a command', () => {
  it.each(MISTAKES)(
    '$what ends with code 2 and one line, and nothing is started',
    async ({ args = [], env: more, names }) => {
      const { code, stdout, stderr } = await runEtl(args, { ...env, ...more });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      for (const name of names) expect(stderr).toMatch(name);
      expect(stderr).not.toContain('hidden');
      for (const started of ['data', 'export']) expect(existsSync(path.join(folder, started))).toBe(false);
    },
  );
});

describe('a database that cannot be reached', () => {
  it('ends with code 1 within ten seconds, naming host, port and database but not the password', async () => {
    const started = performance.now();
    const { code, stderr } = await runEtl(['run'], { ...env, PG_DSN: 'postgresql://etl:topsecret@127.0.0.1:9/halls' });
    expect(code).toBe(1);
    expect(performance.now() - started).toBeLessThan(10_000);
    for (const name of ['127.0.0.1', '9', 'halls']) expect(stderr).toContain(name);
    expect(stderr).not.toContain('topsecret');
  });

  it('ends as soon when the address takes connections and never answers', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const started = performance.now();
    const dsn = `postgresql://etl:topsecret@127.0.0.1:${port}/halls`;
    const { code, stderr } = await runEtl(['run'], { ...env, PG_DSN: dsn });
    server.close();
    expect(code).toBe(1);
    expect(performance.now() - started).toBeLessThan(10_000);
    for (const name of ['127.0.0.1', String(port), 'halls']) expect(stderr).toContain(name);
    expect(stderr).not.toContain('topsecret');
  });
});
