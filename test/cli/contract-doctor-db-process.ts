import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/feiqiu-etl.mjs', import.meta.url));

/** How a process of the command line ended. */
export interface CliOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of one's own with the settings that point into it. */
export interface Scratch extends AsyncDisposable {
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function makeScratch(): Promise<Scratch> {
  const dir = await mkdtemp(path.join(tmpdir(), 'feiqiu-cli-'));
  const env = {
    ETL_SKIP_DOTENV: '1',
    DATA_ROOT: path.join(dir, 'data'),
    EXPORT_ROOT: path.join(dir, 'export'),
    LOG_ROOT: path.join(dir, 'logs'),
  };
  return { dir, env, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

/** Runs the program as a user would, with nothing of our environment but PATH and HOME; `env` comes on top. */
export function runCli(
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly cwd?: string },
): Promise<CliOutcome> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: { PATH, HOME, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
  });
}
