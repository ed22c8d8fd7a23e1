import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { chooseServerUser } from '../../src/database/embedded/server-user.ts';

/** Where Debian and its relatives keep the programs of PostgreSQL, a folder a major version. */
export const SERVER_PROGRAMS = '/usr/lib/postgresql';

/** The newest PostgreSQL 15 or newer that is installed on this machine; null when there is none. */
export function installedMajor(): number | null {
  if (!existsSync(SERVER_PROGRAMS)) return null;
  const majors = readdirSync(SERVER_PROGRAMS).filter((name) => existsSync(`${SERVER_PROGRAMS}/${name}/bin/initdb`));
  const newest = Math.max(0, ...majors.map(Number));
  return newest >= 15 ? newest : null;
}

export interface InstalledServerOptions {
  readonly major: number;
  /** Made when missing; every folder above it must be open to the account of the server. */
  readonly dataDir: string;
  /** Further arguments of initdb. */
  readonly initdb?: readonly string[];
  /** Server settings; all others are as they are shipped. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A fresh server from the programs of the machine, ended without ceremony. */
export interface InstalledServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts a server of another build and, as a rule, another major version than the embedded one; anybody may log in. */
export async function startInstalled(options: InstalledServerOptions): Promise<InstalledServer> {
  const { major, dataDir, initdb = [], settings } = options;
  await mkdir(dataDir, { mode: 0o700, recursive: true });
  const account = chooseServerUser(dataDir);
  if (account !== undefined) await chown(dataDir, account.uid, account.gid);
  const port = await findFreePort();
  const run = async (program: string, ...args: readonly string[]): Promise<void> => {
    const all = ['-D', dataDir, ...args];
    const as = account === undefined ? {} : { uid: account.uid, gid: account.gid };
    await promisify(execFile)(`${SERVER_PROGRAMS}/${major}/bin/${program}`, all, { cwd: dataDir, ...as });
  };
  await run('initdb', '-U', 'feiqiu', '-A', 'trust', '-E', 'UTF8', '--locale=C', ...initdb);
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const set = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`);
  await run('pg_ctl', '-l', path.join(dataDir, 'log'), '-o', [`-p ${port}`, ...set].join(' '), '-w', 'start');
  return {
    url: `postgresql://feiqiu@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: () => run('pg_ctl', '-m', 'immediate', 'stop'),
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
