import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as it is installed. */
export const PROGRAM = fileURLToPath(new URL('../../bin/feiqiu-etl.mjs', import.meta.url));
const PEAK_HOOK = new URL('./peak-memory.mjs', import.meta.url).href;

/** What one command of the program took, from its start to its end. */
export interface ProgramCost {
  readonly ms: number;
  /** Greatest resident set, in MiB. */
  readonly rssMb: number;
  readonly output: string;
}

/** The settings of a program and nothing of ours: no setting of the machine may decide a measurement. */
export function cleanEnv(settings: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return { PATH, HOME, NO_COLOR: '1', ETL_SKIP_DOTENV: '1', ...settings };
}

/** Runs the program as it is installed (compiled, without our loader); throws, with what it said, unless it succeeds. */
export async function runFeiqiu(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<ProgramCost> {
  const folder = await mkdtemp(join(tmpdir(), 'feiqiu-peak-'));
  const peakFile = join(folder, 'peak');
  try {
    const env = { ...cleanEnv(settings), BENCH_PEAK_FILE: peakFile };
    const { ms, output } = await timed(['--import', PEAK_HOOK, PROGRAM, ...args], env);
    return { ms, output, rssMb: Number(await readFile(peakFile, 'utf8')) / 1024 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs Node with these arguments; ends when the process does, even if something it started keeps its pipes open. */
export function timed(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ ms: number; output: string }> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const ms = performance.now() - startedAt;
      if (code === 0) resolve({ ms, output });
      else reject(new Error(`${args.join(' ')} ended with ${code ?? signal}: ${said.trim()}`));
    });
  });
}
