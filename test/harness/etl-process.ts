import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/feiqiu-etl.mjs', import.meta.url));

/** How a process of the program ended. */
export interface EtlOutcome {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of the program that is under way. */
export interface EtlProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<EtlOutcome>;
  /** Resolves when stderr has shown the text; rejects when the process ends without. */
  says(text: string): Promise<void>;
}

/** Starts the program as a user would, with nothing of our environment but PATH and HOME; `env` comes on top. */
export function startEtl(args: readonly string[], env: Readonly<Record<string, string>>): EtlProcess {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: tmpdir(),
    env: { PATH, HOME, NO_COLOR: '1', ETL_SKIP_DOTENV: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<EtlOutcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve();
      };
      child.stderr.on('data', look);
      child.once('close', () => reject(new Error(`the program ended without saying ${text}; it said: ${stderr}`)));
      look();
    });
  return { child, ended, says };
}

/** Runs the program to its end. */
export function runEtl(args: readonly string[], env: Readonly<Record<string, string>>): Promise<EtlOutcome> {
  return startEtl(args, env).ended;
}
