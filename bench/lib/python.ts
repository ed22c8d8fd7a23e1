import { contenderPath, runProgram } from './child.ts';

/** The system's own Python, where distributions put psycopg2. */
const PYTHON = '/usr/bin/python3';

export interface PythonPeer {
  readonly python: string;
  readonly psycopg2: string;
}

/** Versions of the Python peer, or why it cannot run here. */
export async function findPythonPeer(): Promise<PythonPeer | { readonly missing: string }> {
  try {
    return await runProgram<PythonPeer>(PYTHON, [contenderPath('load_psycopg2.py'), '--version'], {});
  } catch {
    return { missing: `${PYTHON} with psycopg2 (Debian, Ubuntu: apt-get install python3-psycopg2)` };
  }
}

/** Runs the Python peer on a job. */
export function runPython<R>(job: object): Promise<R> {
  return runProgram<R>(PYTHON, [contenderPath('load_psycopg2.py')], job);
}
