import { execFile } from 'node:child_process';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where a measurement was made. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Commit of the checkout, with `+` when it had changes; null outside git. */
  readonly commit: string | null;
  /** Load average over one minute when the run began: above 0.5 somebody else was at work too. */
  readonly loadBefore: number;
}

export async function describeMachine(): Promise<Machine> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    commit: await commitOf(),
    loadBefore: loadavg()[0] ?? Number.NaN,
  };
}

async function commitOf(): Promise<string | null> {
  try {
    const { stdout } = await run('git', ['describe', '--always', '--dirty=+', '--exclude=*']);
    return stdout.trim();
  } catch {
    return null; // a downloaded copy is no checkout
  }
}
