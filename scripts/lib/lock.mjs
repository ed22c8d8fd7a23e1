// A lock directory: mkdir is atomic on every file system. Its owner refreshes it while it works; a lock that nobody
// refreshes, or whose process is gone, is taken over.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const HEARTBEAT_MS = 2_000;
const STALE_AFTER_MS = 20_000;
const POLL_MS = 100;

/** Runs `work` while holding the lock at `path`; waits for other holders. */
export async function withLock(path, work) {
  const token = await acquire(path);
  const heartbeat = setInterval(() => refresh(path), HEARTBEAT_MS);
  const onExit = () => release(path, token);
  process.once('exit', onExit);
  const forgetSignals = exitOnSignals();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    forgetSignals();
    process.removeListener('exit', onExit);
    release(path, token);
  }
}

async function acquire(path) {
  const token = `${hostname()} ${process.pid} ${randomUUID()}`;
  let told = false;
  for (;;) {
    if (tryTake(path, token)) return token;
    const holder = staleHolder(path);
    if (holder !== undefined) evict(path, holder);
    else {
      if (!told) process.stderr.write('feiqiu-etl: waiting for another command that installs or builds …\n');
      told = true;
      await delay(POLL_MS);
    }
  }
}

function tryTake(path, token) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    const advice = 'install and build as the owner of this folder once (npm run build)';
    throw new Error(`cannot write to ${dirname(path)} (${error.code}): ${advice}`, { cause: error });
  }
  writeFileSync(join(path, 'owner'), token);
  return true;
}

/** The owner text of a lock whose owner is gone; undefined when it is alive (or the lock just vanished). */
function staleHolder(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const owner = ownerOf(path);
  if (Date.now() - found.mtimeMs > STALE_AFTER_MS) return owner;
  const [host, pid] = owner.split(' ');
  return host === hostname() && !isAlive(Number(pid)) ? owner : undefined;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function ownerOf(path) {
  try {
    return readFileSync(join(path, 'owner'), 'utf8');
  } catch {
    return '';
  }
}

/** Renames first: of several waiters only one succeeds. If the lock changed hands meanwhile, it is put back. */
function evict(path, holder) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (ownerOf(aside) !== holder) return renameSync(aside, path);
  } catch {
    return; // another waiter was quicker
  }
  rmSync(aside, { recursive: true, force: true });
}

function refresh(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Evicted or cleaned away: the work itself is safe to repeat.
  }
}

function release(path, token) {
  if (ownerOf(path) === token) rmSync(path, { recursive: true, force: true });
}

/** Ctrl-C must run the exit handler that removes the lock. */
function exitOnSignals() {
  const onInt = () => process.exit(130);
  const onTerm = () => process.exit(143);
  process.once('SIGINT', onInt);
  process.once('SIGTERM', onTerm);
  return () => {
    process.removeListener('SIGINT', onInt);
    process.removeListener('SIGTERM', onTerm);
  };
}
