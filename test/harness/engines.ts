import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../src/base/clock.ts';
import { chooseServerUser } from '../../src/database/embedded/server-user.ts';
import { startEmbedded } from '../../src/database/embedded/start.ts';
import { createEmptyDatabase } from './database.ts';

/** A database of one of the engines the product runs on. */
export interface EngineDatabase extends AsyncDisposable {
  readonly url: string;
  /** What the program needs in its environment to work on it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** An engine the product runs on; `missing` says why it cannot be had here. */
export interface Engine {
  readonly name: string;
  readonly missing: string | null;
  /** Arguments of the first `init`. */
  readonly init: readonly string[];
  /** Makes an empty database; `folder` is where it may put files. */
  open(folder: string): Promise<EngineDatabase>;
}

/** Where Debian and its relatives keep the programs of PostgreSQL, a folder a major version. */
const SERVER_PROGRAMS = '/usr/lib/postgresql';

/** The newest PostgreSQL 15 or newer that is installed on this machine; null when there is none. */
function installedMajor(): number | null {
  if (!existsSync(SERVER_PROGRAMS)) return null;
  const majors = readdirSync(SERVER_PROGRAMS).filter((name) => existsSync(`${SERVER_PROGRAMS}/${name}/bin/initdb`));
  const newest = Math.max(0, ...majors.map(Number));
  return newest >= 15 ? newest : null;
}

async function openEmbedded(folder: string): Promise<EngineDatabase> {
  const dataRoot = path.join(folder, 'embedded');
  const server = await startEmbedded({ dataRoot, clock: systemClock, report: () => undefined });
  return { url: server.url, environment: { DATA_ROOT: dataRoot }, [Symbol.asyncDispose]: () => server.stop() };
}

/** A server of another build and, as a rule, another major version than the embedded one. */
async function openInstalled(folder: string, major: number): Promise<EngineDatabase> {
  const dataDir = path.join(folder, 'server');
  await mkdir(dataDir, { mode: 0o700 });
  const account = chooseServerUser(dataDir);
  if (account !== undefined) await chown(dataDir, account.uid, account.gid);
  const port = await findFreePort();
  const run = async (program: string, ...args: readonly string[]): Promise<void> => {
    const all = ['-D', dataDir, ...args];
    const as = account === undefined ? {} : { uid: account.uid, gid: account.gid };
    await promisify(execFile)(`${SERVER_PROGRAMS}/${major}/bin/${program}`, all, { cwd: dataDir, ...as });
  };
  await run('initdb', '-U', 'feiqiu', '-A', 'trust', '-E', 'UTF8', '--locale=C');
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  await run('pg_ctl', '-l', path.join(dataDir, 'log'), '-o', settings, '-w', 'start');
  const url = `postgresql://feiqiu@127.0.0.1:${port}/postgres`;
  return { url, environment: { PG_DSN: url }, [Symbol.asyncDispose]: () => run('pg_ctl', '-m', 'immediate', 'stop') };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function openOnServer(): Promise<EngineDatabase> {
  const { url, drop } = await createEmptyDatabase('engine');
  return { url, environment: { PG_DSN: url }, [Symbol.asyncDispose]: drop };
}

/** The engines; the first is always there. */
export function engines(): readonly Engine[] {
  const major = installedMajor();
  const onCitus = (process.env['TEST_CITUS_DSN'] ?? '') !== '';
  return [
    { name: 'embedded PostgreSQL', missing: null, init: [], open: openEmbedded },
    {
      name: `PostgreSQL ${major ?? ''} as installed`,
      missing: major === null ? `there is no PostgreSQL 15 or newer in ${SERVER_PROGRAMS}` : null,
      init: [],
      open: (folder) => openInstalled(folder, major ?? 0),
    },
    {
      name: 'Citus',
      missing: onCitus ? null : 'TEST_CITUS_DSN is not set',
      init: ['--distribute'],
      open: openOnServer,
    },
  ];
}
