import { join, resolve } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { TransientError } from '../../base/errors.ts';
import { awaitGone, awaitPostmaster } from './postmaster.ts';

const FAST_STOP_LIMIT_MS = 120_000;
const IMMEDIATE_STOP_LIMIT_MS = 10_000;

/** Stops the server of a data root whoever started it (`db stop`); returns its process id, or undefined if none ran. */
export async function stopEmbedded(options: {
  readonly dataRoot: string;
  readonly clock: Clock;
}): Promise<number | undefined> {
  const dataDir = join(resolve(options.dataRoot), 'postgres');
  const running = await awaitPostmaster(dataDir, options.clock);
  if (running === undefined) return undefined;
  await stopPostmaster(running.pid, dataDir, options.clock);
  return running.pid;
}

/** Fast shutdown: sessions are ended, everything is written. An immediate one only if that hangs; it loses nothing either, but the next start recovers. */
export async function stopPostmaster(pid: number, dataDir: string, clock: Clock): Promise<void> {
  signalProcess(pid, 'SIGINT');
  if (await awaitGone(pid, dataDir, clock, FAST_STOP_LIMIT_MS)) return;
  signalProcess(pid, 'SIGQUIT');
  if (await awaitGone(pid, dataDir, clock, IMMEDIATE_STOP_LIMIT_MS)) return;
  throw new TransientError(
    'EMBEDDED_STOP',
    `the embedded PostgreSQL (process ${pid}) on ${dataDir} does not stop; end it by hand`,
    {
      phase: 'database',
      details: { pid, dataDir },
    },
  );
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
