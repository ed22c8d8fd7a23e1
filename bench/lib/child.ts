import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What every contender reports about its own process. */
export interface ProcessCost {
  /** Duration of the measured part. */
  readonly ms: number;
  /** Greatest resident set of the process over its whole life, in MiB. */
  readonly rssMb: number;
  /** CPU time of the process during the measured part. */
  readonly cpuMs: number;
}

export interface RunChildOptions {
  /** Folder for a V8 CPU profile; none without. */
  readonly profileTo?: string | undefined;
}

/**
 * Runs a contender in a process of its own, so that its peak memory and its compiled code are its own. The job goes in on
 * stdin (it may hold a password, which must not be seen in the process list), the last line of stdout is the result.
 */
export async function runNode<R>(script: string, job: object, options: RunChildOptions = {}): Promise<R & ProcessCost> {
  const profile = options.profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profileTo}`];
  return runProgram(process.execPath, ['--import', 'tsx', ...profile, contenderPath(script)], job);
}

/** Runs any program that keeps to the same agreement. */
export function runProgram<R>(program: string, args: readonly string[], job: object): Promise<R> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const last = output.trimEnd().split('\n').at(-1) ?? '';
      if (code === 0) resolve(JSON.parse(last) as R);
      else reject(new Error(`${args.at(-1)} ended with ${code ?? signal}: ${output.trim()}`));
    });
    child.stdin.end(JSON.stringify(job));
  });
}

/** Path of a file in `bench/contenders`. */
export function contenderPath(name: string): string {
  return fileURLToPath(new URL(`../contenders/${name}`, import.meta.url));
}
