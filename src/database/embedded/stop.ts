import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../../base/clock.ts';
import { TransientError } from '../../base/errors.ts';
import { findPlatformPackage } from './platform-package.ts';
import { awaitGone, awaitPostmaster, signalProcess } from './postmaster.ts';
import { programsIn } from './programs.ts';

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
  if (process.platform === 'win32') return stopByPgCtl(dataDir);
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

/** Windows has no signals: ending the process there would be a crash. NOT verified on a Windows machine. */
async function stopByPgCtl(dataDir: string): Promise<void> {
  const { pgCtl } = programsIn(findPlatformPackage().root);
  const args = ['stop', '-D', dataDir, '-m', 'fast', '-w', '-t', String(FAST_STOP_LIMIT_MS / 1000)];
  await promisify(execFile)(pgCtl, args, { windowsHide: true });
}
