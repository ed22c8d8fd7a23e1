import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, messageOf } from '../base/errors.ts';

/** Where a report goes: into a file, or to stdout when `path` is null. */
export interface ReportFile {
  readonly path: string | null;
  /** Replaces what is in the file; does nothing without one. */
  write(text: string): Promise<void>;
}

/**
 * The file of `--output`. Throws ConfigError when it cannot be written: asked for before the work, so that a wrong folder
 * does not cost an hour. What is in the file stays until the report is written.
 */
export async function openReportFile(output: string | undefined): Promise<ReportFile> {
  if (output === undefined) return { path: null, write: async () => undefined };
  const file = path.resolve(output);
  await explained(file, async () => (await open(file, 'a')).close());
  return { path: file, write: (text) => explained(file, () => writeFile(file, `${text}\n`)) };
}

async function explained(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const what = `--output ${file} cannot be written: ${messageOf(error)}. Give a place that can`;
    throw new ConfigError('BAD_OUTPUT', what, { cause: error });
  }
}
