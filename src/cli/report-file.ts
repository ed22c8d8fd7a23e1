import { access, constants, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, messageOf } from '../base/errors.ts';
import { isMissing } from '../files/file-errors.ts';

/** Where a report goes: into a file, or to stdout when `path` is null. */
export interface ReportFile {
  readonly path: string | null;
  /** Replaces what is in the file; does nothing without one. */
  write(text: string): Promise<void>;
}

/**
 * The file of `--output`. Throws ConfigError when it cannot be written: asked for before the work, so that a wrong folder
 * does not cost an hour. Nothing is touched until the report is written; then the file is there as a whole.
 */
export async function openReportFile(output: string | undefined): Promise<ReportFile> {
  if (output === undefined) return { path: null, write: async () => undefined };
  const file = path.resolve(output);
  const replace = await explained(file, () => findWay(file));
  return { path: file, write: (text) => explained(file, () => replace(`${text}\n`)) };
}

type Replace = (text: string) => Promise<void>;

/** How the file can be replaced; throws when it cannot. A device or a pipe is written into, and stays what it is. */
async function findWay(file: string): Promise<Replace> {
  const there = await stat(file).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (there?.isDirectory() === true) throw new Error('it is a folder');
  if (there !== null) await access(file, constants.W_OK);
  if (there?.isFile() === false) return (text) => writeFile(file, text);
  // Behind a link the report belongs where the link points.
  const target = there === null ? file : await realpath(file);
  const folder = path.dirname(target);
  if (!(await stat(folder)).isDirectory()) throw new Error(`${folder} is no folder`);
  await access(folder, constants.W_OK);
  return (text) => replaceWhole(target, text, there?.mode);
}

async function replaceWhole(target: string, text: string, mode: number | undefined): Promise<void> {
  const aside = `${target}.${process.pid}.tmp`;
  try {
    await writeFile(aside, text, { mode });
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function explained<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const what = `--output ${file} cannot be written: ${messageOf(error)}. Give a place that can`;
    throw new ConfigError('BAD_OUTPUT', what, { cause: error });
  }
}
