import { type ChildProcess, spawn } from 'node:child_process';
import { cleanEnv, PROGRAM } from './program.ts';

/** Worker processes of the program as it is installed. */
export interface Workers extends AsyncDisposable {
  /** Whatever they said, for when something went wrong. */
  readonly said: () => string;
}

/** Starts so many workers, for one store at a time each unless said otherwise. */
export function startWorkers(count: number, env: Readonly<Record<string, string>>, concurrency = 1): Workers {
  let said = '';
  const children = Array.from({ length: count }, () => {
    const child = spawn(process.execPath, [PROGRAM, 'worker', '--concurrency', String(concurrency)], {
      env: cleanEnv(env),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000);
    });
    return child;
  });
  return {
    said: () => said,
    [Symbol.asyncDispose]: async () => {
      for (const child of children) child.kill('SIGTERM');
      await Promise.all(children.map(ended));
    },
  };
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('close', () => resolve());
  });
