import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../../files/file-errors.ts';
import { type Amount, NOTHING, plus } from './prune-rows.ts';

/** The log of a day, by the name that it is given. */
const LOG_FILE = /^etl-(\d{4}-\d{2}-\d{2})\.jsonl$/;

/** Log files of days before a moment; with `dryRun` they are only counted. Other files in the folder stay. */
export async function pruneLogs(folder: string, before: Date, dryRun: boolean): Promise<Amount> {
  let amount = NOTHING;
  for (const name of await namesIn(folder)) {
    const day = LOG_FILE.exec(name)?.[1];
    if (day === undefined || day >= before.toISOString().slice(0, 10)) continue;
    const file = path.join(folder, name);
    const { size } = await stat(file);
    amount = plus(amount, { items: 1, bytes: size, oldest: `${day}T00:00:00Z` });
    if (!dryRun) await rm(file, { force: true });
  }
  return amount;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
