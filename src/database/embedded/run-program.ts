import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { TransientError } from '../../base/errors.ts';
import type { ServerUser } from './server-user.ts';

export interface ProgramRun {
  readonly program: string;
  /** Arguments that must stand before `-D`. */
  readonly leadingArgs?: readonly string[];
  readonly args: readonly string[];
  readonly dataDir: string;
  readonly user: ServerUser | undefined;
  /** A file descriptor to read from; nothing to read when undefined. */
  readonly stdin?: number | undefined;
}

/**
 * Starts a PostgreSQL program on a data folder. When we are root on Linux the folder is named `/proc/self/cwd`: the
 * working directory is entered before rights are dropped, so the server reaches its data even inside a root-only home,
 * and we need not open that home to everyone.
 */
export function spawnProgram(run: ProgramRun, stdio: StdioOptions, detached = false): ChildProcess {
  const byCwd = run.user !== undefined && process.platform === 'linux';
  const args = [...(run.leadingArgs ?? []), '-D', byCwd ? '/proc/self/cwd' : run.dataDir, ...run.args];
  const identity = run.user === undefined ? {} : { uid: run.user.uid, gid: run.user.gid };
  // Nothing of the caller's environment: PGDATA, PGPORT, LD_LIBRARY_PATH or LC_ALL there would change the server.
  // Windows programs need their SystemRoot, and read none of those.
  const env = process.platform === 'win32' ? {} : { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } };
  return spawn(run.program, args, { cwd: run.dataDir, detached, stdio, windowsHide: true, ...identity, ...env });
}

/** Runs a program to its end; throws with what it said when it fails. */
export async function runProgram(run: ProgramRun): Promise<void> {
  const child = spawnProgram(run, [run.stdin ?? 'ignore', 'pipe', 'pipe']);
  const said: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code === 0) return;
  const ended = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
  throw new TransientError('EMBEDDED_PROGRAM', `${run.program} ${ended}:\n${said.join('').trim().slice(-2000)}`, {
    phase: 'database',
    details: { program: run.program, dataDir: run.dataDir },
  });
}
