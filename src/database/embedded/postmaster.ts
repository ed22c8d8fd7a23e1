import { readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { ConfigError, TransientError } from '../../base/errors.ts';

/** What a running server wrote into `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** `starting`, `ready`, `stopping` …; empty until the server has written it. */
  readonly status: string;
}

const POLL_MS = 50;
const LONGEST_WAIT_MS = 10 * 60_000;
const ORPHANED_BACKENDS_WAIT_MS = 15_000;

/** Reads `postmaster.pid`; undefined when there is none (or it is still being written). */
export function readPostmaster(dataDir: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number.parseInt(lines[3] ?? '', 10), status: (lines[7] ?? '').trim() };
}

/**
 * The server that is running on a data folder and accepts connections, or undefined when none is. Waits for one that
 * is starting or stopping; removes a stale pid file that would keep PostgreSQL from starting.
 */
export async function awaitPostmaster(
  dataDir: string,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Postmaster | undefined> {
  for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += POLL_MS) {
    const found = readPostmaster(dataDir);
    if (found === undefined) return undefined;
    const state = stateOf(found.pid, dataDir);
    if (state === 'dead') return undefined;
    if (state === 'other') {
      await removeStalePidFile(dataDir, clock, signal);
      return undefined;
    }
    if (found.status === 'ready') return found;
    await clock.sleep(POLL_MS, signal);
  }
  throw new TransientError(
    'EMBEDDED_NOT_READY',
    `the PostgreSQL running on ${dataDir} has been starting or stopping for ${LONGEST_WAIT_MS / 60_000} minutes; see its log`,
    { phase: 'database', details: { dataDir } },
  );
}

/** Whether the process is a server (or a helper of one) working in this data folder. */
export function isServing(pid: number, dataDir: string): boolean {
  return stateOf(pid, dataDir) === 'serving';
}

/** Resolves true when the process no longer serves the folder, false when it still does after `limitMs`. */
export async function awaitGone(pid: number, dataDir: string, clock: Clock, limitMs: number): Promise<boolean> {
  for (let waitedMs = 0; isServing(pid, dataDir); waitedMs += POLL_MS) {
    if (waitedMs >= limitMs) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}

/** Signals a process; one that is gone already is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * 'other': the id is alive but belongs to another program (or to a dead child nobody collected), as after a restart of
 * a container, where ids are small and soon used again. Only Linux lets us tell; elsewhere an id that lives is trusted
 * and connecting to it decides.
 */
function stateOf(pid: number, dataDir: string): 'serving' | 'dead' | 'other' {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'dead';
  }
  if (process.platform !== 'linux') return 'serving';
  return worksIn(pid, dataDir) ? 'serving' : 'other';
}

/** PostgreSQL processes stay in their data folder for life, and inode numbers do not care how the path is written. */
function worksIn(pid: number, dataDir: string): boolean {
  try {
    const own = statSync(dataDir);
    const theirs = statSync(`/proc/${pid}/cwd`);
    return own.ino === theirs.ino && own.dev === theirs.dev && readProc(pid, 'comm').startsWith('postgres');
  } catch (error) {
    // Another account's process may not be looked into: its name must do.
    return (error as NodeJS.ErrnoException).code === 'EACCES' && readProc(pid, 'comm').startsWith('postgres');
  }
}

function readProc(pid: number, file: 'comm' | 'cmdline' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/**
 * PostgreSQL itself refuses to start while the recorded id lives, whoever that is. The file may go only when no
 * backend of the old server is left: two servers on one folder destroy it.
 */
async function removeStalePidFile(dataDir: string, clock: Clock, signal?: AbortSignal): Promise<void> {
  await endOrphans(dataDir, clock, signal);
  const left = processesIn(dataDir);
  if (left.length > 0) throw orphansError(dataDir, left);
  await rm(join(dataDir, 'postmaster.pid'), { force: true });
}

/**
 * Ends the backends that a killed server left at work, which keep a new one from starting: a busy one does not notice
 * for minutes that its server is gone. Nothing it does can be committed any more. Only Linux lets us find them.
 */
export async function endOrphans(dataDir: string, clock: Clock, signal?: AbortSignal): Promise<void> {
  if (process.platform !== 'linux') return;
  const orphans = orphansIn(dataDir);
  for (const pid of orphans) signalProcess(pid, 'SIGTERM');
  for (const pid of orphans) {
    for (let waitedMs = 0; worksIn(pid, dataDir); waitedMs += POLL_MS) {
      if (waitedMs >= ORPHANED_BACKENDS_WAIT_MS) throw orphansError(dataDir, orphans);
      await clock.sleep(POLL_MS, signal);
    }
  }
}

function orphansError(dataDir: string, pids: readonly number[]): ConfigError {
  return new ConfigError(
    'EMBEDDED_ORPHANS',
    `PostgreSQL processes ${pids.join(', ')} of a server that died still work in ${dataDir}. End them ` +
      `(kill ${pids.join(' ')}) and try again.`,
    { details: { dataDir, pids } },
  );
}

/**
 * Helpers of a server whose server is gone. A helper calls itself `postgres: …`; a server that another starter has
 * just launched does not, and its helpers have it as their living parent, so neither is mistaken for an orphan.
 */
function orphansIn(dataDir: string): number[] {
  const all = processesIn(dataDir);
  return all.filter((pid) => readProc(pid, 'cmdline').startsWith('postgres: ') && !all.includes(parentOf(pid)));
}

function parentOf(pid: number): number {
  // `pid (name) state ppid …`; the name may hold spaces and brackets.
  return Number(readProc(pid, 'stat').split(') ').at(-1)?.split(' ')[1]);
}

function processesIn(dataDir: string): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => worksIn(pid, dataDir));
}
