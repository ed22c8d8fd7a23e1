import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { contenderPath, type ProcessCost, runProgram } from './child.ts';
import { resultsFolder } from './report.ts';

const VERSION = '1.31.0';
const SCRIPT = contenderPath('load_dlt.py');

/** dlt in a Python environment of its own. */
export interface DltPeer {
  readonly program: string;
  readonly python: string;
  readonly dlt: string;
}

/**
 * Finds dlt, or installs it into a throw-away environment among the results; why there is none, where that fails.
 * BENCH_DLT_PYTHON names the Python of an environment that has it already.
 */
export async function findDlt(): Promise<DltPeer | { readonly missing: string }> {
  const given = process.env['BENCH_DLT_PYTHON'];
  try {
    const program = given ?? (await installDlt());
    return { program, ...(await runProgram<Omit<DltPeer, 'program'>>(program, [SCRIPT, '--version'], {})) };
  } catch (error) {
    const [firstLine] = String(error).split('\n');
    return { missing: `dlt ${VERSION} in ${given ?? 'a new Python environment'}: ${firstLine}` };
  }
}

async function installDlt(): Promise<string> {
  const run = promisify(execFile);
  const folder = join(await resultsFolder(), `dlt-${VERSION}`);
  const program = join(folder, 'bin', 'python');
  if (!existsSync(program)) {
    await run('python3', ['-m', 'venv', folder]);
    await run(program, ['-m', 'pip', 'install', '--quiet', `dlt[postgres]==${VERSION}`]);
  }
  return program;
}

/** What dlt is to read; the endpoints as it needs to be told of them. */
export interface DltJob {
  readonly url: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly folder: string;
  readonly inFlight: number;
  readonly endpoints: readonly {
    readonly table: string;
    readonly path: string;
    readonly listPath: string;
    readonly paged: boolean;
    /** JSON text of the request, without the page. */
    readonly body: string;
  }[];
}

/** Runs the pipeline into a schema of its own; timed from the start of its process, as a command of ours is. */
export async function runDlt(
  { program }: DltPeer,
  job: DltJob,
): Promise<{ readonly rows: number; readonly pipelineMs: number } & Pick<ProcessCost, 'ms' | 'rssMb'>> {
  const startedAt = performance.now();
  const { rows, ms: pipelineMs, rssMb } = await runProgram<{ rows: number } & ProcessCost>(program, [SCRIPT], job);
  return { rows, pipelineMs, rssMb, ms: performance.now() - startedAt };
}
